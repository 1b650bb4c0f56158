import * as pulumi from "@pulumi/pulumi";
import { OAuth2AccessToken } from "pulumi-access-tokens";
import { clock } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import type { Program } from "../../support/engine/stack-options";
import { tokenStack, tokenUrn } from "../../support/engine/token-stack";
import { diffInRow, isNative, typeOf } from "../../support/native/way-in";

const due = clock("45 minutes");
const reason = /due: expires in 1\d minutes( \d+ seconds?)?; renewal begins 20 minutes before the end/;
const type = typeOf("OAuth2AccessToken");

class Team extends pulumi.ComponentResource {
  constructor(name: string, make: (parent: Team) => void) {
    super("tests:Team", name);
    make(this);
  }
}

test("the reason stands in the plan: in the row of the token, under its name, and in JSON with its URN", async () => {
  const { dev, sent } = await tokenStack();
  await dev.up();
  expect(await sent()).toEqual(["issue 1"]);

  const { output } = await dev.preview({ env: due });
  const text = reason.exec(output)?.[0] ?? "no reason";
  expect(output).toMatch(new RegExp(`^ *\\+\\+ ${type} reports create replacement ${diffInRow}reports: ${text}$`, "m"));
  expect(output).toMatch(new RegExp(`^Diagnostics:\\n +${type} \\(reports\\):\\n +reports: ${text}$`, "m"));

  const { plan } = await dev.previewJson({ env: due });
  const message = expect.stringMatching(new RegExp(`^reports: ${reason.source}\\n?$`));
  expect(plan.diagnostics).toEqual([{ urn: tokenUrn, severity: "info", message }]);
  expect(plan.steps.find(({ urn }) => urn === tokenUrn)).toMatchObject({
    op: "replace",
    replaceReasons: ["expiresAt"],
  });
  expect(plan.changeSummary).toEqual({ same: 1, replace: 1 });
  expect(await sent()).toEqual([]);
});

test("with --diff, which prints sentences by themselves, each names its token", async () => {
  const { dev, client } = await tokenStack();
  const program: Program = async () => {
    for (const name of ["reports", "nightly"]) new OAuth2AccessToken(name, { ...client, scope: "reports:read" });
  };
  await dev.up({ program });
  const { output } = await dev.previewDiff({ program, env: due });
  for (const name of ["reports", "nightly"]) expect(output).toMatch(new RegExp(`^ *${name}: ${reason.source}$`, "m"));
});

test("an operation that fails says why once, under its token, without a stack trace", async () => {
  const { dev, server } = await tokenStack();
  await dev.up();
  await server.fault({ match: "/token", status: 503, count: 100 });
  for (const [run, verb] of [
    [await dev.refresh(), "introspect"],
    [await dev.destroy(), "revoke"],
  ] as const) {
    expect(said(run, "reports")).toEqual([expect.stringMatching(new RegExp(`^error: Could not ${verb} .* 503`))]);
    const ofStack = run.diagnostics.filter(({ urn }) => !urn?.endsWith("::reports")).map(({ message }) => message);
    // The SDK also prints, under the stack, what a dynamic provider throws.
    if (!isNative) expect(ofStack).toContain("reports: failed; the error under its name says why");
    expect(ofStack.join()).not.toMatch(/Could not|503/);
    expect(run.output).not.toMatch(/^ *at .*\d/m);
  }
});

test("the reason belongs to a token inside a component, too", async () => {
  const { dev, client, sent } = await tokenStack();
  const program: Program = async () => {
    new Team("team", (parent) => new OAuth2AccessToken("reports", { ...client, scope: "reports:read" }, { parent }));
  };
  await dev.up({ program });
  const { output, plan } = await dev.previewJson({ program, env: due });
  const urn = `urn:pulumi:dev::tests::tests:Team$${type}::reports`;
  expect(output).toMatch(reason);
  expect(plan.diagnostics).toMatchObject([{ urn, message: expect.stringMatching(reason) }]);
  expect((await dev.preview({ program, env: due })).output).toMatch(
    new RegExp(`^ *\\+\\+ .*${type} reports create replacement ${diffInRow}reports: ${reason.source}$`, "m"),
  );
  await dev.up({ program, env: due });
  await dev.destroy();
  expect(await sent()).toEqual(["issue 1", "issue 2", "revoke 1", "revoke 2"]);
});

test("a token renamed with an alias is no change, and its reasons go under its new name", async () => {
  const { dev, client, sent } = await tokenStack();
  await dev.up();
  const program: Program = async () => {
    new OAuth2AccessToken("renamed", { ...client, scope: "reports:read" }, { aliases: [{ name: "reports" }] });
  };
  expect((await dev.preview({ program, expectNoChanges: true })).ok).toBe(true);
  const preview = await dev.preview({ program, env: due });
  expect(said(preview, "renamed")).toEqual([expect.stringMatching(reason)]);
  const up = await dev.up({ program, env: due });
  // Pulumi deletes the old copy under its old name.
  expect([done(up, "renamed"), done(up)]).toEqual([["create-replacement", "replace"], ["delete-replaced"]]);
  expect(await sent()).toEqual(["issue 1", "issue 2", "revoke 1"]);
});

test("a token that was only renamed is introspected and revoked under its new name", async () => {
  const { dev, client, sent } = await tokenStack();
  await dev.up();
  const program: Program = async () => {
    new OAuth2AccessToken("renamed", { ...client, scope: "reports:read" }, { aliases: [{ name: "reports" }] });
  };
  expect(done(await dev.up({ program }), "renamed")).toEqual(["same"]);
  expect((await dev.refresh({ expectNoChanges: true })).ok).toBe(true);
  expect(done(await dev.destroy(), "renamed")).toEqual(["delete"]);
  expect(await sent()).toEqual(["issue 1", "introspect 1", "revoke 1"]);
});
