import { type Login, type Operation, SessionLapsed } from "../../contract/operation";
import { formatDuration } from "../../policy/duration";
import { credentialRefused, refused, textOf } from "../../transport/answer";
import type { HttpReply, HttpRequest } from "../../transport/message";
import type { commvaultArguments } from "./arguments";
import { credentialDead, faultIn, recordOf, title } from "./fault";

export type CommvaultOperation = Operation<typeof commvaultArguments>;

/** Sends a request below the base of the API, with the credential. Gives every answer but 401. */
export type Call = (request: Omit<HttpRequest, "url"> & { readonly path: string }) => Promise<HttpReply>;

/** The values of `authHeader`; `auto` decides by the kind of token. */
export type HeaderStyle = "auto" | "bearer" | "authtoken";

/** The header that carries a token or a session: of a session that begins `QSDK`, always `Authtoken`, unless told otherwise. */
export function tokenHeaders(token: string, style: HeaderStyle = "auto"): Record<string, string> {
  const value = token.replace(/^bearer +/i, "");
  const asBearer = style === "bearer" || (style === "auto" && !/^(QSDK|SAML) /.test(value));
  return asBearer ? { Authorization: `Bearer ${value}` } : { Authtoken: value };
}

/** Makes the calls of an operation, each within the login session or with the token that was configured. */
export function callerOf(operation: CommvaultOperation): Call {
  const { args, inSession } = operation;
  const { adminAccessToken, authHeader, sessionToken } = args;
  const configured = sessionToken ?? adminAccessToken;
  if (configured !== undefined) {
    return async (request) => {
      const reply = await exchange(operation, request, tokenHeaders(configured, authHeader));
      if (reply.status !== 401) return reply;
      throw credentialDead(reply, sessionToken === undefined ? "adminAccessToken" : "sessionToken");
    };
  }
  const login: Login<string> = { open: () => logIn(operation), close: (session) => logOut(operation, session) };
  return (request) =>
    inSession(login, async (session) => {
      const reply = await exchange(operation, request, tokenHeaders(session, authHeader));
      if (reply.status !== 401) return reply;
      throw new SessionLapsed(
        `${title} answered 401 to a session that it had just opened. Check what the user may do, and authHeader.`,
      );
    });
}

/** Sends a request with these headers on top of those that every request has. */
export function exchange(
  { args, send }: CommvaultOperation,
  { path, ...request }: Parameters<Call>[0],
  headers: Record<string, string>,
): Promise<HttpReply> {
  return send({
    ...request,
    url: `${args.endpoint}${path}`,
    headers: {
      ...headers,
      lhAccountId: args.lhAccountId,
      operatorCompanyId: request.method === "POST" ? args.operatorCompanyId : undefined,
      // The SaaS has a firewall that refuses the names of scripting clients.
      "User-Agent": "Mozilla/5.0 (compatible; pulumi-access-tokens)",
    },
  });
}

/** A failed login is answered 200, without a token. It is never tried again: failed ones lock the account. */
async function logIn(operation: CommvaultOperation): Promise<string> {
  const { commserver, domain, password = "", passwordEncoding, username } = operation.args;
  const encoded = passwordEncoding === "plain" ? password : Buffer.from(password).toString("base64");
  const json = { username, password: encoded, domain, commserver };
  const request = { method: "POST", path: "/Login", json, idempotent: false } as const;
  const reply = await exchange(operation, request, {});
  const session = textOf(reply.json?.token) ?? textOf(recordOf(reply.json?.data).authToken);
  if (session !== undefined && reply.status === 200) return session;
  if (reply.status === 429 || reply.status >= 500)
    throw refused(title, reply, faultIn(reply) ?? {}, "The login was not carried out: run again later.");
  if (reply.status < 300 && reply.json === undefined) {
    throw refused(
      title,
      reply,
      {},
      "The reply to the login is no JSON: a page of a proxy, or maintenance. Check the endpoint.",
    );
  }
  throw credentialRefused(title, reply, faultIn(reply) ?? {}, loginAdvice(reply));
}

function loginAdvice({ json = {}, status }: HttpReply): string {
  const { forcePasswordChange, isAccountLocked, remainingLockTime } = json;
  if (isAccountLocked === true) {
    const left = Number(remainingLockTime) > 0 ? ` for ${formatDuration(Number(remainingLockTime) * 1000)}` : "";
    return `The account is locked${left}: wait, or have it unlocked.`;
  }
  if (forcePasswordChange === true) return "The password must be changed first.";
  if (status === 404) return 'Check the endpoint: the base of the API is usually "https://host/commandcenter/api".';
  if (status >= 400)
    return "Check the endpoint; Commvault answers so also where the server's certificate is not in order.";
  return (
    "Check username, password, domain and commserver; a service principal of the SaaS wants " +
    'passwordEncoding: "plain", and a user with a second factor cannot log in unattended. ' +
    "It is not tried again, since failed logins lock the account."
  );
}

/** The reply is plain text, and does not matter. */
async function logOut(operation: CommvaultOperation, session: string): Promise<void> {
  const headers = tokenHeaders(session, operation.args.authHeader);
  await exchange(operation, { method: "POST", path: "/Logout", idempotent: false }, headers);
}
