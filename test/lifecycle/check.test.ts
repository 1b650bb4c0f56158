import type { Bag } from "../../provider/arguments/validation";
import type { Vendor } from "../../provider/contract/vendor";
import { Lifecycle } from "../../provider/lifecycle/lifecycle";
import { vendors } from "../../provider/vendors";
import { laserfiche } from "../../provider/vendors/laserfiche/v1-alpha";
import { oauth2 } from "../../provider/vendors/oauth2/oauth2";
import { thousandEyes } from "../../provider/vendors/thousandeyes/thousandeyes";
import { check, withoutCredentialsInEnvironment } from "../support/checks/checked";
import { completeArguments, completeSet, requiredArguments, sampleOf, samplesOf } from "../support/checks/sample";

withoutCredentialsInEnvironment();

const canary = "canary-7f3a91";

/** The four places, each with how a set is put there and how messages call it. */
type PlaceName = "arguments" | "provider" | "stack" | "environment";
const placeNames: readonly PlaceName[] = ["arguments", "provider", "stack", "environment"];

function titleOf(place: PlaceName, vendor: Vendor): string {
  return {
    arguments: "the resource's arguments",
    provider: `the provider "prod" (${vendor.group})`,
    stack: `the stack's configuration (access-tokens:${vendor.group})`,
    environment: "the environment",
  }[place];
}

/** Checks a resource whose credential sets stand where they are put. Of what is required beside them it is not told. */
async function checkWith(vendor: Vendor, sets: Partial<Record<PlaceName, Bag>>, olds: Bag = {}) {
  const configuration: Record<string, string> = {};
  const configured = sets.provider ?? sets.stack;
  if (sets.provider !== undefined) configuration["access-tokens:provider"] = "prod";
  if (configured !== undefined) configuration[`access-tokens:${vendor.group}`] = JSON.stringify(configured);
  for (const [name, value] of Object.entries(sets.environment ?? {})) {
    const variable = vendor.arguments[name]?.environment;
    if (variable === undefined) throw new Error(`${name} has no variable`);
    process.env[variable] = String(value);
  }
  const required = requiredArguments(vendor);
  const { inputs = {}, ...checked } = await check(
    vendor,
    { ...required, ...sets.arguments },
    { olds: { ...required, ...olds }, configuration },
  );
  const own = Object.entries(inputs).filter(([name]) => !(name in required));
  return { ...checked, inputs: Object.fromEntries(own) };
}

const identityNames = (vendor: Vendor) =>
  Object.keys(vendor.arguments).filter((name) => {
    const { environment, kind } = vendor.arguments[name] ?? {};
    return kind === "identity" && environment !== undefined;
  });

const secretNames = (vendor: Vendor) =>
  Object.keys(vendor.arguments).filter((name) => vendor.arguments[name]?.secret === true);

/** The identity in a bag, with what the vendor fills in, and what other members of the set say of it. */
function identityIn(vendor: Vendor, bag: Bag): Bag {
  const all: Bag = { ...vendor.defaults, ...bag, ...vendor.identityIn?.(bag) };
  const names = identityNames(vendor).filter((name) => all[name] !== undefined);
  return Object.fromEntries(names.map((name) => [name, all[name]]));
}

const optionOf = (vendor: Vendor, name: string) => (vendor.arguments[name]?.secret ? "--secret" : "--plaintext");

const everySet = vendors.flatMap((vendor) =>
  vendor.credentialSets.flatMap((set) =>
    placeNames.map((place): [string, string, PlaceName, Vendor, readonly string[]] => [
      vendor.resource,
      set.join(", "),
      place,
      vendor,
      set,
    ]),
  ),
);

