import * as pulumi from "@pulumi/pulumi";
import { OAuth2AccessToken, ThousandEyesAccessToken } from "pulumi-access-tokens";
import { clock, startThousandEyes } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import type { Run } from "../../support/engine/run";
import type { TestStack } from "../../support/engine/stack";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { closing, testStack, tokenStack } from "../../support/engine/token-stack";

const due = clock("45 minutes");
const none = { replaced: false, revoked: false };
const renewed = { replaced: true, revoked: true };
const left = { replaced: true, revoked: false };

/** By token, what happens to it when something changes, and then when all are due. */
const expected: Record<string, { change: object; due: object }> = {
  "ignoreChanges of scope": { change: none, due: renewed },
  "replaceOnChanges of renewBefore": { change: none, due: renewed },
  deleteBeforeReplace: { change: none, due: renewed },
  replacementTrigger: { change: renewed, due: renewed },
  "replaceWith replacementTrigger": { change: renewed, due: renewed },
  aliases: { change: none, due: renewed },
  "dependsOn aliases": { change: none, due: renewed },
  owner: { change: none, due: renewed },
  "deletedWith owner": { change: none, due: left },
  retainOnDelete: { change: none, due: left },
};

test("docs/resource-options.md: which options renew a token, and which leave the old one behind", async () => {
  const { client, dev, sent, server } = await tokenStack();
  const options =
    (version: "1" | "2"): Program =>
    async () => {
      const make = (name: string, args: object, opts: pulumi.CustomResourceOptions) =>
        new OAuth2AccessToken(name, { ...client, scope: "reports:read", ...args }, opts);
      const scope = version === "1" ? "reports:read" : "tests:manage";
      make("ignoreChanges of scope", { scope }, { ignoreChanges: ["scope"] });
      make("replaceOnChanges of renewBefore", { renewBefore: `2${version} minutes` }, { replaceOnChanges: ["*"] });
      make("deleteBeforeReplace", {}, { deleteBeforeReplace: true });
      const triggered = make("replacementTrigger", {}, { replacementTrigger: version });
      make("replaceWith replacementTrigger", {}, { replaceWith: [triggered] });
      const name = version === "1" ? "before" : "aliases";
      const renamed = make(name, {}, { aliases: [{ name: "before" }] });
      make("dependsOn aliases", {}, { dependsOn: renamed, parent: renamed, hideDiffs: ["scope"] });
      const owner = make("owner", {}, {});
      make("deletedWith owner", {}, { deletedWith: owner });
      make("retainOnDelete", {}, { retainOnDelete: true });
    };
  const ids = async () => {
    const { resources = [] } = (await dev.state()).deployment as { resources?: { urn: string; id?: string }[] };
    return new Map(resources.map(({ urn, id = "" }) => [urn.split("::").at(-1) ?? "", id]));
  };
  const revoked = async () =>
    (await server.log()).filter(({ path }) => path === "/token/revocation").map(({ body }) => tokenIn(body));
  const outcome = async (before: Map<string, string>) => {
    const [after, gone] = [await ids(), await revoked()];
    await sent();
    const of = (name: string) => {
      const id = before.get(name) ?? before.get("before") ?? "";
      return { replaced: after.get(name) !== id, revoked: gone.some((hash) => id.startsWith(hash)) };
    };
    return Object.fromEntries(Object.keys(expected).map((name) => [name, of(name)]));
  };
  const column = (key: "change" | "due") =>
    Object.fromEntries(Object.entries(expected).map(([name, each]) => [name, each[key]]));

  expect((await dev.up({ program: options("1") })).ok).toBe(true);
  const first = await ids();
  expect((await dev.up({ program: options("2") })).ok).toBe(true);
  expect(await outcome(first)).toEqual(column("change"));
  const second = await ids();
  expect((await dev.up({ program: options("2"), env: due })).ok).toBe(true);
  expect(await outcome(second)).toEqual(column("due"));
  const third = await ids();
  expect((await dev.destroy()).ok).toBe(true);
  const kept = [third.get("retainOnDelete"), third.get("deletedWith owner")] as string[];
  const [gone, lives] = [await revoked(), Object.keys(expected).length - kept.length];
  expect([gone.length, kept.filter((id) => gone.some((hash) => id.startsWith(hash)))]).toEqual([lives, []]);
});

test("docs/resource-options.md: a protected token that is due fails the plan, until the program protects it no longer", async () => {
  const { client, dev, sent } = await tokenStack();
  const program =
    (protect: boolean): Program =>
    async () => {
      new OAuth2AccessToken("reports", { ...client, scope: "reports:read" }, { protect });
    };
  await dev.up({ program: program(true) });
  await sent();
  const plan = await dev.preview({ program: program(true), env: due });
  expect([plan.ok, said(plan, "reports")]).toEqual([
    false,
    [expect.stringMatching(/^info: .*due/), expect.stringMatching(/^error: unable to replace .*protect/s)],
  ]);
  expect((await dev.destroy()).output).toContain("because it is protected");
  expect(await sent()).toEqual([]);
  expect((await dev.up({ program: program(false) })).ok).toBe(true);
  expect((await dev.up({ program: program(true), env: due })).ok).toBe(true);
  expect(await sent()).toEqual(["issue 2", "revoke 1"]);
});

