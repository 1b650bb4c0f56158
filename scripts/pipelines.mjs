// Runs the jobs of the two files in docs/ci on this machine, by runners of others: gitlab-ci-local and act. The stack is
// in files, with an emulator, and with a stand-in for the comments of GitHub and GitLab. Prints a table. It needs
// Node.js 22; for GitLab also rsync, for GitHub also Go:
//
//   npm run pipelines [-- --only gitlab,github]
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { github } from "./pipelines/github.mjs";
import { gitlab } from "./pipelines/gitlab.mjs";
import { Project } from "./pipelines/project.mjs";
import { startReviewApi } from "./pipelines/review-api.mjs";

const { clock, startOAuth2 } = createRequire(import.meta.url)("pulumi-access-tokens/testing");

const purposes = { "/token": "issue", "/token/introspection": "introspect", "/token/revocation": "revoke" };
const runners = { gitlab, github };
const { values } = parseArgs({ options: { only: { type: "string" } } });
const TOKEN = "of-the-job";

/** The jobs in the order in which they run: the age of the token, what they must ask of the vendor, a part of the plan. */
const runs = [
  { job: "report", age: "1 minute", requests: "introspect", plan: "1 unchanged" },
  { job: "report", age: "30 minutes", requests: "introspect", plan: "1 unchanged" },
  { job: "fork", age: "1 minute", requests: "", plan: "2 to create" },
  { job: "renew", age: "45 minutes", requests: "introspect, issue, revoke" },
  { job: "renew", age: "45 minutes", requests: "introspect" },
];

console.log("| runner | job | age of the token | result | requests | comments |");
console.log("| --- | --- | --- | --- | --- | --- |");
for (const name of values.only?.split(",") ?? Object.keys(runners)) await runAll(runners[name]);
// The server of the program has no end of its own.
process.exit();

async function runAll(runner) {
  const folder = await mkdtemp(join(tmpdir(), "pipelines-"));
  const server = await startOAuth2();
  const api = await startReviewApi(TOKEN);
  const project = new Project(folder, server);
  try {
    await project.create(runner);
    for (const { job, age, requests, plan = "" } of runs) {
      await server.clearLog();
      const secrets = job === "fork" ? {} : { ...project.secrets, CURL_CA_BUNDLE: api.caCertificateFile };
      const env = { ...project.machine, ...clock(age), ...secrets };
      const failure = await project.run(runner.command(job, api.host, TOKEN, env), {}).then(
        (text) => (text.includes(plan) ? "" : `the job shows no plan with "${plan}":\n${text}`),
        (error) => error.message,
      );
      const sent = (await server.log()).flatMap(({ path }) => purposes[path] ?? []).join(", ");
      const result = failure === "" ? "passed" : "failed";
      console.log(`| ${[runner.title, job, age, result, sent, api.comments.length].join(" | ")} |`);
      if (failure !== "" || sent !== requests || api.comments.length !== 1) process.exitCode = 1;
      if (failure !== "") console.error(failure);
      await project.forget();
    }
  } finally {
    await api.close();
    await server.close();
    await rm(folder, { recursive: true, force: true });
  }
}
