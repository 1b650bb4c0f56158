import { OAuth2AccessToken } from "pulumi-access-tokens";
import { clock } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import type { Run } from "../../support/engine/run";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { tokenStack, tokenUrn } from "../../support/engine/token-stack";

const due = clock("45 minutes");
const warnings = ({ diagnostics }: Run) => diagnostics.filter(({ severity }) => severity === "warning");

test("where the server repeats the token that is replaced, nothing is revoked, and one warning says so", async () => {
  const { dev, server, program, sent } = await tokenStack();
  const release = (value: string) => program({ rotationTriggers: { release: value } });
  await server.control({ repeatTokens: true });
  await dev.up({ program: release("1") });
  const before = await dev.outputs();
  const up = await dev.up({ program: release("2") });
  expect([up.ok, done(up)]).toEqual([true, ["create-replacement", "replace", "delete-replaced"]]);
  expect(warnings(up)).toMatchObject([{ message: expect.stringMatching(/the server repeats tokens/) }]);
  expect((await dev.outputs()).accessToken).toEqual(before.accessToken);
  expect(await sent()).toEqual(["issue 1", "issue 1"]);
  expect(await copiesIn(dev)).toHaveLength(1);

  await server.control({ repeatTokens: false });
  await dev.up({ program: release("3") });
  expect(await sent()).toEqual(["issue 2", "revoke 1"]);
});

test("where the server repeats the token that Pulumi's own command replaces, nothing is revoked either", async () => {
  const { dev, server, sent } = await tokenStack();
  await server.control({ repeatTokens: true });
  await dev.up();
  const up = await dev.up({ replace: [tokenUrn] });
  expect([up.ok, warnings(up)]).toEqual([
    true,
    [expect.objectContaining({ message: expect.stringMatching(/the server repeats tokens, so it is not revoked/) })],
  ]);
  expect(await sent()).toEqual(["issue 1", "issue 1"]);
  expect(await copiesIn(dev)).toHaveLength(1);
});

test("a repeated token that is still due fails the run, and later runs heal once the server issues a new one", async () => {
  const { dev, server, sent } = await tokenStack();
  await dev.up();
  const { accessToken } = await dev.outputs();
  // The server's clock stands still, so its reply at that later time is given here.
  const body = { access_token: accessToken?.value, token_type: "Bearer", expires_in: 900 };
  await server.fault({ method: "POST", match: "/token", count: 2, body });
  const first = await dev.up({ env: due });
  expect(first.ok).toBe(false);
  expect(first.output).toMatch(/the server repeats tokens.* that token is already due \(it ends \S+Z\)/);
  expect(await sent()).toEqual(["issue 1", "issue 1"]);
  expect((await dev.up({ env: due })).ok).toBe(false);
  expect(await sent()).toEqual(["issue 1"]);

  expect((await dev.up({ env: due })).ok).toBe(true);
  const [issued, ...rest] = await sent();
  expect([issued, new Set(rest)]).toEqual(["issue 2", new Set(["revoke 1"])]);
  expect(await copiesIn(dev)).toHaveLength(1);
  expect((await dev.preview({ env: due, expectNoChanges: true })).ok).toBe(true);
});

test("a token that two resources hold is revoked only with the last of them", async () => {
  const { dev, server, client, sent } = await tokenStack();
  const program =
    (...names: string[]): Program =>
    async () => {
      // One after the other, for the second to be given the token of the first.
      let dependsOn: OAuth2AccessToken[] = [];
      for (const name of names) {
        dependsOn = [new OAuth2AccessToken(name, { ...client, scope: "reports:read" }, { dependsOn })];
      }
    };
  await server.control({ repeatTokens: true });
  const up = await dev.up({ program: program("one", "two") });
  expect([up.ok, warnings(up).length]).toEqual([true, 1]);
  const removed = await dev.up({ program: program("one") });
  expect([removed.ok, done(removed, "two")]).toEqual([true, ["delete"]]);
  expect(said(removed, "two")).toEqual([expect.stringMatching(/^warning: .*the server repeats tokens/)]);
  expect(await sent()).toEqual(["issue 1", "issue 1"]);
  await dev.destroy();
  expect(await sent()).toEqual(["revoke 1"]);
});
