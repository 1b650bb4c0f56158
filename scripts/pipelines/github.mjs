import { copyFile, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { goProgram } from "../go-program.mjs";

const VERSION = "0.2.89";
const workflow = fileURLToPath(new URL("../../docs/ci/github-actions.yml", import.meta.url));
const nothing = "name: nothing\nruns:\n  using: composite\n  steps:\n    - run: 'true'\n      shell: sh\n";

/** `act` runs the jobs of `docs/ci/github-actions.yml` on this machine. The actions that they use do nothing here. */
export const github = {
  title: `GitHub, by \`act\` ${VERSION}`,
  /** Puts the workflow into the repository, and what stands in for the actions and the events into a folder. */
  async prepare(repository, folder) {
    this.program = await goProgram("github.com/nektos/act", VERSION);
    this.folder = join(folder, "actions");
    await mkdir(this.folder);
    await mkdir(join(repository, ".github/workflows"), { recursive: true });
    await copyFile(workflow, join(repository, ".github/workflows/tokens.yml"));
    await writeFile(join(this.folder, "action.yml"), nothing);
    this.actions = [...new Set((await readFile(workflow, "utf8")).match(/(?<=uses: )\S+/g))];
    const base = { repo: { full_name: "acme/app" } };
    for (const [job, full_name] of Object.entries({ report: "acme/app", fork: "someone/app" })) {
      const event = { pull_request: { number: 7, head: { repo: { full_name } }, base }, repository: base.repo };
      await writeFile(join(this.folder, `${job}.json`), JSON.stringify(event));
    }
  },
  command(job, api, token, env) {
    const event = job === "renew" ? ["schedule"] : ["pull_request", "--eventpath", join(this.folder, `${job}.json`)];
    const machine = ["--platform", "ubuntu-latest=-self-hosted", "--github-instance", api];
    const actions = this.actions.flatMap((action) => ["--local-repository", `${action}=${this.folder}`]);
    // `act` finds out the name of a repository only if its remote is at GitHub.
    const own = Object.entries({ ...env, GITHUB_REPOSITORY: "acme/app" }).flatMap(([name, value]) => [
      "--env",
      `${name}=${value}`,
    ]);
    return [this.program, ...event, "--job", job, ...machine, ...actions, "--secret", `GITHUB_TOKEN=${token}`, ...own];
  },
};
