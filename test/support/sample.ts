import { generateKeyPairSync } from "node:crypto";
import type { Argument, Arguments } from "../../provider/arguments";
import type { Bag } from "../../provider/schema";
import type { Vendor } from "../../provider/vendor";

/** A private key, PKCS #8 in PEM form. */
export const privateKey = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({
  type: "pkcs8",
  format: "pem",
}) as string;

/** Values of every type that arguments have, the pickiest types first: text takes nearly all of them. */
const samples: readonly unknown[] = [
  true,
  "https://login.example.com",
  "45 minutes",
  "sample",
  privateKey,
  "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n",
  ["one", "two"],
  { one: "1" },
  { accessToken: "a token to adopt" },
  12,
];

/** A value that the declaration takes. */
export function sampleOf(name: string, argument: Argument): unknown {
  const { options = [] } = argument.type as { options?: readonly unknown[] };
  const candidates = [...options.filter((option) => typeof option === "string"), ...samples];
  const sample = candidates.find((candidate) => argument.type.safeParse(candidate).success);
  if (sample === undefined) throw new Error(`no sample fits the argument ${name}: add one`);
  return sample;
}

/** The arguments of a complete credential set, and nothing else. */
export function completeSet(vendor: Vendor, set = vendor.credentialSets[0] ?? []): Bag {
  return samplesOf(vendor.arguments, set);
}

/** A sample for each of these arguments. */
export function samplesOf(declared: Arguments, names: readonly string[]): Bag {
  return Object.fromEntries(names.map((name) => [name, sampleOf(name, declared[name] as Argument)]));
}
