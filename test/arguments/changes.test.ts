import { z } from "zod";
import { changesOf } from "../../provider/arguments/changes";
import { type Arguments, argument, commonArguments } from "../../provider/arguments/declaration";
import { endpoint, text, wordSet } from "../../provider/arguments/formats";
import type { Bag } from "../../provider/arguments/validation";
import type { Vendor } from "../../provider/contract/vendor";
import { vendors } from "../../provider/vendors";
import { sampleOf } from "../support/checks/sample";

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const canary = "canary-7f3a91";

const declared = {
  account: argument("identity", text, { environment: "TEST_ACCOUNT" }),
  scope: argument("grant", wordSet),
  quota: argument("grant", text, { inPlace: true }),
  parameters: argument("grant", text, { secret: true }),
  password: argument("credential", text, { secret: true, environment: "TEST_PASSWORD" }),
  apiVersion: argument("connection", text),
  passcode: argument("oneTime", text, { secret: true }),
  afterwards: argument("recorded", text),
  note: argument("policy", text),
  rotationTriggers: commonArguments.rotationTriggers,
} satisfies Arguments;

const changes = (olds: Bag, news: Bag, triggers?: unknown) => changesOf(declared, olds, news, triggers);

describe("the kind of an argument alone decides what a change of it needs", () => {
  test.each<[string, "replacement" | "update" | undefined]>([
    ["account", "replacement"],
    ["parameters", "replacement"],
    ["quota", "update"],
    ["password", "update"],
    ["apiVersion", undefined],
    ["passcode", undefined],
    ["afterwards", "update"],
    ["note", undefined],
  ])("%s: %s", (name, needs) => {
    const changed = needs === undefined ? [] : [{ argument: name, needs }];
    expect(changes({ [name]: "one" }, { [name]: "one" })).toEqual([]);
    expect(changes({ [name]: "one" }, { [name]: "two" })).toEqual(changed);
    expect(changes({ [name]: "one" }, {})).toEqual(changed);
    expect(changes({}, { [name]: "one" })).toEqual(changed);
    expect(changes({}, {})).toEqual([]);
    expect(changes({ [name]: "one" }, { [name]: unknown })).toEqual(
      changed.map((each) => ({ ...each, unknown: true })),
    );
  });
});

test.each([[[]], [""], [" "]])("a list with nothing in it (%j) is the same as none", (empty) => {
  expect(changes({}, { scope: empty })).toEqual([]);
  expect(changes({ scope: empty }, {})).toEqual([]);
  expect(changes({ scope: empty }, { scope: "a" })).toMatchObject([{ argument: "scope", added: ["a"], removed: [] }]);
  expect(changes({ scope: "a" }, { scope: empty })).toMatchObject([{ argument: "scope", added: [], removed: ["a"] }]);
});

test("a slash at the end of an address changes what is sent, and not whose token it is where that is said", () => {
  const addresses = {
    tokenEndpoint: argument("identity", endpoint, { slashInsensitive: true }),
    revocationEndpoint: argument("credential", endpoint),
  };
  const [without, withSlash] = ["https://login.example.com/token", "https://login.example.com/token/"];
  const told = (before: string, after: string) =>
    changesOf(
      addresses,
      { tokenEndpoint: before, revocationEndpoint: before },
      { tokenEndpoint: after, revocationEndpoint: after },
      undefined,
    );
  const changed = [{ argument: "revocationEndpoint", needs: "update" }];
  expect(told(without, withSlash)).toEqual(changed);
  expect(told(withSlash, without)).toEqual(changed);
  expect(told(without, `${without}/two`)).toMatchObject([{ argument: "tokenEndpoint", needs: "replacement" }, {}]);
});

test("a value that means the same as none is no change from none, and one from any other", () => {
  const optional = {
    mode: argument("grant", text, { unset: "usual" }),
    isActive: argument("grant", z.boolean(), { unset: true }),
  };
  const told = (olds: Bag, news: Bag) => changesOf(optional, olds, news, undefined).map((change) => change.argument);
  expect(told({}, { mode: "usual", isActive: true })).toEqual([]);
  expect(told({ mode: "usual", isActive: true }, {})).toEqual([]);
  expect(told({}, { mode: "other", isActive: false })).toEqual(["mode", "isActive"]);
  expect(told({ mode: "other", isActive: false }, {})).toEqual(["mode", "isActive"]);
});

test("letter case is no change where the vendor does not tell it", () => {
  const domain = { domain: argument("identity", text, { caseInsensitive: true }), name: argument("identity", text) };
  const told = (olds: Bag, news: Bag) => changesOf(domain, olds, news, undefined).map((change) => change.argument);
  expect(told({ domain: "Example", name: "a" }, { domain: "EXAMPLE", name: "a" })).toEqual([]);
  expect(told({ domain: "Example", name: "a" }, { domain: "example2", name: "A" })).toEqual(["domain", "name"]);
});

