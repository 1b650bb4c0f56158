import { type Argument, argument } from "../../provider/arguments/declaration";
import { base, endpoint, text, wordSet } from "../../provider/arguments/formats";
import { canonical, isUnknown, validate, withoutAbsent } from "../../provider/arguments/validation";
import type { Vendor } from "../../provider/contract/vendor";
import { vendors } from "../../provider/vendors";
import { bounded } from "../support/checks/bounded";
import { check, withoutCredentialsInEnvironment } from "../support/checks/checked";
import { completeArguments, sampleOf } from "../support/checks/sample";

withoutCredentialsInEnvironment();

const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const unknowns = [
  unknown,
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
];

const canary = "canary-7f3a91";
const canaryNumber = 730_915_548;

/** A value of each type, all of them with a canary in it. */
const wrong: readonly (readonly [string, unknown])[] = [
  ["a number", canaryNumber],
  ["a list of numbers", [canaryNumber]],
  ["a list of lists", [[canary]]],
  ["a list with an empty string", [canary, ""]],
  ["a map of numbers", { [canary]: canaryNumber }],
  ["a map of strings", { part: canary }],
  ["a map of maps", { part: { part: canary } }],
  ["true", true],
  ["text", canary],
  ["an empty string", ""],
  ["text with CR and LF", `${canary}\r\nX-Injected: 1`],
  ["text with LF", `${canary}\n`],
  ["text with NUL", `${canary}\u0000`],
  ["a URL without TLS", `http://${canary}.example.com`],
  ["a URL of another scheme", `ftp://${canary}.example.com`],
  ["a duration in months", "3 months"],
];

/** Every argument of every vendor: a new vendor is in the table by being in the registry. */
const everyArgument = vendors.flatMap((vendor) =>
  Object.entries(vendor.arguments).map(([name, declared]): [string, string, Vendor, Argument] => [
    vendor.resource,
    name,
    vendor,
    declared,
  ]),
);

/** Inputs that are complete, with this value for the argument. */
function inputsWith(vendor: Vendor, name: string, value: unknown) {
  return { ...completeArguments(vendor, name), [name]: value };
}

describe.each(everyArgument)("%s.%s", (_, name, vendor, declared) => {
  const refused = wrong.filter(([, value]) => !declared.type.safeParse(value).success);

  test("takes a value of its type", async () => {
    const inputs = inputsWith(vendor, name, sampleOf(name, declared));
    // Some arguments ask for others, or go with no other: that is for the vendor to say.
    const apart = vendor.conflicts?.(validate(vendor.arguments, inputs).values) ?? [];
    expect((await check(vendor, inputs)).reasons).toEqual(apart);
  });

  test("has values of a wrong type", () => {
    // Claims may have maps within.
    const expected = /Claims$/.test(name) ? ["a list of lists"] : ["a list of lists", "a map of maps"];
    expect(refused.map(([kind]) => kind)).toEqual(expect.arrayContaining(expected));
  });

  test.each(refused)("is refused %s, in one sentence that names it and holds no value", async (_, value) => {
    const { failures } = await check(vendor, inputsWith(vendor, name, value));
    expect(failures).toEqual([{ property: "", reason: expect.stringMatching(/^Argument "\w+" [^\n]+\.$/) }]);
    const [{ reason } = { reason: "" }] = failures;
    expect(reason).toContain(`Argument "${name}" `);
    for (const secret of [canary, String(canaryNumber)]) expect(reason).not.toContain(secret);
  });

  test.each([null, undefined])("is absent where it is %p", async (absent) => {
    const optional = Object.fromEntries(
      Object.entries(completeArguments(vendor)).filter(([member]) => member !== name),
    );
    const [given, left] = [await check(vendor, { ...optional, [name]: absent }), await check(vendor, optional)];
    expect(given).toEqual(left);
    expect(given.inputs ?? {}).not.toHaveProperty(name, null);
  });

  test.each([name.slice(0, -1), `${name}${name.at(-1)}`, `${name.slice(0, 2)}x${name.slice(2)}`])(
    "is found where it is misspelt as %s, whose value is not told",
    async (misspelt) => {
      const { failures } = await check(vendor, { ...completeArguments(vendor), [misspelt]: canary });
      expect(failures).toEqual([
        { property: "", reason: `There is no argument "${misspelt}"; did you mean "${name}"?` },
      ]);
    },
  );

  test.each(unknowns)("is left alone while it is not known (%s)", async (sentinel) => {
    const given = inputsWith(vendor, name, sentinel);
    const apart = vendor.conflicts?.(validate(vendor.arguments, given).values) ?? [];
    const { inputs, reasons } = await check(vendor, given);
    expect(reasons).toEqual(apart);
    if (apart.length === 0) expect(inputs).toHaveProperty(name, sentinel);
  });

  test("is left alone where a part of it is not known", async () => {
    const sample = sampleOf(name, declared);
    const whole = typeof sample === "object" ? sample : {};
    for (const value of [[unknown, "known"], { ...whole, accessToken: unknown }, { one: { two: unknown } }]) {
      if (!declared.type.safeParse(value).success && typeof sample === "string" && !Array.isArray(value)) continue;
      const { reasons } = await check(vendor, inputsWith(vendor, name, value));
      expect(reasons.filter((reason) => reason.includes(unknown))).toEqual([]);
    }
  });

  test("does not hide a wrong value beside it by not being known", async () => {
    const other =
      Object.keys(vendor.arguments).find((each) => each === "requestTimeout" && each !== name) ?? "introspect";
    const { reasons } = await check(vendor, { ...inputsWith(vendor, name, unknown), [other]: canaryNumber });
    expect(reasons).toEqual([expect.stringContaining(`Argument "${other}" `)]);
  });
});