describe.each(everySet)("%s: the set %s in %s", (_class, _set, place, vendor, set) => {
  const complete = samplesOf(vendor.arguments, set);

  test("is enough, and its identity is written into the inputs, without a secret", async () => {
    const { failures, inputs, reports } = await checkWith(vendor, { [place]: complete });
    expect(failures).toEqual([]);
    expect(reports).toEqual([]);
    expect(inputs).toMatchObject(identityIn(vendor, complete));
    const secrets = place === "arguments" ? [] : secretNames(vendor);
    for (const name of secrets) expect(inputs).not.toHaveProperty(name);
    if (place !== "arguments") expect(inputs).toEqual(identityIn(vendor, complete));
  });

  test("is taken whole, and nothing from a later place", async () => {
    const other = Object.fromEntries(
      identityNames(vendor).map((name) => {
        const sample = String(sampleOf(name, vendor.arguments[name] as never));
        return [name, sample.startsWith("https:") ? "https://other.example.com" : "other"];
      }),
    );
    for (const later of placeNames.slice(placeNames.indexOf(place) + 1)) {
      // A stack's configuration is not seen by the resources of an explicit provider.
      if (place === "provider" && later === "stack") continue;
      const { failures, inputs } = await checkWith(vendor, { [place]: complete, [later]: other });
      expect(failures).toEqual([]);
      expect(identityIn(vendor, inputs ?? {})).toEqual(identityIn(vendor, complete));
    }
  });

  test.each(set)("without %s is told where it stands, and the three other places", async (left) => {
    const { [left]: _, ...rest } = complete;
    // Another set is complete where it asks for less, or the vendor fills it in.
    const whole = { ...vendor.defaults, ...rest, ...vendor.identityIn?.(rest) };
    const lacks = vendor.credentialSets.map((other) => other.filter((name) => !(name in whole)));
    // A set of one member begins nowhere without it.
    if (lacks.some(({ length }) => length === 0) || Object.keys(rest).length === 0) return;
    const begun = vendor.credentialSets.map((other, index) => other.length - (lacks[index]?.length ?? 0));
    const usual = begun.indexOf(Math.max(...begun));
    const later = place === "environment" ? {} : { environment: samplesOf(vendor.arguments, [left]) };
    const { reasons, reports } = await checkWith(vendor, { ...later, [place]: rest });
    expect([...reasons, ...reports]).toHaveLength(1);
    const [sentence = ""] = [...reasons, ...reports];
    const missing = lacks[usual];
    expect(sentence).toContain(`${missing?.join(", ")} missing in ${titleOf(place, vendor)}`);
    const isIdentity = lacks.every((lack) => lack.some((name) => vendor.arguments[name]?.kind === "identity"));
    expect([reasons.length, reports.length]).toEqual(isIdentity ? [1, 0] : [0, 1]);
    const [first = ""] = missing ?? [];
    for (const way of [
      "the resource's arguments",
      `an explicit provider (its argument ${vendor.group})`,
      `pulumi config set --path ${optionOf(vendor, first)} access-tokens:${vendor.group}.${first} `,
      `the environment (${missing?.map((name) => vendor.arguments[name]?.environment).join(", ")})`,
    ]) {
      expect(sentence).toContain(way);
    }
    for (const name of secretNames(vendor)) {
      if (typeof complete[name] === "string") expect(sentence).not.toContain(complete[name]);
    }
  });
});