describe("a set", () => {
  const change = { argument: "scope", needs: "replacement" };

  test.each<[unknown, unknown]>([
    [
      ["a", "b"],
      ["b", "a"],
    ],
    [["a", "b"], "a b"],
    ["b a", ["a", "b", "a"]],
    ["a  b ", "a b"],
  ])("of %j is no other one as %j", (before, after) => {
    expect(changes({ scope: before }, { scope: after })).toEqual([]);
  });

  test.each<[unknown, unknown, readonly string[], readonly string[]]>([
    [["a"], ["a", "b"], ["b"], []],
    [["a", "b"], ["b"], [], ["a"]],
    ["a b", "b c d", ["c", "d"], ["a"]],
    [undefined, "a", ["a"], []],
    [["a", "b"], undefined, [], ["a", "b"]],
  ])("that was %j and is %j tells what came and what went", (scope, after, added, removed) => {
    expect(changes({ scope }, { scope: after })).toEqual([{ ...change, added, removed }]);
  });

  test.each([[unknown], [["a", unknown]]])("that is not known, or not all of it, counts as changed: %j", (scope) => {
    expect(changes({ scope: ["a"] }, { scope })).toEqual([{ ...change, unknown: true }]);
  });
});

test("a change names no value of a secret", () => {
  const told = changes({ parameters: canary, password: canary }, { parameters: "other", password: `${canary}2` });
  expect(told).toHaveLength(2);
  expect(JSON.stringify(told)).not.toContain(canary);
});

test("several changes are told in the order of the declarations, triggers last", () => {
  const olds = { password: "one", scope: ["a"], account: "one" };
  const news = { rotationTriggers: { release: "2" }, password: "two", scope: ["b"], account: "two" };
  expect(changes(olds, news, { release: "1" }).map((change) => change.argument)).toEqual([
    "account",
    "scope",
    "password",
    "rotationTriggers",
  ]);
});

describe("a rotation trigger", () => {
  const change = (trigger: string) => ({ argument: "rotationTriggers", needs: "replacement", trigger });
  const triggers = (before: unknown, after: unknown) => changes({}, { rotationTriggers: after }, before);

  test("that becomes another value replaces", () => {
    expect(triggers({ release: "1" }, { release: "2" })).toEqual([change("release")]);
    expect(triggers({ release: "1" }, { release: "" })).toEqual([change("release")]);
    expect(triggers({ a: "1", b: "1", c: "1" }, { c: "2", b: "1", a: "2" })).toEqual([change("a"), change("c")]);
  });

  test.each<[string, unknown, unknown]>([
    ["that stays", { release: "1" }, { release: "1" }],
    ["that is added", { release: "1" }, { release: "1", quarter: "3" }],
    ["that is removed", { release: "1", quarter: "3" }, { release: "1" }],
    ["that is the first", undefined, { release: "1" }],
    ["that was the last", { release: "1" }, undefined],
    ["that is renamed", { release: "1" }, { version: "1" }],
    ["that is added and not known", { release: "1" }, { release: "1", quarter: unknown }],
    ["in another order", { a: "1", b: "2" }, { b: "2", a: "1" }],
    ["with the name of what every object has", { release: "1" }, { release: "1", constructor: "2" }],
  ])("%s is no change", (_, before, after) => {
    expect(triggers(before, after)).toEqual([]);
  });

  test("that had a value and is not known counts as changed", () => {
    expect(triggers({ release: "1", quarter: "3" }, { release: unknown, quarter: "3" })).toEqual([
      { ...change("release"), unknown: true },
    ]);
    expect(triggers({ release: "1", quarter: "3" }, unknown)).toEqual([
      { ...change("release"), unknown: true },
      { ...change("quarter"), unknown: true },
    ]);
  });
});

describe.each(vendors.map((vendor): [string, Vendor] => [vendor.resource, vendor]))("%s", (_, vendor) => {
  test.each(Object.entries(vendor.arguments))("%s: a change needs what its kind says", (name, { kind, inPlace }) => {
    if (name === "rotationTriggers") return;
    const needs = {
      identity: "replacement",
      grant: inPlace ? "update" : "replacement",
      credential: "update",
      recorded: "update",
      connection: undefined,
      oneTime: undefined,
      policy: undefined,
    }[kind];
    const value = sampleOf(name, vendor.arguments[name] as never);
    const told = changesOf(vendor.arguments, { [name]: value }, {}, undefined);
    expect(told.map((change) => [change.argument, change.needs])).toEqual(needs === undefined ? [] : [[name, needs]]);
    expect(changesOf(vendor.arguments, { [name]: value }, { [name]: structuredClone(value) }, undefined)).toEqual([]);
  });
});
