import { readFileSync } from "node:fs";
import { mkdtemp, readFile } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { OAuth2AccessToken } from "pulumi-access-tokens";
import { clock, startOAuth2 } from "pulumi-access-tokens/testing";
import type { Program } from "../../support/engine/stack-options";
import { closing, tokenStack } from "../../support/engine/token-stack";
import { yamlStack } from "../../support/engine/yaml-stack";
import { githubJob, gitlabJob } from "../../support/programs/ci-files";
import { Consumer } from "../../support/programs/consumer";
import { Release } from "../../support/programs/release";
import { type Comment, reviewApi } from "../../support/programs/review-api";
import { shell } from "../../support/programs/shell";
import { Traffic } from "../../support/servers/traffic";

// A job has up to a dozen runs of the engine and of npx, and the table two dozen.
jest.setTimeout(600_000);

const soon = clock("30 minutes");
const due = clock("45 minutes");
const expired = clock("3 hours");

test("docs/ci.md: what each command sees, its exit code, and what it asks the vendor", async () => {
  const rows = [...readFileSync("docs/ci.md", "utf8").matchAll(/^\| `(.*?)` \| (none|one) \|(.*)\|$/gm)];
  expect(rows).toHaveLength(4);
  const server = closing(await startOAuth2());
  const traffic = new Traffic(server);
  const { clientId, clientSecret, issuer } = server.credentials;
  const properties = { issuer, clientId, clientSecret, scope: ["reports:read"] };
  // A YAML program: the native provider starts in less time.
  const dev = await yamlStack({ resources: { reports: { type: "access-tokens:OAuth2AccessToken", properties } } });
  const run = await shell(dev);
  await dev.up();
  await traffic.take();
  const check = async (column: number, env = {}) => {
    for (const [, command = "", requests, codes = ""] of rows) {
      // `npx` only finds the command.
      const { code, output } = await run(column === 0 ? command : command.replace(/^npx /, ""), env);
      const expected = requests === "one" && env !== expired ? ["introspect 1"] : [];
      expect({ column, command, output, code, sent: await traffic.take() }).toEqual({
        ...{ column, command, output, sent: expected },
        code: Number(codes.split("|")[column]),
      });
    }
  };
  await check(0);
  await check(1, due);
  await check(2, expired);
  await server.control({ revoke: { token: traffic.hash(1) } });
  await check(3);
  await run("pulumi refresh --yes");
  expect(await traffic.take()).toEqual(["introspect 1", "introspect 1"]);
  await check(4);
  await run("pulumi refresh --yes --skip-preview");
  const paths = (await server.log()).map(({ path }) => path);
  expect(paths).toEqual(["/.well-known/oauth-authorization-server", "/token/introspection"]);
});

test("GitHub: the report goes on the pull request, drift fails its step, and the schedule renews tokens alone", async () => {
  const { run, sent, server, traffic, env: stackEnv, comments, folder } = await stackInCi("github");
  const steps = async (name: string, more = {}) => {
    const { env, scripts } = githubJob(name);
    const codes: [string, number][] = [];
    for (const [step, script] of Object.entries(scripts)) {
      codes.push([step, (await run(script, { ...env, ...stackEnv, ...more })).code]);
    }
    return Object.fromEntries(codes);
  };
  const fine = {
    Report: 0,
    "Put the report on the pull request": 0,
    "The plan": 0,
    "No token in state has expired or was revoked": 0,
    "No token was revoked at its vendor since": 0,
  };
  expect(await steps("report")).toEqual(fine);
  expect(await sent()).toEqual(["introspect 1"]);
  expect(comments[1]?.body).toMatch(/^<!-- access tokens -->\n\*\*Access tokens\*\*, .*: 1 token: 1 ok\n/);

  await server.control({ revoke: { token: traffic.hash(1) } });
  expect(await steps("report", soon)).toEqual({ ...fine, "No token was revoked at its vendor since": 7 });
  expect(await sent()).toEqual(["introspect 1"]);
  expect(comments.map(({ body }) => body)).toEqual(["Looks good.", expect.stringContaining(": 1 token: 1 due\n")]);

  expect(await steps("renew")).toEqual({ "Renew what is due, expired or revoked, and update what uses it": 0 });
  expect(await sent()).toEqual(["introspect 1", "issue 2", "use 2", "revoke 1"]);
  expect((await run("pulumi preview")).output).toMatch(/Release release update /);
  expect(await readFile(join(folder, "summary.md"), "utf8")).toMatch(/: 1 token: 1 due\n/);
});

