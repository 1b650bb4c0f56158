import { clock } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import { tokenStack } from "../../support/engine/token-stack";
import { yamlStack } from "../../support/engine/yaml-stack";

test("a stack of the dynamic class moves to the native provider without a new token, and renews it there", async () => {
  const { client, dev, sent } = await tokenStack();
  await dev.up();
  expect(await sent()).toEqual(["issue 1"]);

  const properties = { ...client, scope: ["reports:read"] };
  const moved = await yamlStack(
    { resources: { reports: { type: "access-tokens:OAuth2AccessToken", properties } } },
    dev,
  );
  const up = await moved.up({ expectNoChanges: true });
  expect([up.ok, said(up, "reports"), done(up)]).toEqual([true, [], ["same"]]);
  expect(await sent()).toEqual([]);

  const renewed = await moved.up({ env: clock("45 minutes") });
  expect(done(renewed)).toEqual(["create-replacement", "replace", "delete-replaced"]);
  expect(await sent()).toEqual(["issue 2", "revoke 1"]);
  expect(await moved.rawState()).not.toContain("__provider");
  expect((await moved.destroy()).ok).toBe(true);
  expect(await sent()).toEqual(["revoke 2"]);
});
