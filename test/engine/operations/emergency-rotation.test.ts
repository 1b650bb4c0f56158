import * as pulumi from "@pulumi/pulumi";
import { OAuth2AccessToken, type OAuth2AccessTokenArgs } from "pulumi-access-tokens";
import { fromPage } from "../../support/engine/operations-page";
import { done } from "../../support/engine/reading";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { tokenStack } from "../../support/engine/token-stack";
import { Consumer } from "../../support/programs/consumer";

const one = fromPage("emergency-rotation", "pulumi up --replace '**:OAuth2AccessToken::reports'");
const emergency = { emergency: { value: "true" } };

/** A stack whose program is that of the page, with a consumer of its token. */
async function emergencyStack() {
  const made = await tokenStack();
  const { client, dev, server } = made;
  const program =
    (args: OAuth2AccessTokenArgs = {}): Program =>
    async () => {
      const config = new pulumi.Config();
      const incident = config.get("incident") ?? "none";
      const deleteBeforeReplace = config.getBoolean("emergency") ?? false;
      for (const name of ["reports", "tests"]) {
        const rotationTriggers = { incident };
        const all = { ...client, scope: "reports:read", rotationTriggers, ...args };
        const token = new OAuth2AccessToken(name, all, { deleteBeforeReplace });
        new Consumer(`${name}-reader`, { url: server.credentials.resource, headers: token.requestHeaders });
      }
    };
  return { ...made, program, up: (options = {}) => dev.up({ program: program(), ...options }) };
}

test("in an emergency the old token is dead before a new one is issued, by the secret and the onDelete of that run", async () => {
  const { dev, program, sent, server, up } = await emergencyStack();
  await up({ program: program({ onDelete: "expire" }) });
  await sent();
  const secret = "another-secret-of-the-client";
  await server.control({ rotateSecret: { client: "reports", secret } });
  await dev.setConfig(emergency);
  const run = await up({ program: program({ clientSecret: secret, onReplace: "expire" }), ...one });
  expect([run.ok, done(run)]).toEqual([true, ["delete-replaced", "replace", "create-replacement"]]);
  expect([done(run, "reports-reader"), done(run, "tests"), done(run, "tests-reader")]).toEqual([
    ["update"],
    ["update"],
    ["same"],
  ]);
  const [revoked, ...rest] = await sent();
  expect(revoked).toMatch(/^revoke [12]$/);
  expect(rest).toEqual(["issue 3", "use 3"]);
});

test("in an emergency all tokens of a credential go at once, by a trigger that they share", async () => {
  const { dev, program, sent, up } = await emergencyStack();
  await up();
  await sent();
  await dev.setConfig({ ...emergency, incident: { value: "2026-11-22" } });
  const run = await up();
  for (const name of ["reports", "tests"]) {
    expect(done(run, name)).toEqual(["delete-replaced", "replace", "create-replacement"]);
  }
  expect((await sent()).sort()).toEqual(["issue 3", "issue 4", "revoke 1", "revoke 2", "use 3", "use 4"]);
  expect((await dev.preview({ program: program(), expectNoChanges: true })).ok).toBe(true);
});

test("in an emergency nothing is issued while the old token lives; once it is dead, the next run issues", async () => {
  const { dev, sent, server, up } = await emergencyStack();
  await up();
  await sent();
  await dev.setConfig(emergency);
  const before = await copiesIn(dev);
  await server.fault({ match: "/token/revocation", status: 403 });
  const refused = await up(one);
  expect([refused.ok, refused.output]).toEqual([
    false,
    expect.stringMatching(
      /answered 403\. .*The token \w+ \(ends \S+Z\) is kept in state for the next run. .* set onDelete: "expire"/,
    ),
  ]);
  expect(await sent()).toEqual([expect.stringMatching(/^revoke \d 403$/)]);
  expect(await copiesIn(dev)).toEqual(before);

  await server.fault({ match: "/token/revocation", delay: 1 });
  await server.fault({ match: "/token", status: 400, body: { error: "unauthorized_client" } });
  expect((await up(one)).ok).toBe(false);
  expect(await sent()).toEqual([expect.stringMatching(/^revoke \d$/), "issue 400"]);
  const healed = await up();
  expect([healed.ok, done(healed, "reports-reader")]).toEqual([true, ["update"]]);
  expect(await sent()).toEqual(["issue 3", "use 3"]);
});

test("without deleteBeforeReplace the old token lives on where a consumer does not take the new one", async () => {
  const { sent, server, up } = await emergencyStack();
  await up();
  await sent();
  await server.fault({ match: "/resource", cut: "before" });
  expect((await up(one)).ok).toBe(false);
  expect(await sent()).toEqual(["issue 3", "use 3 lost"]);
  expect((await up()).ok).toBe(true);
  expect(await sent()).toEqual(["use 3", expect.stringMatching(/^revoke \d$/)]);
});
