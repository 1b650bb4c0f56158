import { done, said } from "../../support/engine/reading";
import { copiesIn } from "../../support/engine/state-entry";
import { tokenStack, tokenUrn } from "../../support/engine/token-stack";

// What oidc-provider would never answer, and other servers do.
const reply = (expires_in: unknown) => ({
  method: "POST",
  match: "/token",
  body: { access_token: "a-token-with-a-lifetime-of-no-use", token_type: "Bearer", expires_in },
});

const sentence =
  /the token was issued and is kept in state, but its lifetime \(expires_in\) is not a number of seconds above 0/;

test("a token issued with a lifetime of no use fails the run, and is in state all the same until Pulumi's own command replaces it", async () => {
  const { dev, server, sent } = await tokenStack();
  await server.fault(reply("soon"));
  const up = await dev.up();
  expect([up.ok, done(up)]).toEqual([false, ["create failed"]]);
  expect(up.output).toMatch(sentence);
  expect(up.output).not.toContain("a-token-with");
  expect(await sent()).toEqual(["issue 1"]);
  const [kept] = await copiesIn(dev);
  expect(kept?.initErrors).toEqual([expect.stringMatching(sentence)]);
  expect(await dev.rawState()).not.toContain("a-token-with");

  // What was refused is refused again, and nothing is issued or lost by it.
  const again = await dev.up();
  expect([again.ok, again.output]).toEqual([false, expect.stringMatching(sentence)]);
  expect(await sent()).toEqual([]);
  expect(await copiesIn(dev)).toMatchObject([{ id: kept?.id, outputs: kept?.outputs }]);

  const replaced = await dev.up({ replace: [tokenUrn] });
  expect([replaced.ok, done(replaced)]).toEqual([true, ["create-replacement", "replace", "delete-replaced"]]);
  expect(await sent()).toEqual(["issue 2", "revoke 1"]);
  expect((await dev.preview({ expectNoChanges: true })).ok).toBe(true);
});

test("a token that was kept with the lifetime 0 is revoked by destroy", async () => {
  const { dev, server, sent } = await tokenStack();
  await server.fault(reply(0));
  const up = await dev.up();
  expect([up.ok, up.output, done(up)]).toEqual([false, expect.stringMatching(sentence), ["create failed"]]);
  expect(await copiesIn(dev)).toMatchObject([{ initErrors: [expect.stringMatching(sentence)] }]);
  expect((await dev.destroy()).ok).toBe(true);
  expect(await sent()).toEqual(["issue 1", "revoke 1"]);
  expect(await copiesIn(dev)).toEqual([]);
});

test("a replacement whose reply is lost leaves the old token in place; one that fails after the issue leaves both, and destroy revokes both", async () => {
  const { dev, server, program, sent } = await tokenStack();
  await dev.up();
  const before = await copiesIn(dev);
  await server.fault({ method: "POST", match: "/token", cut: "after" });
  const wider = program({ scope: "tests:manage" });
  expect((await dev.up({ program: wider })).ok).toBe(false);
  expect(await sent()).toEqual(["issue 1", "issue 2 lost"]);
  expect(await copiesIn(dev)).toEqual(before);
  expect((await dev.up({ program: wider })).ok).toBe(true);
  expect(await sent()).toEqual(["issue 3", "revoke 1"]);

  await server.fault(reply("soon"));
  expect((await dev.up()).ok).toBe(false);
  expect(await sent()).toEqual(["issue 4"]);
  expect(await copiesIn(dev)).toHaveLength(2);
  expect((await dev.destroy()).ok).toBe(true);
  expect((await sent()).sort()).toEqual(["revoke 3", "revoke 4"]);
  expect(await copiesIn(dev)).toEqual([]);
});

test("a refusal issued nothing; where a gateway waited in vain or the reply is lost, one request is sent and a token may live", async () => {
  const { dev, server, program, sent } = await tokenStack();
  await server.fault({ method: "POST", match: "/token", status: 400, body: { error: "invalid_scope" } });
  const refused = await dev.up();
  expect([refused.ok, said(refused, "reports")]).toEqual([
    false,
    [expect.stringMatching(/^error: Could not issue the access token "reports": .* answered 400 invalid_scope/)],
  ]);
  expect(await sent()).toEqual(["issue 400"]);
  expect(await copiesIn(dev)).toEqual([]);

  await server.fault({ method: "POST", match: "/token", html: true, status: 504 });
  const vain = await dev.up();
  expect([vain.ok, said(vain, "reports")]).toEqual([
    false,
    [expect.stringMatching(/^error: .* answered 504.* If a token was issued, it is in nobody's state/)],
  ]);
  expect(await sent()).toEqual(["issue 504"]);

  const lost = { method: "POST", match: "/token", cut: "after" } as const;
  await server.fault(lost);
  const before = Date.now();
  const up = await dev.up({ program: program({ assumedLifetime: "2 hours" }) });
  expect(up.ok).toBe(false);
  const [error = ""] = said(up, "reports").filter((words) => words.startsWith("error: "));
  expect(error).toMatch(/"reports": .*the request may have been carried out.* If a token was issued/);
  const end = Date.parse(/by (\S+Z) at the latest/.exec(error)?.[1] ?? "");
  expect(end - before).toBeGreaterThanOrEqual(7_200_000);
  expect(end - Date.now()).toBeLessThanOrEqual(7_200_000);
  expect(await sent()).toEqual(["issue 1 lost"]);
  expect(await copiesIn(dev)).toEqual([]);

  await server.fault(lost);
  expect((await dev.up()).output).toMatch(
    /If a token was issued, it is in nobody's state; when it ends is not known here/,
  );
  expect(await sent()).toEqual(["issue 2 lost"]);
  expect((await dev.up()).ok).toBe(true);
  expect(await sent()).toEqual(["issue 3"]);
});
