import { clock, type OAuth2Emulator, startOAuth2 } from "pulumi-access-tokens/testing";
import { leaks } from "../../support/checks/leaks";
import { done, said } from "../../support/engine/reading";
import type { Run } from "../../support/engine/run";
import { stackConfiguration } from "../../support/engine/stack-configuration";
import { closing } from "../../support/engine/token-stack";
import { yamlStack } from "../../support/engine/yaml-stack";
import { grant } from "../../support/programs/grant";
import { Traffic } from "../../support/servers/traffic";

const due = clock("45 minutes");

/** A property of a resource, as a YAML program names it. */
const value = (path: string) => `\${${path}}`;

/** The token `reports`, its consumer, and a consumer of each of its other outputs. */
function program({ credentials }: OAuth2Emulator, args: Readonly<Record<string, unknown>> = {}) {
  const { clientId, clientSecret, issuer, resource } = credentials;
  const outputs = ["issuedAt", "expiresAt", "renewedAt", "status", "tokenType", "grantedScope", "refreshToken"];
  const consumers = outputs.map((output) => [
    `of-${output}`,
    { type: "tests:Consumer", properties: { value: value(`reports.${output}`) } },
  ]);
  return {
    resources: {
      reports: {
        type: "access-tokens:OAuth2AccessToken",
        properties: { issuer, clientId, clientSecret, scope: ["reports:read"], ...args },
      },
      consumer: {
        type: "tests:Consumer",
        properties: { url: resource, headers: { Authorization: `Bearer ${value("reports.accessToken")}` } },
      },
      ...Object.fromEntries(consumers),
    },
    outputs: { token: value("reports.accessToken"), used: value("consumer.status") },
  };
}

test("a YAML program has a token issued, renewed with its consumer, seen as revoked, and revoked at the end", async () => {
  const server = closing(await startOAuth2());
  const traffic = new Traffic(server);
  const dev = await yamlStack(program(server));
  const runs: Run[] = [];
  const keep = (run: Run) => {
    runs.push(run);
    return run;
  };

  const planned = keep(await dev.previewDiff());
  expect([planned.ok, done(planned)]).toEqual([true, ["create"]]);
  expect(await traffic.take()).toEqual([]);
  expect(keep(await dev.up()).changes).toEqual({ create: 10 });
  expect(await traffic.take()).toEqual(["issue 1", "use 1"]);
  const outputs = await dev.outputs();
  expect(outputs).toMatchObject({ token: { secret: true }, used: { value: 200 } });
  const tokens = [String(outputs.token?.value)];

  expect(keep(await dev.preview({ expectNoChanges: true }))).toMatchObject({ ok: true, changes: { same: 10 } });

  const ahead = await dev.previewJson({ env: due });
  keep(ahead);
  expect(said(ahead, "reports")).toEqual([expect.stringMatching(/^info: due: expires in 1\d minutes/)]);
  expect(ahead.plan.steps.find(({ op }) => op === "replace")).toMatchObject({
    replaceReasons: ["expiresAt"],
    detailedDiff: { expiresAt: { kind: "update-replace", inputDiff: false } },
  });
  expect(await traffic.take()).toEqual([]);
  const renewed = keep(await dev.up({ env: due }));
  expect(done(renewed)).toEqual(["create-replacement", "replace", "delete-replaced"]);
  expect(done(renewed, "consumer")).toEqual(["update"]);
  expect(await traffic.take()).toEqual(["issue 2", "use 2", "revoke 1"]);
  tokens.push(String((await dev.outputs()).token?.value));

  await server.control({ revoke: { token: traffic.hash(2) } });
  const seen = keep(await dev.refresh({ env: due, args: ["--diff"] }));
  expect(done(seen)).toEqual(["update"]);
  expect(seen.output).toMatch(/~ status *: "issued" => "revoked"/);
  const replaced = keep(await dev.up({ env: due }));
  expect(said(replaced, "reports")[0]).toMatch(/^info: no longer accepted by the vendor/);
  expect(done(replaced)).toEqual(["create-replacement", "replace", "delete-replaced"]);
  tokens.push(String((await dev.outputs()).token?.value));
  await traffic.take();

  const state = await dev.rawState();
  keep(await dev.destroy({ env: due }));
  expect(await traffic.take()).toEqual(["revoke 3"]);
  expect(runs.map(({ ok }) => ok)).not.toContain(false);
  const texts = {
    state,
    output: runs.map(({ output }) => output).join(),
    events: JSON.stringify(runs.map(({ events }) => events)),
  };
  const named = Object.fromEntries(tokens.map((token, index) => [`token ${index + 1}`, token]));
  expect(leaks(texts, { ...named, "client secret": server.credentials.clientSecret })).toEqual([]);
});