test("docs/resource-options.md: a hook that fails after a token was issued fails the run, and state has the token", async () => {
  const { client, dev, sent } = await tokenStack();
  const program =
    (failing?: string): Program =>
    async () => {
      const hook = (name: string) =>
        new pulumi.ResourceHook(name, async () => {
          if (name === failing) throw new Error("the hook failed");
        });
      const hooks = { afterCreate: [hook("afterCreate")], beforeDelete: [hook("beforeDelete")] };
      new OAuth2AccessToken("reports", { ...client, scope: "reports:read" }, { hooks });
    };
  const run = (failing?: string, env = {}) => dev.up({ program: program(failing), env });
  expect((await run("afterCreate")).ok).toBe(false);
  expect(await after(dev, run())).toEqual([["same"], 1]);
  expect(await sent()).toEqual(["issue 1"]);
  expect(await after(dev, run("beforeDelete", due))).toEqual([
    ["create-replacement", "replace", "delete-replaced failed"],
    2,
  ]);
  expect(await after(dev, run(undefined, due))).toEqual([["same", "delete-replaced"], 1]);
  expect(await sent()).toEqual(["issue 2", "revoke 1"]);
  expect((await dev.destroy()).output).toContain("You must run with the `--run-program` flag to use delete hooks");
  expect((await dev.destroy({ runProgram: true })).ok).toBe(true);
  expect(await sent()).toEqual(["revoke 2"]);
});

/** By token of a class that is renewed by an update, what happens to it when something changes, and when all are due. */
const byUpdate: Record<string, { change: string; due: string }> = {
  protect: { change: "kept", due: "renewed" },
  "ignoreChanges of scope": { change: "kept", due: "renewed" },
  "replaceOnChanges of everything": { change: "kept", due: "renewed" },
  deleteBeforeReplace: { change: "kept", due: "renewed" },
  retainOnDelete: { change: "kept", due: "renewed" },
  replacementTrigger: { change: "replaced", due: "renewed" },
  owner: { change: "replaced", due: "renewed" },
  "deletedWith owner": { change: "replaced", due: "renewed" },
  "replaceWith owner": { change: "replaced", due: "renewed" },
  "dependsOn owner": { change: "kept", due: "renewed" },
  hooks: { change: "kept", due: "renewed" },
};

test("docs/resource-options.md: with a class that is renewed by an update, no option stops a renewal or turns it into a replacement", async () => {
  const server = closing(await startThousandEyes());
  const called: string[] = [];
  const kinds = ["beforeCreate", "afterCreate", "beforeUpdate", "afterUpdate", "beforeDelete", "afterDelete"];
  const options =
    (version: "1" | "2"): Program =>
    async () => {
      const make = (name: string, args: object, opts: pulumi.CustomResourceOptions) =>
        new ThousandEyesAccessToken(name, { ...server.credentials, scope: "tests:read", ...args }, opts);
      make("protect", {}, { protect: true });
      const scope = version === "1" ? "tests:read" : "tests:update";
      make("ignoreChanges of scope", { scope }, { ignoreChanges: ["scope"] });
      make("replaceOnChanges of everything", { renewBefore: `2${version} minutes` }, { replaceOnChanges: ["*"] });
      make("deleteBeforeReplace", {}, { deleteBeforeReplace: true });
      make("retainOnDelete", {}, { retainOnDelete: true });
      make("replacementTrigger", {}, { replacementTrigger: version });
      const owner = make("owner", { rotationTriggers: { version } }, {});
      make("deletedWith owner", {}, { deletedWith: owner });
      make("replaceWith owner", {}, { replaceWith: [owner] });
      make("dependsOn owner", {}, { dependsOn: owner, parent: owner, hideDiffs: ["scope"] });
      const hook = (name: string) => [new pulumi.ResourceHook(name, async () => void called.push(name))];
      make("hooks", {}, { hooks: Object.fromEntries(kinds.map((name) => [name, hook(name)])) });
    };
  const dev = await testStack("dev", options("1"));
  const held = async () =>
    new Map(
      await Promise.all(
        Object.keys(byUpdate).map(async (name) => {
          const [{ id = "", outputs = {} } = {}] = await copiesIn(dev, name);
          return [name, [id, JSON.stringify(outputs.accessToken)]] as const;
        }),
      ),
    );
  const outcome = async (version: "1" | "2", env = {}) => {
    const before = await held();
    expect((await dev.up({ program: options(version), env })).ok).toBe(true);
    const words = [...(await held())].map(([name, [id, token]]) => {
      const [oldId, oldToken] = before.get(name) ?? [];
      return [name, token === oldToken ? "kept" : id === oldId ? "renewed" : "replaced"];
    });
    return Object.fromEntries(words);
  };
  const column = (key: "change" | "due") =>
    Object.fromEntries(Object.entries(byUpdate).map(([name, each]) => [name, each[key]]));

  expect((await dev.up()).ok).toBe(true);
  expect(await outcome("2")).toEqual(column("change"));
  expect(called.splice(0)).toEqual(["beforeCreate", "afterCreate"]);
  expect(await outcome("2", due)).toEqual(column("due"));
  expect(called.splice(0)).toEqual(["beforeUpdate", "afterUpdate"]);
});

/** What a run did with the token, and the number of its copies then in state. */
async function after(dev: TestStack, run: Promise<Run>): Promise<[string[], number]> {
  return [done(await run), (await copiesIn(dev)).length];
}

const tokenIn = (body: unknown) => (body as { token: string }).token.replace("sha256:", "");
