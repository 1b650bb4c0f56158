import * as pulumi from "@pulumi/pulumi";
import { OAuth2AccessToken } from "pulumi-access-tokens";
import { clock } from "pulumi-access-tokens/testing";
import { unknown } from "../../../provider/arguments/validation";
import { leaks } from "../../support/checks/leaks";
import { done } from "../../support/engine/reading";
import { stackConfiguration } from "../../support/engine/stack-configuration";
import type { Program } from "../../support/engine/stack-options";
import { tokenStack, tokenUrn } from "../../support/engine/token-stack";
import { typeOfTests } from "../../support/native/way-in";
import { Witness } from "../../support/programs/witness";

test("a preview sends nothing: not before the token exists, not unchanged, not where it is due", async () => {
  const { dev, server } = await tokenStack();
  expect(done(await dev.preview())).toEqual(["create"]);
  expect(await server.log()).toEqual([]);

  await dev.up();
  await server.clearLog();
  const unchanged = await dev.preview({ expectNoChanges: true });
  expect([unchanged.ok, done(unchanged)]).toEqual([true, ["same"]]);
  expect(done(await dev.preview({ env: clock("45 minutes") }))).toContain("replace");
  expect(done(await dev.preview({ env: clock("4 hours") }))).toContain("replace");
  expect(await server.log()).toEqual([]);
});

test("a preview that finds the identity in stack configuration sends nothing either", async () => {
  const { dev, server, client } = await tokenStack();
  const program: Program = async () => {
    new OAuth2AccessToken("reports", { scope: "reports:read" });
  };
  await dev.setConfig(stackConfiguration("oauth2", client));
  expect((await dev.preview({ program })).ok).toBe(true);
  expect((await dev.up({ program })).ok).toBe(true);
  await server.clearLog();
  expect((await dev.preview({ program, expectNoChanges: true })).ok).toBe(true);
  expect(done(await dev.preview({ program, env: clock("45 minutes") }))).toContain("replace");
  await dev.setConfig(stackConfiguration("oauth2", { clientId: "other" }));
  expect(done(await dev.preview({ program }))).toContain("replace");
  expect(await server.log()).toEqual([]);
});

test("the plan of a due token lacks what only the renewal gives, and what is made of it is unknown", async () => {
  const { dev, client, server } = await tokenStack();
  const program: Program = async () => {
    const { accessToken, expiresAt } = new OAuth2AccessToken("reports", { ...client, scope: "reports:read" });
    new Witness("user", { expiresAt, header: pulumi.interpolate`Bearer ${accessToken}`, nested: [accessToken] });
    return { accessToken };
  };
  await dev.up({ program });
  const old = String((await dev.outputs()).accessToken?.value);
  await server.clearLog();

  const due = { program, env: clock("45 minutes") };
  const run = await dev.previewJson(due);
  const planned = (name: string) => run.plan.steps.find(({ urn }) => urn === name)?.newState;
  // A secret among them would have the engine encrypt all secrets of the stack anew, at each step.
  const outputs = planned(tokenUrn)?.outputs;
  expect(outputs).toHaveProperty("scope");
  expect(outputs).not.toHaveProperty("accessToken");
  const user = planned(`urn:pulumi:dev::tests::${typeOfTests("Witness")}::user`);
  expect(user?.inputs).toMatchObject({ expiresAt: unknown, header: unknown, nested: [unknown] });
  const { output } = await dev.previewDiff(due);
  expect(output).toMatch(/~ header *: \[secret\] => (\[unknown\]|output<string>)/);
  expect(leaks({ json: JSON.stringify(run.plan), output }, { old })).toEqual([]);
  expect(await server.log()).toEqual([]);
});
