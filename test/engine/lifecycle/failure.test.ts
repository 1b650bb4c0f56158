import { done, said } from "../../support/engine/reading";
import { copiesIn } from "../../support/engine/state-entry";
import { tokenStack, tokenUrn } from "../../support/engine/token-stack";

// What oidc-provider would never answer, and other servers do.
const reply = (expires_in: unknown) => ({
  method: "POST",
  match: "/token",
  body: { access_token: "a-token-with-a-lifetime-of-no-use", token_type: "Bearer", expires_in },
});

test.each(["soon", 0])(
  "a token issued with the lifetime %j fails the run, and is in state all the same",
  async (lifetime) => {
    const { dev, server, sent } = await tokenStack();
    await server.fault(reply(lifetime));
    const up = await dev.up();
    expect([up.ok, done(up)]).toEqual([false, ["create failed"]]);
    const sentence =
      /the token was issued and is kept in state, but its lifetime \(expires_in\) is not a number of seconds above 0/;
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

    expect((await dev.destroy()).ok).toBe(true);
    expect(await sent()).toEqual(["revoke 1"]);
    expect(await copiesIn(dev)).toEqual([]);
  },
);

test("a token kept after a failure is replaced by Pulumi's own command, and revoked", async () => {
  const { dev, server, sent } = await tokenStack();
  await server.fault(reply("soon"));
  await dev.up();
  const up = await dev.up({ replace: [tokenUrn] });
  expect([up.ok, done(up)]).toEqual([true, ["create-replacement", "replace", "delete-replaced"]]);
  expect(await sent()).toEqual(["issue 1", "issue 2", "revoke 1"]);
  expect((await dev.preview({ expectNoChanges: true })).ok).toBe(true);
});

test("a replacement that fails after the issue leaves both tokens in state, and destroy revokes both", async () => {
  const { dev, server, program, sent } = await tokenStack();
  await dev.up();
  await server.fault(reply("soon"));
  const up = await dev.up({ program: program({ scope: "tests:manage" }) });
  expect(up.ok).toBe(false);
  expect(await sent()).toEqual(["issue 1", "issue 2"]);
  expect(await copiesIn(dev)).toHaveLength(2);
  expect((await dev.destroy()).ok).toBe(true);
  expect((await sent()).sort()).toEqual(["revoke 1", "revoke 2"]);
  expect(await copiesIn(dev)).toEqual([]);
});

test("where the reply is lost no second request is sent, and the error says until when a token may live", async () => {
  const { dev, server, program, sent } = await tokenStack();
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

test("a replacement whose reply is lost leaves the old token in place", async () => {
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
});

test("a server that refuses issued nothing: the next up does", async () => {
  const { dev, server, sent } = await tokenStack();
  await server.fault({ method: "POST", match: "/token", status: 400, body: { error: "invalid_scope" } });
  const refused = await dev.up();
  expect([refused.ok, said(refused, "reports")]).toEqual([
    false,
    [expect.stringMatching(/^error: Could not issue the access token "reports": .* answered 400 invalid_scope/)],
  ]);
  expect(await sent()).toEqual(["issue 400"]);
  expect(await copiesIn(dev)).toEqual([]);
  expect((await dev.up()).ok).toBe(true);
  expect(await sent()).toEqual(["issue 1"]);
});

test("a gateway that waited in vain is a lost reply: the token may have been issued behind it", async () => {
  const { dev, server, sent } = await tokenStack();
  await server.fault({ method: "POST", match: "/token", html: true, status: 504 });
  const up = await dev.up();
  expect([up.ok, said(up, "reports")]).toEqual([
    false,
    [expect.stringMatching(/^error: .* answered 504.* If a token was issued, it is in nobody's state/)],
  ]);
  expect(await sent()).toEqual(["issue 504"]);
});
