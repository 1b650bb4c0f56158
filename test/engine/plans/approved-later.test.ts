import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { clock } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import { tokenStack } from "../../support/engine/token-stack";

test("what was approved days before is decided anew when it runs, and a saved plan holds it to what it showed", async () => {
  const plan = join(tmpdir(), `plan-${process.pid}.json`);
  const { dev, sent } = await tokenStack({ env: { PULUMI_EXPERIMENTAL: "true" } });
  await dev.up();
  expect((await dev.preview({ plan, expectNoChanges: true })).ok).toBe(true);
  expect(await sent()).toEqual(["issue 1"]);

  // By now the token has expired: the plan did not show that, so nothing is issued under it.
  const later = clock("3 days");
  const refused = await dev.up({ plan, env: later });
  expect([refused.ok, said(refused, "reports")]).toEqual([
    false,
    [
      expect.stringMatching(/^info: expired 2 days 23 hours ago$/),
      "error: create-replacement is not allowed by the plan: this resource is constrained to same",
    ],
  ]);
  expect(await sent()).toEqual([]);

  // Without a saved plan, a run renews what is due when it runs, whatever a preview showed.
  const plain = await dev.up({ env: later });
  expect([done(plain), said(plain, "reports")]).toEqual([
    ["create-replacement", "replace", "delete-replaced"],
    [expect.stringMatching(/^info: expired 2 days 23 hours ago$/)],
  ]);
  expect(await sent()).toEqual(["issue 2", "revoke 1"]);

  // A plan that showed the renewal holds for it also when the token has expired since.
  expect(done(await dev.preview({ plan, env: clock("3 days 45 minutes") }))).toContain("replace");
  const renewed = await dev.up({ plan, env: clock("9 days") });
  expect([renewed.ok, done(renewed)]).toEqual([true, ["create-replacement", "replace", "delete-replaced"]]);
  expect(await sent()).toEqual(["issue 3", "revoke 2"]);
  await rm(plan);
});