describe("what is known beside an unknown value in the same argument is still checked", () => {
  test.each<[string, unknown, string]>([
    ["rotationTriggers", { release: unknown, quarter: canaryNumber }, "quarter"],
    ["adopt", { accessToken: unknown, accesToken: canary }, '"accesToken"'],
    ["adopt", { accessToken: unknown, id: "" }, "id"],
    ["scope", [unknown, canaryNumber], "scope"],
    ["scope", [unknown, ""], "scope"],
    ["resource", [unknown, "https://example.com\r\n"], "resource"],
    ["extraParameters", { realm: unknown, display: canaryNumber }, "display"],
    ["extraParameters", { realm: unknown, grant_type: canary }, "grant_type"],
  ])("%s: %j", async (name, value, named) => {
    for (const vendor of vendors.filter((each) => name in each.arguments)) {
      const { reasons } = await check(vendor, { ...completeArguments(vendor), [name]: value });
      expect(reasons).toEqual([expect.stringContaining(`Argument "${name}" `)]);
      expect(reasons[0]).toContain(named);
      expect(reasons[0]).not.toMatch(new RegExp(`${canary}|${canaryNumber}`));
    }
  });

  test.each<[string, unknown]>([
    ["scope", [unknown, "reports:read"]],
    ["scope", unknown],
    ["rotationTriggers", { release: unknown, quarter: "3" }],
    ["extraParameters", { realm: unknown }],
    ["adopt", { accessToken: unknown }],
    ["adopt", { accessToken: "known-token", id: unknown }],
    ["privateKey", { kty: "EC", crv: "P-256", d: unknown }],
    ["privateKey", unknown],
  ])("%s: %j is left alone", async (name, value) => {
    for (const vendor of vendors.filter((each) => name in each.arguments)) {
      const { failures, inputs } = await check(vendor, inputsWith(vendor, name, value));
      expect(failures).toEqual([]);
      expect(inputs).toHaveProperty(name, value);
    }
  });
});

const addresses = everyArgument
  .filter(([, , , { type }]) => type.safeParse("https://x.example.com").success && !type.safeParse("word").success)
  .filter(([, , , { type }]) => !type.safeParse("http://x.example.com").success);

test("every vendor has an address among its arguments", () => {
  expect(new Set(addresses.map(([resource]) => resource))).toEqual(new Set(vendors.map(({ resource }) => resource)));
});

