import type { TokenError } from "../../messages/errors";
import { credentialRefused, type Fault, refused, textOf } from "../../transport/answer";
import type { HttpReply } from "../../transport/message";

export const title = "Commvault";

/** Returns the error in a reply, or `undefined`. Commvault sends errors in several forms and places, with any status. */
export function faultIn({ json = {} }: HttpReply): Fault | undefined {
  const tokenInfo = recordOf(json.tokenInfo);
  const places = [recordOf(json.error), json, recordOf(tokenInfo.error), recordOf(listOf(json.errList)[0])];
  for (const { errLogMessage, errorCode, errorMessage } of places) {
    const message = textOf(errorMessage) ?? textOf(errLogMessage);
    const code = Number(errorCode ?? 0);
    // A code of 0, or no code, means success, even with an `errorMessage`.
    if (code !== 0) return { code: String(errorCode), message };
    if (errLogMessage !== undefined) return { message };
  }
  return undefined;
}

/** Whether a request succeeded. Status 200 alone only means that there was an answer. */
export function succeeded(reply: HttpReply): boolean {
  const { json, status } = reply;
  return status >= 200 && status <= 202 && json !== undefined && faultIn(reply) === undefined;
}

const managing =
  "An access token may not be allowed to manage access tokens: log in with a user name and a password instead.";

const advice: Readonly<Record<number, string>> = {
  403: "Check the user: it may lack the right to manage these access tokens, or a firewall before the server refused the request.",
  404: 'Check the endpoint: it may not be the base of the API ("https://host/commandcenter/api"), or the server is older than 11.38 and has no V4 access tokens.',
  429: "The request quota is used up. On the SaaS it is 100 requests an hour that change something, and 1000 that do not; Commvault's support can raise it.",
};

/** Returns the error for an answer that is not a success. */
export function refusal(reply: HttpReply, byAccessToken: boolean): TokenError {
  const fault = faultIn(reply) ?? { message: textOf(reply.json?.errorMessage) };
  const page =
    reply.json === undefined && reply.status < 300
      ? "Check the endpoint: the reply is not JSON but a page, of a proxy or of maintenance."
      : "";
  const tokens = byAccessToken && reply.status !== 429 ? managing : "";
  return refused(title, reply, fault, [advice[reply.status], page, tokens].filter(Boolean).join(" ") || undefined);
}

/** Returns the error for a configured token or session that is not accepted. It is not sent again in this process. */
export function credentialDead(reply: HttpReply, argument: "sessionToken" | "adminAccessToken"): TokenError {
  const why =
    argument === "sessionToken"
      ? "The session is over, or its token belongs to another server. Log in again and give the new sessionToken, or give username and password."
      : `The token has expired, was revoked, or its scope does not include access tokens. If the server expects it in another header, set authHeader. ${managing}`;
  return credentialRefused(title, reply, faultIn(reply) ?? {}, why);
}

export function recordOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
