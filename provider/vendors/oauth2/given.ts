import type { KeyObject, X509Certificate } from "node:crypto";
import type { CommonValues, Values } from "../../arguments/declaration";
import { readCertificate } from "../../oauth/certificate";
import { readPrivateKey } from "../../oauth/private-key";
import type { oauth2Arguments } from "./arguments";

export type OAuth2Values = Values<typeof oauth2Arguments> & CommonValues;
export type ArgumentName = keyof OAuth2Values & string;

/** Returns the arguments that are given. One whose value is not known yet is in `args` with the value `undefined`. */
export function given(args: OAuth2Values, ...names: readonly ArgumentName[]): ArgumentName[] {
  return names.filter((name) => name in args);
}

/** Returns the private key and the certificate in the arguments, read. */
export function keysIn({ certificate, privateKey }: Pick<OAuth2Values, "certificate" | "privateKey">): {
  readonly privateKey: KeyObject | undefined;
  readonly certificate: X509Certificate | undefined;
} {
  return {
    privateKey: privateKey === undefined ? undefined : readPrivateKey(privateKey),
    certificate: certificate === undefined ? undefined : readCertificate(certificate),
  };
}

export function quoted(names: readonly string[]): string {
  return names.map((name) => `"${name}"`).join(" and ");
}

export function argumentsText(names: readonly string[]): string {
  return names.length === 1 ? `Argument ${quoted(names)} belongs` : `Arguments ${quoted(names)} belong`;
}

export function itOr(names: readonly string[]): string {
  return names.length === 1 ? "it" : "them";
}
