import { type Operation, SessionLapsed } from "../../contract/operation";
import type { HeldToken } from "../../contract/token";
import { TokenError } from "../../messages/errors";
import { bearerHeaders } from "../../oauth/token-response";
import { credentialRefused, notConform, refused, textOf } from "../../transport/answer";
import type { HttpReply, HttpRequest } from "../../transport/message";
import type { apiKeyArguments } from "./api-key-arguments";
import { faultOf, loginRefused } from "./fault";
import { routingHeaders } from "./helios-routing";
import { issuedToken, v1, v2Login } from "./login";

export type ApiKeyOperation = Operation<typeof apiKeyArguments>;

/** A key as the API shows it. */
export type Key = Readonly<Record<string, unknown>>;

export function titleOf({ args }: ApiKeyOperation): string {
  return args.system === "helios" ? "Helios" : "Cohesity";
}

/** Sends a request with the admin's key, or else within a login session of the admin. */
export async function ask(
  operation: ApiKeyOperation,
  method: HttpRequest["method"],
  path: string,
  { json, idempotent = method !== "POST" }: { json?: unknown; idempotent?: boolean } = {},
): Promise<HttpReply> {
  const { args, inSession, send } = operation;
  const request = (headers: HttpRequest["headers"]): HttpRequest => ({
    method,
    url: args.endpoint + path,
    headers: { ...headers, ...routingHeaders(args) },
    json,
    idempotent,
  });
  if (args.adminApiKey === undefined) {
    return inSession({ open: () => logIn(operation), close: async () => {} }, async (headers) => {
      const reply = await send(request(headers));
      if (reply.status === 401) throw new SessionLapsed(refusal(operation, reply).message);
      return reply;
    });
  }
  const reply = await send(request({ apiKey: args.adminApiKey }));
  if (reply.status !== 401) return reply;
  const check = "Check adminApiKey: it may have been deleted or deactivated, or have expired.";
  throw credentialRefused(titleOf(operation), reply, faultOf(reply), check);
}

async function logIn(operation: ApiKeyOperation): Promise<Record<string, string>> {
  const { args, send } = operation;
  const title = titleOf(operation);
  const url = `${args.endpoint}/v2/access-tokens`;
  const reply = await send({ method: "POST", url, json: v2Login(args), idempotent: false });
  if (reply.status < 300) return bearerHeaders(issuedToken(title, reply));
  const check = "Check username, password and domain, or certificate and privateKey, or give adminApiKey.";
  throw loginRefused(title, reply, check, "Give adminApiKey in place of the login.");
}

/** What an answer that is no success means. */
export function refusal(operation: ApiKeyOperation, reply: HttpReply, advice?: string): TokenError {
  if (reply.status < 300) return notConform(titleOf(operation), reply, "this is not the answer that the API describes");
  return refused(titleOf(operation), reply, faultOf(reply), advice);
}

/**
 * The key that a reply shows.
 *
 * @throws TokenError `REPLY_LOST` where it shows no key, or another one.
 */
export function keyIn(operation: ApiKeyOperation, reply: HttpReply, id: string): Key {
  if (reply.json?.id === id) return reply.json;
  throw notConform(titleOf(operation), reply, `it does not show the key ${id}`);
}

/** A success without the key's secret, which is shown this once. */
export function lacksKey(operation: ApiKeyOperation, reply: HttpReply): TokenError {
  return notConform(titleOf(operation), reply, "there is no id and apiKey in the reply");
}

/** The path of a user's keys, or of one of them. */
export function pathOf(owner: string, id?: string): string {
  const keys = `/v2/users/${encodeURIComponent(owner)}/api-keys`;
  return id === undefined ? keys : `${keys}/${encodeURIComponent(id)}`;
}

/** The SID of the user that the credential belongs to. */
export async function ownSid(operation: ApiKeyOperation): Promise<string> {
  const routing = JSON.stringify(routingHeaders(operation.args));
  return operation.once(`user of ${operation.credential} ${routing}`, async () => {
    const reply = await ask(operation, "GET", `${v1}/sessionUser`);
    if (reply.status !== 200) throw refusal(operation, reply, "Give the SID of the key's owner as userSid.");
    return sidIn(operation, reply);
  });
}

/** The SID of the user that a key belongs to, from the key itself; `undefined` where it is not accepted. */
export async function sidOfKey(operation: ApiKeyOperation, apiKey: string): Promise<string | undefined> {
  const { args, send } = operation;
  const url = `${args.endpoint}${v1}/sessionUser`;
  const reply = await send({ method: "GET", url, headers: { apiKey, ...routingHeaders(args) }, idempotent: true });
  if (reply.status === 401) return undefined;
  if (reply.status !== 200) throw refusal(operation, reply);
  return sidIn(operation, reply);
}

function sidIn(operation: ApiKeyOperation, { json }: HttpReply): string {
  const sid = textOf(json?.sid);
  if (sid !== undefined) return sid;
  const problem = `${titleOf(operation)} does not say whose credential this is: there is no sid in its answer.`;
  throw new TokenError("REQUEST_REFUSED", `${problem} Give the SID of the key's owner as userSid.`);
}

/** The keys of a user. One who does not exist has none. */
export async function keysOf(operation: ApiKeyOperation, owner: string): Promise<readonly Key[]> {
  const reply = await ask(operation, "GET", pathOf(owner));
  if (reply.status === 404) return [];
  const { apiKeys } = reply.json ?? {};
  if (reply.status !== 200 || (apiKeys !== null && !Array.isArray(apiKeys))) throw refusal(operation, reply);
  return ((apiKeys ?? []) as unknown[]).filter((key): key is Key => typeof key === "object" && key !== null);
}

/** The owner of a key that was issued or adopted. */
export function ownerOf({ args }: ApiKeyOperation, { state }: HeldToken): string {
  return textOf(state.ownerSid) ?? args.userSid ?? "";
}

/**
 * Whether the reply to a request for a key means that it is gone, and not merely out of the credential's sight.
 *
 * @throws TokenError `CREDENTIAL_OF_ANOTHER_IDENTITY` where it belongs to a user who neither has the key nor made it.
 */
export async function isGone(operation: ApiKeyOperation, token: HeldToken, { status }: HttpReply): Promise<boolean> {
  if (status !== 404 && status !== 400) return false;
  const owner = ownerOf(operation, token);
  const keys = await keysOf(operation, owner);
  if (keys.some((key) => key.id === token.id)) return false;
  const creator = textOf(token.state.createdByUserSid);
  const caller = await ownSid(operation);
  if (caller === owner || caller === creator) return true;
  throw new TokenError(
    "CREDENTIAL_OF_ANOTHER_IDENTITY",
    `the key ${token.id} was not found, but it belongs to the user ${owner}${creator === undefined ? "" : ` and was made by ${creator}`}, ` +
      `and the credential is one of ${caller}, who may not be shown it. Configure a credential of one of the former for this run.`,
  );
}
