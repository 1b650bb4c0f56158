import { z } from "zod";
import { argument } from "../../arguments/declaration";
import { lines, text } from "../../arguments/formats";
import type { IssuedToken } from "../../contract/token";
import { notConform, textOf } from "../../transport/answer";
import type { HttpReply } from "../../transport/message";

const day = 86_400_000;

/** How long a bearer token lives, unless the cluster's administrators changed it. No reply names the lifetime. */
export const usualLifetime = day;

/** The path of version 1 of the API, at clusters and at Helios. */
export const v1 = "/irisservices/api/v1/public";

/** Declares the argument for a domain. Domains that differ only in letter case are the same. */
export function domain(environment?: string) {
  return argument("identity", text, { unset: "LOCAL", caseInsensitive: true, ...(environment && { environment }) });
}

/** The PEM text of a client certificate or of its private key. */
export const pem = lines;

/** The arguments of a login that are not part of a credential set. */
export const loginArguments = {
  otpCode: argument("oneTime", text, { secret: true, vendorFields: ["mfaParams.otpCode"] }),
  otpType: argument(
    "policy",
    z.enum(["totp", "email", "salesforce"], { error: 'must be "totp", "email" or "salesforce"' }),
    { vendorFields: ["mfaParams.otpType"] },
  ),
};

/** The values of a login. */
export interface LoginValues {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly domain?: string | undefined;
  readonly certificate?: string | undefined;
  readonly privateKey?: string | undefined;
  readonly otpCode?: string | undefined;
  readonly otpType?: "totp" | "email" | "salesforce" | undefined;
}

/**
 * Returns the body of a login in version 1. The fields of the one-time password are at the top level, and its type
 * begins with a capital letter.
 */
export function v1Login({ otpType, ...login }: LoginValues) {
  const { username, password, domain, certificate, privateKey, otpCode } = login;
  const type = otpType === undefined ? undefined : otpType === "totp" ? "Totp" : "Email";
  return { domain, username, password, certificate, privateKey, otpCode, otpType: type };
}

/**
 * Returns the body of a login in version 2. Releases that know no certificates require `username` and `password` to be
 * present.
 */
export function v2Login({ certificate, domain, otpCode, otpType, password, privateKey, username }: LoginValues) {
  const mfaParams = otpCode === undefined ? undefined : { otpCode, otpType };
  return { username: username ?? null, password: password ?? null, domain, certificate, privateKey, mfaParams };
}

/**
 * Reads the reply to a login, which is the same in both versions.
 *
 * @throws TokenError `REPLY_LOST` if a reply that is not an error holds no token
 */
export function issuedToken(title: string, reply: HttpReply): IssuedToken {
  const { accessToken: value, privileges, tokenType } = reply.json ?? {};
  const accessToken = textOf(value);
  if (reply.status !== 201) throw notConform(title, reply, "a login is answered with 201");
  if (accessToken === undefined) throw notConform(title, reply, "there is no accessToken in the reply");
  return {
    accessToken,
    tokenType: textOf(tokenType),
    ...(Array.isArray(privileges) ? { outputs: { privileges } } : {}),
  };
}
