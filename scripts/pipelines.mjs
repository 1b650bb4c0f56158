// Runs the jobs of docs/ci/gitlab-ci.yml by gitlab-ci-local on this machine, on a stack in files, with an emulator, and
// with a stand-in for GitLab's notes. Prints a table. It needs Node.js 22 and rsync:
//
//   npm run pipelines
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gitlab } from "./pipelines/gitlab.mjs";
import { Project } from "./pipelines/project.mjs";
import { startReviewApi } from "./pipelines/review-api.mjs";

const { clock, startOAuth2 } = createRequire(import.meta.url)("pulumi-access-tokens/testing");

const purposes = { "/token": "issue", "/token/introspection": "introspect", "/token/revocation": "revoke" };
const TOKEN = "of-the-job";

/** The jobs in the order in which they run, with the age of the token, and what they must ask of the vendor. */
const runs = [
  { job: "report", age: "1 minute", requests: "introspect" },
  { job: "report", age: "30 minutes", requests: "introspect" },
  { job: "fork", age: "1 minute", requests: "" },
  { job: "renew", age: "45 minutes", requests: "introspect, issue, revoke" },
  { job: "renew", age: "45 minutes", requests: "introspect" },
];

console.log("| runner | job | age of the token | result | requests | comments |");
console.log("| --- | --- | --- | --- | --- | --- |");
await runAll(gitlab);
// The server of the program has no end of its own.
process.exit();

async function runAll(runner) {
  const folder = await mkdtemp(join(tmpdir(), "pipelines-"));
  const server = await startOAuth2();
  const api = await startReviewApi(TOKEN);
  const project = new Project(folder, server);
  try {
    await project.create();
    for (const { job, age, requests } of runs) {
      await server.clearLog();
      const secrets = job === "fork" ? {} : { ...project.secrets, CURL_CA_BUNDLE: api.caCertificateFile };
      const env = { ...project.machine, ...clock(age), ...secrets };
      const failure = await project.run(runner.command(job, api.host, TOKEN, env), {}).then(
        () => "",
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