describe.each(addresses)("the address %s.%s", (_, name, vendor) => {
  test.each([
    "https://login.example.com",
    "https://login.example.com:8443/realms/one",
    "http://localhost:1234",
    "http://127.0.0.1:1234/path",
    "http://127.8.9.10",
    "http://[::1]:1234",
    "HTTPS://login.example.com",
  ])("may be %s", async (address) => {
    expect((await check(vendor, inputsWith(vendor, name, address))).failures).toEqual([]);
  });

  test.each([
    `http://${canary}.example.com`,
    `http://localhost.${canary}.example.com`,
    `http://${canary}.localhost`,
    `http://${canary}localhost`,
    `http://127.0.0.1.${canary}.example.com`,
    `http://${canary}@127.0.0.1.example.com`,
    `http://10.0.0.1/${canary}`,
    `http://0.0.0.0/${canary}`,
    `http://[::2]/${canary}`,
    `http://${canary}-127.0.0.1.example.com`,
    `HTTP://${canary}.example.com`,
  ])("may not be %s: it would send secrets in clear", async (address) => {
    const { reasons } = await check(vendor, inputsWith(vendor, name, address));
    expect(reasons).toEqual([expect.stringMatching(`^Argument "${name}" must begin with https://`)]);
    expect(reasons[0]).not.toContain(canary);
  });

  test.each([
    "login.example.com",
    "//login.example.com",
    " https://login.example.com",
    "https:login.example.com",
    "https://",
    "file:///etc/hosts",
    "javascript:alert(1)",
    `https://user:${canary}@login.example.com`,
    `https://${canary}@login.example.com`,
    `https://login.example.com/#${canary}`,
    "https://login.example.com/\r\nHost: other",
    "https://login.example.com/\tpath",
  ])("may not be %j", async (address) => {
    const { reasons } = await check(vendor, inputsWith(vendor, name, address));
    expect(reasons).toEqual([expect.stringMatching(`^Argument "${name}" must `)]);
    expect(reasons[0]).not.toContain(canary);
  });
});

describe("a value in its canonical form", () => {
  const scope = argument("grant", wordSet);

  test("has no order, no repeats and no difference between a list and a string", () => {
    const form = canonical(scope, ["b", "a"]);
    for (const same of [["a", "b"], "a b", "b  a b ", ["b a"], ["a", "b", "a"]]) {
      expect(canonical(scope, same)).toEqual(form);
    }
    expect(canonical(scope, "a")).not.toEqual(form);
    expect(canonical(scope, "A b")).not.toEqual(form);
  });

  test.each([
    ["to which paths are added", argument("identity", base)],
    ["that is the same account without it", argument("identity", endpoint, { slashInsensitive: true })],
  ])("has no slash at the end of an address %s, however many there were", (_, address) => {
    expect(canonical(address, "https://login.example.com///")).toBe("https://login.example.com");
    const long = `https://login.example.com${"/".repeat(1_000_000)}x`;
    expect(bounded(() => canonical(address, long))).toBe(long);
  });

  test("has the slash at the end of an endpoint", () => {
    const url = "https://login.example.com/token/";
    expect(canonical(argument("credential", endpoint), url)).toBe(url);
  });

  test("is the value itself where it is not valid, as one recorded by another version may be", () => {
    expect(canonical(argument("identity", text), 5)).toBe(5);
  });
});

describe("absence", () => {
  test("is null and undefined, in maps as deep as they go, and never in a list", () => {
    expect(
      withoutAbsent({
        a: null,
        b: undefined,
        c: 0,
        d: "",
        e: false,
        f: { g: null, h: { i: undefined } },
        j: [null, 1],
      }),
    ).toEqual({ c: 0, d: "", e: false, f: { h: {} }, j: [null, 1] });
  });
});

test("the seven unknown values are found however deep they stand", () => {
  for (const sentinel of unknowns) {
    expect(isUnknown(sentinel)).toBe(true);
    expect(isUnknown([["known", { deep: [sentinel] }]])).toBe(true);
  }
  for (const known of ["", "04da6b54", `${unknown} `, 5, null, undefined, [], {}, ["known"]]) {
    expect(isUnknown(known)).toBe(false);
  }
});

test("a name that every object has is no argument", () => {
  const bag = JSON.parse('{"constructor":"x","toString":"y","__proto__":{"text":"z"}}');
  const { problems } = validate({ text: argument("identity", text) }, bag);
  expect(problems).toHaveLength(3);
  for (const problem of problems) expect(problem).toMatch(/^There is no argument "\w+"; did you mean "text"\?$/);
});
