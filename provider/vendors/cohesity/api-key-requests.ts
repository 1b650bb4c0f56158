import type { Operation } from "../../contract/operation";
import type { HeldToken } from "../../contract/token";
import { TokenError } from "../../messages/errors";
import { bearerHeaders } from "../../oauth/token-response";
import { credentialRefused, notConform, refused, textOf } from "../../transport/answer";
import type { HttpReply, HttpRequest } from "../../transport/message";
import { SessionLapsed } from "../../transport/sessions";
import type { apiKeyArguments } from "./api-key-arguments";
import { faultOf, loginRefused } from "./fault";
import { routingHeaders } from "./helios-routing";
import { issuedToken, v1, v2Login } from "./login";

export type ApiKeyOperation = Operation<typeof apiKeyArguments>;

/** A key as the API returns it. */
export type Key = Readonly<Record<string, unknown>>;

export function titleOf({ args }: ApiKeyOperation): string {
  return args.system === "helios" ? "Helios" : "Cohesity";
}

/** Sends a request with the administrator's API key, or in a login session of the administrator if there is no key. */
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
  throw loginRefused(title, reply, check, "Give adminApiKey instead of the login.");
}

/** Returns the error for an answer that is not a success. */
export function refusal(operation: ApiKeyOperation, reply: HttpReply, advice?: string): TokenError {
  if (reply.status < 300) return notConform(titleOf(operation), reply, "this is not the answer that the API describes");
  return refused(titleOf(operation), reply, faultOf(reply), advice);
}

/**
 * Returns the key in a reply.
 *
 * @throws TokenError `REPLY_LOST` if the reply holds no key, or another key
 */
export function keyIn(operation: ApiKeyOperation, reply: HttpReply, id: string): Key {
  if (reply.json?.id === id) return reply.json;
  throw notConform(titleOf(operation), reply, `it does not show the key ${id}`);
}

/** Returns the error for a success without the key's secret, which the vendor shows only once. */
export function lacksKey(operation: ApiKeyOperation, reply: HttpReply): TokenError {
  return notConform(titleOf(operation), reply, "there is no id and apiKey in the reply");
}

/** Returns the path of a user's keys, or of one key. */
export function pathOf(owner: string, id?: string): string {
  const keys = `/v2/users/${encodeURIComponent(owner)}/api-keys`;
  return id === undefined ? keys : `${keys}/${encodeURIComponent(id)}`;
}

/** Returns the SID of the user that the credential belongs to. */
export async function ownSid(operation: ApiKeyOperation): Promise<string> {
  const routing = JSON.stringify(routingHeaders(operation.args));
  return operation.once(`user of ${operation.credential} ${routing}`, async () => {
    const reply = await ask(operation, "GET", `${v1}/sessionUser`);
    if (reply.status !== 200) throw refusal(operation, reply, "Give the SID of the key's owner as userSid.");
    return sidIn(operation, reply);
  });
}

/**
 * Returns the SID of the user that a key belongs to, by a request with the key itself. Returns `undefined` if the key
 * is not accepted.
 */
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

/** Returns the keys of a user. A user that does not exist has no keys. */
export async function keysOf(operation: ApiKeyOperation, owner: string): Promise<readonly Key[]> {
  const reply = await ask(operation, "GET", pathOf(owner));
  if (reply.status === 404) return [];
  const { apiKeys } = reply.json ?? {};
  if (reply.status !== 200 || (apiKeys !== null && !Array.isArray(apiKeys))) throw refusal(operation, reply);
  return ((apiKeys ?? []) as unknown[]).filter((key): key is Key => typeof key === "object" && key !== null);
}

/** Returns the owner of an issued or adopted key. */
export function ownerOf({ args }: ApiKeyOperation, { state }: HeldToken): string {
  return textOf(state.ownerSid) ?? args.userSid ?? "";
}

/**
 * Whether the reply to a request for a key means that the key is gone, and is not just invisible to the credential.
 *
 * @throws TokenError `CREDENTIAL_OF_ANOTHER_IDENTITY` if the credential's user neither owns the key nor made it
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
    `the key ${token.id} was not found. It belongs to the user ${owner}${creator === undefined ? "" : ` and was made by ${creator}`}, ` +
      `but the credential belongs to ${caller}, who may not be shown it. Configure a credential of its owner or its maker for this run.`,
  );
}