test("GitLab: the report goes on the merge request, drift fails the job, and the schedule renews tokens alone", async () => {
  const { run, sent, server, traffic, env: stackEnv, comments } = await stackInCi("gitlab");
  const job = async (name: string, more = {}) => {
    const { env, scripts } = gitlabJob(name);
    return run(scripts.all ?? "", { ...env, ...stackEnv, ...more });
  };
  expect((await job("report")).code).toBe(0);
  expect(await sent()).toEqual(["introspect 1"]);
  expect(comments[1]?.body).toMatch(/^<!-- access tokens -->\n\*\*Access tokens\*\*, .*: 1 token: 1 ok\n/);
  expect((await job("report", expired)).code).toBe(4);
  expect(comments.map(({ body }) => body)).toEqual(["Looks good.", expect.stringContaining(": 1 token: 1 expired\n")]);
  expect((await job("renew", soon)).code).toBe(0);
  expect(await sent()).toEqual(["introspect 1", "issue 2", "use 2", "revoke 1"]);
  await server.control({ revoke: { token: traffic.hash(2) } });
  const { code, output } = await job("report");
  expect([code, output]).toEqual([7, expect.stringContaining("Release release update ")]);
  expect(await sent()).toEqual(["introspect 2"]);
});

test("GitHub and GitLab: the job of a fork plans without a secret, a state or a request", async () => {
  const { dev, server, sent } = await tokenStack();
  const run = await shell(dev, async () => {
    new OAuth2AccessToken("reports", { scope: "reports:read" });
  });
  for (const { env, scripts } of [githubJob("fork"), gitlabJob("fork")]) {
    const state = await mkdtemp(join(dev.automation.workspace.workDir, "state-"));
    const { output, code } = await run(Object.values(scripts).join("\n"), {
      ...env,
      OAUTH2_ISSUER: server.credentials.issuer,
      PULUMI_BACKEND_URL: pathToFileURL(state).href,
    });
    expect([code, output]).toEqual([0, expect.stringMatching(/OAuth2AccessToken reports create /)]);
    expect(output).toMatch(/warning: .*clientSecret/);
    expect(await sent()).toEqual([]);
  }
});

/** A stack whose program has since changed something else, and the APIs of the reviewer. */
async function stackInCi(host: "github" | "gitlab") {
  const { client, dev, sent, server, traffic } = await tokenStack();
  const program =
    (version: string): Program =>
    async () => {
      const token = new OAuth2AccessToken("reports", { ...client, scope: "reports:read" });
      new Consumer("consumer", { url: server.credentials.resource, headers: token.requestHeaders });
      new Release("release", { version });
    };
  await dev.up({ program: program("1") });
  await sent();
  const comments: Comment[] = [{ id: 1, body: "Looks good." }];
  const { origin } = await reviewApi("of-the-job", comments);
  const folder = dev.automation.workspace.workDir;
  const env = {
    STACK: "dev",
    ACCESS_TOKENS_LOOK_AHEAD: "15 minutes",
    ...(host === "github"
      ? {
          GITHUB_API_URL: origin,
          GITHUB_REPOSITORY: "acme/app",
          GITHUB_STEP_SUMMARY: join(folder, "summary.md"),
          GITHUB_TOKEN: "of-the-job",
          PULL_REQUEST: "7",
        }
      : {
          CI_API_V4_URL: origin,
          CI_MERGE_REQUEST_IID: "7",
          CI_PROJECT_ID: "3",
          REPORT_TOKEN: "of-the-job",
        }),
  };
  return { run: await shell(dev, program("2")), sent, server, traffic, env, comments, folder };
}
