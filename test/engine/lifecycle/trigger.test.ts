import { OAuth2AccessToken } from "pulumi-access-tokens";
import { done, said } from "../../support/engine/reading";
import type { Program } from "../../support/engine/stack-options";
import { tokenStack, tokenUrn } from "../../support/engine/token-stack";
import { Release } from "../../support/programs/release";

test("a trigger whose value changes replaces the token; one that comes or goes does not", async () => {
  const { dev, program, sent } = await tokenStack();
  const triggers = (rotationTriggers?: Record<string, string>) => program(rotationTriggers && { rotationTriggers });
  await dev.up({ program: triggers() });
  expect((await dev.preview({ program: triggers({ release: "1" }), expectNoChanges: true })).ok).toBe(true);
  expect(done(await dev.up({ program: triggers({ release: "1" }) }))).toEqual(["same"]);
  expect(await sent()).toEqual(["issue 1"]);

  const preview = await dev.previewJson({ program: triggers({ release: "2" }) });
  expect(said(preview, "reports")).toEqual(['info: rotation trigger "release" changed']);
  expect(preview.plan.steps.find(({ urn }) => urn === tokenUrn)?.replaceReasons).toEqual(["rotationTriggers"]);
  const up = await dev.up({ program: triggers({ release: "2", team: "a" }) });
  expect(done(up)).toEqual(["create-replacement", "replace", "delete-replaced"]);
  expect(await sent()).toEqual(["issue 2", "revoke 1"]);

  expect(done(await dev.up({ program: triggers({ team: "a" }) }))).toEqual(["same"]);
  expect(done(await dev.up({ program: triggers() }))).toEqual(["same"]);
  expect(await sent()).toEqual([]);
});

test("a trigger fed by a resource that changes counts as changed, also while its value is not known", async () => {
  const { dev, client, sent } = await tokenStack();
  const program =
    (version: string): Program =>
    async () => {
      const { built } = new Release("release", { version });
      new OAuth2AccessToken("reports", { ...client, scope: "reports:read", rotationTriggers: { release: built } });
    };
  const first = await dev.preview({ program: program("1") });
  expect([first.ok, done(first)]).toEqual([true, ["create"]]);
  await dev.up({ program: program("1") });
  expect((await dev.preview({ program: program("1"), expectNoChanges: true })).ok).toBe(true);
  expect(await sent()).toEqual(["issue 1"]);

  const preview = await dev.previewJson({ program: program("2") });
  expect(said(preview, "reports")).toEqual(['info: rotation trigger "release" is not known until "pulumi up"']);
  expect(preview.plan.steps.find(({ urn }) => urn === tokenUrn)?.replaceReasons).toEqual(["rotationTriggers"]);
  const up = await dev.up({ program: program("2") });
  expect(done(up)).toEqual(["create-replacement", "replace", "delete-replaced"]);
  expect(said(up, "reports")).toEqual(['info: rotation trigger "release" changed']);
  expect(await sent()).toEqual(["issue 2", "revoke 1"]);
});
