import { createPrivateKey } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Argument, Arguments } from "../../../provider/arguments/declaration";
import { type Bag, validate } from "../../../provider/arguments/validation";
import type { Vendor } from "../../../provider/contract/vendor";

/** A private key, PKCS #8 in PEM form, and its certificate. They belong to no client of any server. */
const [privateKey, certificate] = ["key", "certificate"].map((name) =>
  readFileSync(`test/fixtures/client/${name}.pem`, "utf8"),
) as [string, string];

const key = createPrivateKey(privateKey);

const jwk = JSON.stringify({ ...key.export({ format: "jwk" }), kid: "key-1" });

/** Values of every type that arguments have, the pickiest types first: text takes nearly all of them. */
const samples: readonly unknown[] = [
  true,
  "https://login.example.com",
  "45 minutes",
  "sample",
  privateKey,
  jwk,
  `{"clientId":"app","customerId":"12","domain":"example.com","jwk":${jwk}}`,
  certificate,
  ["one", "two"],
  { one: "1" },
  { id: "7", accessToken: "a token to adopt" },
  "12",
  12,
  false,
  "/Job",
];

/** A value that the declaration takes, and that does not mean the same as none. */
export function sampleOf(name: string, argument: Argument): unknown {
  const { options = [] } = argument.type as { options?: readonly unknown[] };
  const { examples = [] } = argument.type.meta() ?? {};
  const candidates = [
    ...options.filter((option) => typeof option === "string"),
    ...(examples as unknown[]),
    ...samples,
  ];
  const sample = candidates.find(
    (candidate) => candidate !== argument.unset && argument.type.safeParse(candidate).success,
  );
  if (sample === undefined)
    throw new Error(`no sample fits the argument ${name}: end its type with .meta({ examples: [...] })`);
  return sample;
}

/** What every program gives: a complete credential set that goes together with these arguments, and what is required. */
export function completeArguments(vendor: Vendor, ...beside: readonly string[]): Bag {
  return { ...requiredArguments(vendor), ...completeSet(vendor, ...beside) };
}

/** The arguments that are required beside the credential set. */
export function requiredArguments(vendor: Vendor): Bag {
  const names = Object.keys(vendor.arguments).filter((name) => vendor.arguments[name]?.required);
  return samplesOf(vendor.arguments, names);
}

/** A complete credential set that goes together with these arguments, and nothing else. */
export function completeSet(vendor: Vendor, ...beside: readonly string[]): Bag {
  const [first = []] = vendor.credentialSets;
  const fits = (set: readonly string[]) => {
    const inputs = samplesOf(vendor.arguments, [...set, ...beside]);
    return (vendor.conflicts?.(validate(vendor.arguments, inputs).values) ?? []).length === 0;
  };
  return samplesOf(
    vendor.arguments,
    vendor.credentialSets.find((set) => beside.every((name) => set.includes(name))) ??
      vendor.credentialSets.find(fits) ??
      first,
  );
}

/** A sample for each of these arguments. */
export function samplesOf(declared: Arguments, names: readonly string[]): Bag {
  return Object.fromEntries(names.map((name) => [name, sampleOf(name, declared[name] as Argument)]));
}
