import { generateKeyPairSync } from "node:crypto";
import type { Argument } from "../../../provider/arguments/declaration";

/** Stands in every canary that is text, and holds what a form, a URL, JSON and HTML must encode. */
export const canary = `c4nary/+&"'<>%= \\of what nobody may read`;

let made = 0;

/** A value for a secret argument that is like no other; `strings` are those in it that nobody may read. */
export function canaryFor(name: string, { type }: Argument): { value: unknown; strings: string[] } {
  made += 1;
  // Unlike the others from its first character to its last: what begins or ends as a known secret does is hidden too.
  const text = `${made} ${canary} ${made}`;
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }) as string;
  const jwk = { ...privateKey.export({ format: "jwk" }), kid: "key-1" };
  const accessKey = JSON.stringify({ clientId: "app", customerId: "12", domain: "example.com", jwk });
  const parts = [String(jwk.d), ...pem.split("\n").filter((line) => /^[^-]{20}/.test(line))];
  // The pickiest types last: text is what nearly all of them are.
  for (const value of [text, { note: text }, { accessToken: text }, pem, JSON.stringify(jwk), accessKey]) {
    const isKey = value === pem || typeof value !== "string" || value !== text;
    if (type.safeParse(value).success) return { value, strings: isKey ? [text, ...parts] : [text] };
  }
  throw new Error(`no canary fits the argument ${name}: add one`);
}