test("credential sets of the stack's configuration and of a provider are secrets; another account is another token", async () => {
  const server = closing(await startOAuth2());
  const traffic = new Traffic(server);
  const { issuer, clientId, clientSecret, clients } = server.credentials;
  const { clientId: otherId, clientSecret: otherSecret = "" } = clients.other ?? {};
  const tokenOf = (options = {}) => ({
    type: "access-tokens:OAuth2AccessToken",
    properties: { scope: ["reports:read"] },
    options,
  });
  const program = (set: Readonly<Record<string, unknown>>) => ({
    resources: {
      production: { type: "pulumi:providers:access-tokens", properties: { oauth2: { issuer, ...set } } },
      configured: tokenOf(),
      provided: tokenOf({ provider: value("production") }),
    },
  });
  const dev = await yamlStack(program({ clientId: otherId, clientSecret: otherSecret }));
  await dev.setConfig(stackConfiguration("oauth2", { issuer, clientId, clientSecret }));
  const up = await dev.up();
  expect([up.ok, up.changes]).toEqual([true, { create: 4 }]);
  expect((await traffic.take()).map((words) => words.replace(/\d/, "n")).sort()).toEqual([
    "issue n",
    "issue n by other",
  ]);
  expect((await dev.preview({ expectNoChanges: true })).ok).toBe(true);
  expect(leaks({ state: await dev.rawState(), output: up.output }, { clientSecret, otherSecret })).toEqual([]);

  await dev.write(program({ clientId, clientSecret }));
  const moved = await dev.preview();
  expect(said(moved, "provided")).toEqual(["info: clientId changed"]);
  await dev.write(program({ clientId }));
  const lacking = await dev.up();
  expect([lacking.ok, said(lacking, "provided").join()]).toEqual([
    false,
    expect.stringContaining('clientSecret missing in the provider "production" (oauth2)'),
  ]);
  expect(await traffic.take()).toEqual([]);
});

test("a changed secret leaves the token and its consumers as they are; a changed scope says so in the plan", async () => {
  const server = closing(await startOAuth2());
  const traffic = new Traffic(server);
  const dev = await yamlStack(program(server));
  await dev.up();
  await traffic.take();
  const clientSecret = "another-secret-of-the-client";
  await server.control({ rotateSecret: { client: "reports", secret: clientSecret } });
  await dev.write(program(server, { clientSecret }));
  const up = await dev.up({ diff: true });
  expect([up.ok, up.changes]).toEqual([true, { same: 9, update: 1 }]);
  expect(up.output).toMatch(/~ clientSecret *: \[secret\]/);
  expect(await traffic.take()).toEqual([]);

  await dev.write(program(server, { clientSecret, scope: ["tests:manage"] }));
  const { plan, ...planned } = await dev.previewJson();
  expect(said(planned, "reports")).toEqual(["info: scope changed: +tests:manage -reports:read"]);
  expect(plan.steps.find(({ op }) => op === "replace")).toMatchObject({
    replaceReasons: ["scope"],
    detailedDiff: { scope: { kind: "update-replace", inputDiff: true } },
  });

  // With refreshBeforeUpdate a plain preview asks the vendor, and shows a token that was revoked outside.
  await dev.write(program(server, { clientSecret, refreshBeforeUpdate: true }));
  await dev.up();
  await traffic.take();
  expect((await dev.preview({ expectNoChanges: true })).ok).toBe(true);
  expect(await traffic.take()).toEqual(["introspect 1"]);
  await server.control({ revoke: { token: traffic.hash(1) } });
  const preview = await dev.preview();
  expect(done(preview)).toContain("replace");
  expect(said(preview, "reports")).toEqual([expect.stringMatching(/^info: no longer accepted by the vendor/)]);
  expect(await traffic.take()).toEqual(["introspect 1"]);

  await dev.write(program(server, { clientSecret }));
  expect((await dev.up()).ok).toBe(true);
  await traffic.take();
  expect((await dev.preview({ expectNoChanges: true })).ok).toBe(true);
  expect(await traffic.take()).toEqual([]);
});

test("a token is imported by the environment variable that holds it, verified, and from then on owned", async () => {
  const server = closing(await startOAuth2());
  const traffic = new Traffic(server);
  const { issuer, clientId, clientSecret } = server.credentials;
  const token = await grant(server, "reports:read");
  await traffic.take();
  const dev = await yamlStack({
    resources: {
      reports: {
        type: "access-tokens:OAuth2AccessToken",
        properties: { scope: ["reports:read"] },
        options: { import: "env:REPORTS_TOKEN" },
      },
    },
  });
  await dev.setConfig(stackConfiguration("oauth2", { issuer, clientId, clientSecret }));
  const unset = await dev.up();
  expect([unset.ok, unset.output]).toEqual([false, expect.stringContaining("REPORTS_TOKEN, which must hold")]);
  expect(await traffic.take()).toEqual([]);

  const up = await dev.up({ env: { REPORTS_TOKEN: token } });
  expect([up.ok, done(up)]).toEqual([true, ["import"]]);
  expect(leaks({ state: await dev.rawState(), output: up.output }, { token, clientSecret })).toEqual([]);
  expect((await dev.preview({ expectNoChanges: true })).ok).toBe(true);
  expect((await dev.destroy()).ok).toBe(true);
  expect(await traffic.take()).toEqual(["introspect 1", "revoke 1"]);
});