describe.each(vendors.map((vendor): [string, Vendor] => [vendor.resource, vendor]))("%s", (_, vendor) => {
  test("fails where nothing is configured anywhere", async () => {
    const { reasons } = await checkWith(vendor, {});
    expect(reasons).toEqual([
      expect.stringMatching(/^.+ needs a credential, and none is configured: .+ missing\. Give the whole/),
    ]);
  });

  test("is told of the usual way, where nothing or only what all ways share is configured", async () => {
    const [usual = []] = vendor.credentialSets;
    expect((await checkWith(vendor, {})).reasons.join()).toContain(`none is configured: ${usual.join(", ")} missing.`);
    const isShared = (name: string) => vendor.credentialSets.every((set) => set.includes(name));
    const [shared, own] = [usual.filter(isShared), usual.filter((name) => !isShared(name))];
    if (shared.length === 0 || own.length === 0) return;
    const { reasons, reports } = await checkWith(vendor, { stack: samplesOf(vendor.arguments, shared) });
    expect([...reasons, ...reports].join()).toContain(`${own.join(", ")} missing in ${titleOf("stack", vendor)}`);
  });

  test("takes an empty map, an empty text and an empty variable for nothing configured", async () => {
    for (const text of ["", "{}", '{"clientId":null}']) {
      const variables = Object.fromEntries(
        Object.values(vendor.arguments).flatMap(({ environment }) => (environment ? [[environment, ""]] : [])),
      );
      Object.assign(process.env, variables);
      const given = { configuration: { [`access-tokens:${vendor.group}`]: text } };
      const { reasons } = await check(vendor, requiredArguments(vendor), given);
      expect(reasons).toEqual([expect.stringMatching(/^.+ needs a credential, and none is configured/)]);
    }
  });

  test.each(["provider", "stack"] as const)("is told of misspelt keys in %s, without their values", async (place) => {
    const set = completeSet(vendor);
    for (const name of Object.keys(set)) {
      const { [name]: value, ...rest } = set;
      const { reasons } = await checkWith(vendor, { [place]: { ...rest, [`${name}s`]: canary } });
      expect(reasons).toContain(
        `There is no argument "${name}s" in ${titleOf(place, vendor)}; did you mean "${name}"?`,
      );
      expect(reasons.join()).not.toContain(canary);
    }
  });

  test("is told of a misspelt key that is all there is, rather than taking the set from a later place", async () => {
    const [name = ""] = Object.keys(completeSet(vendor));
    const misspelt = { [`${name}s`]: canary };
    const { reasons } = await checkWith(vendor, { stack: misspelt, environment: completeSet(vendor) });
    expect(reasons).toContain(
      `There is no argument "${name}s" in ${titleOf("stack", vendor)}; did you mean "${name}"?`,
    );
  });

  test("is told of an argument that does not belong to a credential set", async () => {
    const { reasons } = await checkWith(vendor, { stack: { ...completeSet(vendor), scope: canary } });
    expect(reasons).toEqual([
      expect.stringMatching(`^There is no argument "scope" in ${escaped(titleOf("stack", vendor))}`),
    ]);
    expect(reasons.join()).not.toContain(canary);
  });

  test.each(["provider", "stack"] as const)("is told of wrong values in %s, without the values", async (place) => {
    const set = completeSet(vendor);
    for (const name of Object.keys(set)) {
      const { failures } = await checkWith(vendor, { [place]: { ...set, [name]: [canary] } });
      expect(failures).toEqual([
        {
          property: "",
          reason: expect.stringMatching(`^Argument "${name}" in ${escaped(titleOf(place, vendor))} must `),
        },
      ]);
      expect(failures.map(({ reason }) => reason).join()).not.toContain(canary);
    }
  });

  test("is told of wrong values in the environment, without the values", async () => {
    const set = completeSet(vendor);
    for (const name of Object.keys(set)) {
      const { reasons } = await checkWith(vendor, { environment: { ...set, [name]: `${canary}\r\n` } });
      expect(reasons).toEqual([expect.stringMatching(`^Argument "${name}" in the environment must `)]);
      expect(reasons.join()).not.toContain(canary);
    }
  });

  test.each([canary, `"${canary}"`, `["${canary}"]`, "5", "true", "null", `{"clientId":"${canary}"`])(
    "is told of a configuration that is no map: %s",
    async (text) => {
      const set = completeSet(vendor);
      for (const [name, value] of Object.entries(set)) {
        process.env[vendor.arguments[name]?.environment ?? ""] = String(value);
      }
      const { failures } = await check(vendor, {}, { configuration: { [`access-tokens:${vendor.group}`]: text } });
      expect(failures.length).toBeGreaterThan(0);
      for (const { property } of failures) expect(property).toBe("");
      const sentences = failures.map(({ reason }) => reason);
      expect(sentences).toContain(
        `The value of ${titleOf("stack", vendor)} is not a map: set each part by itself, with --path.`,
      );
      expect(sentences.join()).not.toContain(canary);
    },
  );

  test("keeps the identity it was issued for where none is configured, and only warns of the missing secret", async () => {
    const recorded = identityIn(vendor, completeSet(vendor));
    const { failures, inputs, reports } = await checkWith(vendor, {}, { ...recorded, scope: "one" });
    expect(failures).toEqual([]);
    expect(inputs).toEqual(recorded);
    expect(reports).toEqual([expect.stringMatching(/^warning: .* is configured: .+ missing\./)]);
  });

  test("takes the identity that is configured over the one it was issued for", async () => {
    const recorded = { ...identityIn(vendor, completeSet(vendor)), clientId: "earlier" };
    const { inputs } = await checkWith(vendor, { stack: completeSet(vendor) }, recorded);
    expect(identityIn(vendor, inputs ?? {})).toEqual(identityIn(vendor, completeSet(vendor)));
  });

  test("leaves all that it was given as it was given", async () => {
    const given = {
      ...completeArguments(vendor),
      ...samplesOf(
        vendor.arguments,
        Object.keys(vendor.arguments).filter((name) => name in common),
      ),
      resourceUrn: "urn:pulumi:test::test::access-tokens:Token::one",
      __provider: "text",
    };
    const { failures, inputs } = await check(vendor, given);
    expect(failures).toEqual([]);
    expect(inputs).toEqual({ ...identityIn(vendor, given), ...given });
  });

  test("says what is missing before it sends anything, once a token is to be issued", async () => {
    const lifecycle = new Lifecycle(vendor);
    const output = jest.spyOn(console, "error").mockImplementation(() => {});
    const urn = `urn:pulumi:test::test::pulumi-nodejs:dynamic/access-tokens:${vendor.resource}::reports`;
    const identity = identityIn(vendor, completeSet(vendor));
    const { failures = [], inputs } = await lifecycle.check(
      {},
      { ...requiredArguments(vendor), ...identity, resourceUrn: urn },
    );
    expect(failures).toEqual([]);
    const error = await lifecycle.create(inputs as Bag).catch((thrown) => thrown);
    output.mockRestore();
    expect(error).toMatchObject({ name: "TokenError", code: "CREDENTIAL_MISSING" });
    expect(error.message).toMatch(
      /^Could not issue the access token "reports": .+ missing in the resource's arguments/,
    );
  });
});

