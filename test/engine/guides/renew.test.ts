import { isDeepStrictEqual } from "node:util";
import { OAuth2AccessToken, type OAuth2AccessTokenArgs } from "pulumi-access-tokens";
import { clock, startOAuth2 } from "pulumi-access-tokens/testing";
import type { TestStack } from "../../support/engine/stack";
import type { Program } from "../../support/engine/stack-options";
import { closing, tokenStack } from "../../support/engine/token-stack";
import { yamlStack } from "../../support/engine/yaml-stack";
import { Consumer } from "../../support/programs/consumer";
import { Release } from "../../support/programs/release";
import { type Shell, shell } from "../../support/programs/shell";
import { Traffic } from "../../support/servers/traffic";

// Up to a dozen runs of the engine a test.
jest.setTimeout(600_000);

/** `npx` before it would only find the command: `ci.test.ts` runs it with that. */
const renew = "pulumi-access-tokens renew dev";

/** Half of the life of a token is over: due is one with a window as long. */
const later = clock("30 minutes");
const early = { renewBefore: "40 minutes" };

/**
 * A stack with these tokens, each with a consumer, and a shell in its folder. The program there has since changed
 * something else.
 */
async function renewalStack(tokens: Readonly<Record<string, Partial<OAuth2AccessTokenArgs>>>) {
  const { client, dev, sent, server, traffic } = await tokenStack();
  let runs = 0;
  const program =
    (version: string): Program =>
    async () => {
      runs += 1;
      for (const [name, args] of Object.entries(tokens)) {
        const token = new OAuth2AccessToken(name, { ...client, scope: "reports:read", ...args });
        new Consumer(`uses-${name}`, { url: server.credentials.resource, headers: token.requestHeaders });
      }
      new Release("release", { version });
    };
  await dev.up({ program: program("1") });
  await sent();
  const run = await shell(dev, program("2"));
  return { dev, run, sent, server, traffic, runsOfProgram: () => runs };
}

/** A stack of a YAML program with one token and its consumer: the native provider starts in less time. */
async function yamlRenewalStack(args: Readonly<Record<string, unknown>> = {}) {
  const server = closing(await startOAuth2());
  const traffic = new Traffic(server);
  const { clientId, clientSecret, issuer, resource } = server.credentials;
  const program = (more: Readonly<Record<string, unknown>> = {}) => ({
    resources: {
      reports: {
        type: "access-tokens:OAuth2AccessToken",
        properties: { issuer, clientId, clientSecret, scope: ["reports:read"], ...args, ...more },
      },
      consumer: {
        type: "tests:Consumer",
        properties: { url: resource, headers: { Authorization: `Bearer \${reports.accessToken}` } },
      },
    },
  });
  const dev = await yamlStack(program());
  await dev.up();
  await traffic.take();
  return { dev, program, run: await shell(dev), server, traffic };
}

/** The updates, refreshes and destructions of a stack so far. */
async function history(run: Shell): Promise<string[]> {
  const { output } = await run("pulumi stack history --stack dev --json");
  return (JSON.parse(output) as { kind: string }[]).map(({ kind }) => kind);
}

test("where nothing is due, no engine runs; of ten tokens the two that are due are renewed, with what uses them", async () => {
  const names = Array.from({ length: 10 }, (_, index) => `token-${index}`);
  const due = ["token-3", "token-7"];
  const { dev, run, runsOfProgram, sent } = await renewalStack(
    Object.fromEntries(names.map((name) => [name, due.includes(name) ? early : {}])),
  );
  const nothing = { code: 0, output: "tests/dev: 10 tokens: 10 ok\n" };
  expect(await run(renew)).toEqual(nothing);
  expect([await sent(), runsOfProgram(), await history(run)]).toEqual([[], 1, ["update"]]);

  const before = await outputsIn(dev);
  const { code, output } = await run(renew, later);
  expect([code, output]).toEqual([
    0,
    expect.stringMatching(/^tests\/dev: 10 tokens: 2 due, 8 ok\n {2}token-\d: due: /),
  ]);
  expect(output).toMatch(/\ntests\/dev: 10 tokens: 10 ok\n$/);
  expect(kinds(await sent())).toEqual(["issue", "issue", "revoke", "revoke", "use", "use"]);
  const after = await outputsIn(dev);
  const changed = Object.keys(after).filter((name) => !isDeepStrictEqual(after[name], before[name]));
  expect(changed.sort()).toEqual([...due, ...due.map((name) => `uses-${name}`)]);

  expect(await run(renew, later)).toEqual(nothing);
  expect([await sent(), await history(run)]).toEqual([[], ["update", "update"]]);
});

test("one that was revoked behind Pulumi's back is found with --refresh, and replaced alone", async () => {
  const { run, sent, server, traffic } = await renewalStack({ reports: {}, tests: {} });
  await server.control({ revoke: { token: traffic.hash(1) } });
  expect((await run(renew)).code).toBe(0);
  expect(await sent()).toEqual([]);

  const plan = await run(`${renew} --refresh --dry-run`);
  expect([plan.code, plan.output]).toEqual([
    0,
    expect.stringMatching(/OAuth2AccessToken (reports|tests) create replacement /),
  ]);
  expect(kinds(await sent())).toEqual(["introspect", "introspect"]);

  const { code, output } = await run(`${renew} -r`);
  expect([code, output]).toEqual([0, expect.stringMatching(/\ntests\/dev: 2 tokens: 1 revoked, 1 ok\n/)]);
  expect(kinds(await sent())).toEqual(["introspect", "introspect", "issue", "revoke", "use"]);

  expect(await run(`${renew} -r`)).toMatchObject({ code: 0 });
  expect(kinds(await sent())).toEqual(["introspect", "introspect"]);
  expect(await history(run)).toEqual(["refresh", "update", "refresh", "update"]);
});

