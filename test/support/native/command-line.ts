import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { engine } from "../engine/engine";
import { closing } from "../engine/token-stack";
import { run } from "../programs/example";
import { yamlHost } from "./yaml-host";

/** A user's folder with Pulumi's command line, a home folder and a state of its own, until the test ends. */
export class CommandLine {
  readonly #env: Readonly<Record<string, string>>;

  private constructor(
    readonly folder: string,
    env: Readonly<Record<string, string>>,
  ) {
    this.#env = env;
  }

  /** @param path the folders of `PATH` beside those of the engine and the host of YAML programs */
  static async make(path: readonly string[] = [process.env.PATH ?? ""]): Promise<CommandLine> {
    const root = await mkdtemp(join(tmpdir(), "command-line-"));
    closing({ close: () => rm(root, { recursive: true, force: true }) });
    const [folder, state] = [join(root, "project"), join(root, "state")];
    for (const made of [folder, state]) await mkdir(made);
    const { directory } = await engine();
    return new CommandLine(folder, {
      PATH: [...new Set([directory, await yamlHost()]), ...path].join(delimiter),
      PULUMI_HOME: join(root, "home"),
      PULUMI_BACKEND_URL: pathToFileURL(state).href,
      PULUMI_CONFIG_PASSPHRASE: "test",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      // The registry is on the internet.
      PULUMI_DISABLE_REGISTRY_RESOLVE: "true",
    });
  }

  write(file: string, text: string): Promise<void> {
    return writeFile(join(this.folder, file), text);
  }

  /** Runs `pulumi` with these arguments. Throws with what it printed if it fails. */
  async pulumi(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<string> {
    const { code, stdout, stderr } = await run("pulumi", [...args, "--non-interactive", "--color=never"], this.folder, {
      ...this.#env,
      ...env,
    });
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
    return stdout;
  }
}