/** Arguments that go with any other. */
const common: Bag = {
  renewBefore: 1,
  rotationTriggers: 1,
  introspect: 1,
  adopt: 1,
  insecureSkipTlsVerify: 1,
  onReplace: 1,
  onDelete: 1,
};

const escaped = (text: string) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");

describe("a secret that stands in the inputs", () => {
  test("is not repeated by a failure that quotes another argument's name", async () => {
    const set = { ...completeSet(oauth2), clientSecret: "scopee-secret" };
    const { reasons } = await check(oauth2, { ...set, "scopee-secret": "x" });
    expect(reasons.join()).not.toContain("scopee-secret");
  });
});

describe("a window as long as the lifetime", () => {
  test.each([
    ["1 hour", "1 hour"],
    ["2 hours", "1 hour"],
    ["58 minutes", "1 hour"],
    ["P30D", "30 days"],
  ])("is refused where the lifetime is known: %s before the end of %s", async (renewBefore, assumedLifetime) => {
    const { failures } = await check(oauth2, { ...completeSet(oauth2), renewBefore, assumedLifetime });
    expect(failures).toEqual([{ property: "", reason: expect.stringMatching(/^Argument "renewBefore" leaves less/) }]);
  });

  test.each([
    ["57 minutes", "1 hour"],
    ["99%", "1 hour"],
    ["10 days", undefined],
  ])(
    "is taken where it is shorter, or the lifetime is not known: %s before the end of %s",
    async (renewBefore, assumedLifetime) => {
      const { failures } = await check(oauth2, { ...completeSet(oauth2), renewBefore, assumedLifetime });
      expect(failures).toEqual([]);
    },
  );
});