test("of a YAML program too: what fails sets the exit code, and the next run makes up for it", async () => {
  const { dev, program, run, server, traffic } = await yamlRenewalStack(early);
  expect((await run("pulumi-access-tokens status")).output).toMatch(/^ok +reports +OAuth2AccessToken/m);
  expect((await run("pulumi-access-tokens status", later)).output).toMatch(/^due +reports/m);

  // The program fails: what is due is left, and Pulumi says why.
  await dev.write(program({ scopse: "reports:read" }));
  const misspelt = await run(renew, later);
  expect([misspelt.code, misspelt.output]).toEqual([3, expect.stringContaining("scopse")]);
  expect(await traffic.take()).toEqual([]);
  await dev.write(program());

  // The token cannot be renewed.
  await server.fault({ status: 503, match: "/token", count: 100 });
  const failed = await run(renew, later);
  expect([failed.code, failed.output]).toEqual([3, expect.stringContaining("tests/dev: 1 token: 1 due\n")]);
  expect(failed.output).toMatch(/\npulumi-access-tokens: tests\/dev: pulumi up ended with exit code \d+\n/);
  expect((await run(renew, clock("3 hours"))).code).toBe(4);
  await server.clearFaults();
  await traffic.take();

  // One of the stacks does not exist: the others are renewed.
  const other = await run("pulumi-access-tokens renew nope -s dev", later);
  expect([other.code, other.output]).toEqual([
    1,
    expect.stringContaining("pulumi-access-tokens: nope: pulumi says: no stack named"),
  ]);
  expect(other.output).toContain("\ntests/dev: 1 token: 1 ok\n");
  expect(await traffic.take()).toEqual(["issue 2", "use 2", "revoke 1"]);

  // The old token cannot be revoked.
  await server.fault({ status: 503, match: "/token/revocation", count: 100 });
  const { code, output } = await run(renew, clock("1 hour"));
  expect([code, output]).toEqual([
    1,
    expect.stringContaining("tests/dev: 1 token: 1 ok, 1 replaced and not yet revoked\n"),
  ]);
  await server.clearFaults();
  await traffic.take();
  expect((await run(renew, clock("1 hour"))).code).toBe(0);
  expect(await traffic.take()).toEqual(["revoke 2"]);

  // The refresh fails: what is due is renewed all the same.
  await server.fault({ status: 503, match: "/token/introspection", count: 100 });
  const unseen = await run(`${renew} --refresh`, clock("90 minutes"));
  expect([unseen.code, unseen.output]).toEqual([
    1,
    expect.stringMatching(/tests\/dev: pulumi refresh ended with exit code \d+\n/),
  ]);
  expect(unseen.output).toContain("\ntests/dev: 1 token: 1 ok\n");
  expect((await traffic.take()).filter((request) => !request.startsWith("introspect"))).toEqual([
    "issue 4",
    "use 4",
    "revoke 3",
  ]);
  await server.clearFaults();

  // The token was revoked elsewhere.
  await server.control({ revoke: { token: traffic.hash(4) } });
  expect((await run(`${renew} --refresh`, clock("90 minutes"))).code).toBe(0);
  expect(await traffic.take()).toEqual(["introspect 4", "issue 5", "use 5", "revoke 4"]);
});

test("what will be due is renewed ahead: by --within, the environment or configuration, and once", async () => {
  const { dev, run, traffic } = await yamlRenewalStack();
  const ahead = `${renew} --within "30 minutes"`;
  expect((await run(ahead)).output).toBe("tests/dev: 1 token: 1 ok\n");
  const plan = await run(`${ahead} --dry-run`, later);
  expect([plan.code, plan.output]).toEqual([0, expect.stringMatching(/OAuth2AccessToken reports create replacement /)]);
  expect(await traffic.take()).toEqual([]);
  expect((await run(ahead, later)).output).toMatch(/, with a look-ahead of 20 minutes/);
  expect(await traffic.take()).toEqual(["issue 2", "use 2", "revoke 1"]);
  expect((await run(ahead, later)).output).toBe("tests/dev: 1 token: 1 ok\n");

  const again = clock("1 hour");
  expect((await run(renew, again)).output).toBe("tests/dev: 1 token: 1 ok\n");
  expect((await run(renew, { ...again, ACCESS_TOKENS_LOOK_AHEAD: "30 minutes" })).code).toBe(0);
  expect(await traffic.take()).toEqual(["issue 3", "use 3", "revoke 2"]);
  await dev.setConfig({ "access-tokens:lookAhead": { value: "30 minutes" } });
  expect((await run(renew, clock("90 minutes"))).code).toBe(0);
  expect(await traffic.take()).toEqual(["issue 4", "use 4", "revoke 3"]);
});

/** What each resource stores, by its name. */
async function outputsIn(dev: TestStack): Promise<Record<string, unknown>> {
  const { deployment } = await dev.state();
  const resources = deployment.resources as { urn: string; id?: string; outputs?: unknown }[];
  return Object.fromEntries(resources.map(({ id, outputs, urn }) => [urn.split("::").at(-1), { id, outputs }]));
}

/** Requests without the numbers of their tokens, sorted. */
function kinds(sent: readonly string[]): string[] {
  return sent.map((request) => request.replace(/ .*/, "")).sort();
}
