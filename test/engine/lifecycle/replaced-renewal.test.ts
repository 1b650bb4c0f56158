import { clock } from "pulumi-access-tokens/testing";
import { lapses, lapsingStack } from "../../support/engine/lapsing-stack";
import { done, said } from "../../support/engine/reading";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { typeOf } from "../../support/native/way-in";

const due = clock("45 minutes");
const replacement = ["create-replacement", "replace", "delete-replaced"];
const urn = `urn:pulumi:dev::tests::${typeOf("ThousandEyesAccessToken")}::reports`;

test("a changed scope, account or trigger replaces it, and so does a token that a refresh found revoked", async () => {
  const { dev, server, program, traffic, sent } = await lapsingStack();
  const release = (value: string) => program({ rotationTriggers: { release: value } });
  await dev.up({ program: release("1") });
  const ids = [(await dev.outputs()).id?.value];
  const replaced = async (next: Program, reason: string) => {
    const up = await dev.up({ program: next, env: due });
    expect([done(up), said(up, "reports")]).toEqual([replacement, [`info: ${reason}`, lapses]]);
    ids.push((await dev.outputs()).id?.value);
  };
  await replaced(release("2"), 'rotation trigger "release" changed');
  await replaced(program({ scope: "tests:update" }), "scope changed: +tests:update -tests:read");
  await replaced(
    program({ clientId: "other", clientSecret: "other-secret" }),
    "clientId changed; scope changed: +tests:read -tests:update",
  );
  expect(await sent()).toEqual([
    "issue 1",
    "use 1",
    "issue 2",
    "use 2",
    "issue 3",
    "use 3",
    "issue 4 by other",
    "use 4",
  ]);

  await server.control({ revoke: { token: traffic.hash(4) } });
  const other = program({ clientId: "other", clientSecret: "other-secret" });
  expect(done(await dev.refresh())).toEqual(["update"]);
  const up = await dev.up({ program: other });
  expect([done(up), said(up, "reports")]).toEqual([
    replacement,
    ["info: " + "no longer accepted by the vendor: it was revoked or ended early, or its account is locked"],
  ]);
  ids.push((await dev.outputs()).id?.value);
  expect(new Set(ids).size).toBe(ids.length);
});

test("a replacement that is given the first token of the resource again has an id of its own", async () => {
  const { dev, server, program, sent } = await lapsingStack();
  await dev.up();
  const { accessToken, id } = await dev.outputs();
  await dev.up({ env: due });
  await sent();
  const body = { access_token: accessToken?.value, token_type: "Bearer", expires_in: 3600 };
  await server.fault({ method: "POST", match: "/token", body });
  const up = await dev.up({ program: program({ scope: "tests:update" }) });
  expect([up.ok, done(up)]).toEqual([true, replacement]);
  expect(said(up, "reports")).toEqual([expect.stringMatching(/^info: scope changed/), lapses]);
  expect((await dev.outputs()).id).not.toEqual(id);
});

test("Pulumi's own command replaces a token that was renewed", async () => {
  const { dev, server, sent } = await lapsingStack();
  await dev.up();
  await dev.up({ env: due });
  await server.control({ repeatTokens: true });
  const up = await dev.up({ replace: [urn] });
  expect([up.ok, done(up)]).toEqual([true, replacement]);
  expect(said(up, "reports").at(-1)).toMatch(/^warning: .*the server repeats tokens/);
  expect(await sent()).toEqual(["issue 1", "use 1", "issue 2", "use 2", "issue 2"]);
  expect(await copiesIn(dev)).toHaveLength(1);
});