describe("the look-ahead", () => {
  test.each([
    ["ACCESS_TOKENS_LOOK_AHEAD", "soon", {}],
    ["ACCESS_TOKENS_LOOK_AHEAD", "3 months", { "access-tokens:lookAhead": "1 day" }],
    ["ACCESS_TOKENS_LOOK_AHEAD", "1 constructor", {}],
    ["access-tokens:lookAhead", "", { "access-tokens:lookAhead": "12" }],
  ])("is refused where %s is no duration", async (name, variable, configuration: Record<string, string>) => {
    process.env.ACCESS_TOKENS_LOOK_AHEAD = variable;
    const { failures } = await check(oauth2, completeSet(oauth2), { configuration });
    expect(failures).toEqual([{ property: "", reason: `${name} must be a duration such as "12 hours" or "3 days".` }]);
  });

  test("may be given for one run and for good", async () => {
    process.env.ACCESS_TOKENS_LOOK_AHEAD = "12 hours";
    const configuration = { "access-tokens:lookAhead": "3 days" };
    expect((await check(oauth2, completeSet(oauth2), { configuration })).failures).toEqual([]);
  });
});

describe("arguments that do not go together", () => {
  const { privateKey } = samplesOf(oauth2.arguments, ["privateKey"]);
  const bySecret = { issuer: "https://login.example.com", clientId: "reports", clientSecret: canary };
  const byKey = { issuer: "https://login.example.com", clientId: "reports", privateKey };

  test.each<[string, Bag]>([
    ['Give one of "clientSecret" and "privateKey", not both.', { ...bySecret, privateKey }],
    [
      'Argument "clientAuthentication" is "private_key_jwt", which needs "privateKey" and no "clientSecret".',
      { ...bySecret, clientAuthentication: "private_key_jwt" },
    ],
    [
      'With "privateKey", argument "clientAuthentication" must be "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth" or left out.',
      { ...byKey, clientAuthentication: "client_secret_post" },
    ],
    ['Argument "keyId" belongs to "privateKey"; leave it out with "clientSecret".', { ...bySecret, keyId: "key-1" }],
    [
      'Argument "signingAlgorithm" belongs to an assertion; a "clientSecret" signs one with clientAuthentication: "client_secret_jwt".',
      { ...bySecret, signingAlgorithm: "RS256" },
    ],
  ])("%s", async (sentence, inputs) => {
    expect((await check(oauth2, inputs)).failures).toEqual([{ property: "", reason: sentence }]);
  });

  test("are told of in a set from the stack's configuration too", async () => {
    const configuration = { "access-tokens:oauth2": JSON.stringify({ ...bySecret, privateKey }) };
    const { failures } = await check(oauth2, {}, { configuration });
    expect(failures).toEqual([{ property: "", reason: expect.stringContaining('"clientSecret" and "privateKey"') }]);
  });
});

test("an endpoint that is not given is the vendor's own, and stands in the inputs", async () => {
  const { inputs } = await check(thousandEyes, { clientId: "app", clientSecret: canary });
  expect(inputs).toMatchObject({ endpoint: "https://api.thousandeyes.com" });
});

test("several problems are told at once, each with its own sentence", async () => {
  const { failures } = await check(oauth2, { ...completeSet(oauth2), scop: "a", introspect: "yes", onDelete: "maybe" });
  expect(failures).toEqual([
    { property: "", reason: 'There is no argument "scop"; did you mean "scope"?' },
    { property: "", reason: 'Argument "introspect" must be true or false.' },
    { property: "", reason: 'Argument "onDelete" must be "revoke", "revokeBestEffort" or "expire".' },
  ]);
});

test("a Laserfiche token without a credential wants the usual one, and no session key", async () => {
  const { reasons } = await check(laserfiche, {});
  expect(reasons).toEqual([
    expect.stringContaining("none is configured: repositoryId, customerId, username, password missing"),
  ]);
  const { failures } = await check(laserfiche, {
    repositoryId: "r-0a1b2c3d",
    username: "svc-archive",
    password: "a password",
  });
  expect(failures).toEqual([]);
});
