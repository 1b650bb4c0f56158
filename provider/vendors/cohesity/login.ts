import { z } from "zod";
import { argument } from "../../arguments/declaration";
import { lines, text } from "../../arguments/formats";
import type { IssuedToken } from "../../contract/token";
import { notConform, textOf } from "../../transport/answer";
import type { HttpReply } from "../../transport/message";

const day = 86_400_000;

/** How long a bearer token lives unless the cluster's administrators chose otherwise: no reply says. */
export const usualLifetime = day;

/** The paths of version 1 of the API, of clusters and of Helios. */
export const v1 = "/irisservices/api/v1/public";

/** A domain is told from another without regard to letter case. */
export function domain(environment?: string) {
  return argument("identity", text, { unset: "LOCAL", caseInsensitive: true, ...(environment && { environment }) });
}

/** PEM of a client certificate or of its key. */
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

/** What a login is made of. */
export interface LoginValues {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly domain?: string | undefined;
  readonly certificate?: string | undefined;
  readonly privateKey?: string | undefined;
  readonly otpCode?: string | undefined;
  readonly otpType?: "totp" | "email" | "salesforce" | undefined;
}

/** The body of a login in version 1: the one-time password beside the rest, its type with a capital. */
export function v1Login({ otpType, ...login }: LoginValues) {
  const { username, password, domain, certificate, privateKey, otpCode } = login;
  const type = otpType === undefined ? undefined : otpType === "totp" ? "Totp" : "Email";
  return { domain, username, password, certificate, privateKey, otpCode, otpType: type };
}

/** The body of a login in version 2. Releases that know no certificates want both of the first keys to be there. */
export function v2Login({ certificate, domain, otpCode, otpType, password, privateKey, username }: LoginValues) {
  const mfaParams = otpCode === undefined ? undefined : { otpCode, otpType };
  return { username: username ?? null, password: password ?? null, domain, certificate, privateKey, mfaParams };
}

/**
 * Reads the reply to a login, the same in both versions.
 *
 * @throws TokenError `REPLY_LOST` where there is no token in a reply that is no error.
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
