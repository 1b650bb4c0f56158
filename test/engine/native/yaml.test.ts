import { clock, type OAuth2Emulator, startOAuth2 } from "pulumi-access-tokens/testing";
import { leaks } from "../../support/checks/leaks";
import { done, said } from "../../support/engine/reading";
import type { Run } from "../../support/engine/run";
import { closing } from "../../support/engine/token-stack";
import { yamlStack } from "../../support/engine/yaml-stack";
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
  expect(await dev.outputs()).toMatchObject({ token: { secret: true }, used: { value: 200 } });
  const tokens = [String((await dev.outputs()).token?.value)];

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
