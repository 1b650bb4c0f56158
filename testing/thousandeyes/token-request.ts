import type { Reply } from "../emulator/reply";
import { type EmulatorRequest, formDecode } from "../emulator/request";
import * as replies from "./replies";

/** Returns the error reply to a request that is invalid for every client, or `undefined`. */
export function refused(request: EmulatorRequest, form: URLSearchParams, unsupportedGrant: boolean): Reply | undefined {
  if (request.mediaType !== "application/x-www-form-urlencoded") {
    return replies.problem(request, 415, "Unsupported Media Type");
  }
  if (!request.accepts("application/json", "application/problem+json")) {
    return replies.problem(request, 406, "Not Acceptable");
  }
  if (form.get("grant_type") !== "client_credentials") {
    return replies.invalid(request, "grant_type", "must be client_credentials");
  }
  if (unsupportedGrant) {
    const error_description = "client_credentials is reserved for registered partner applications";
    return { status: 400, body: { error: "unsupported_grant_type", error_description } };
  }
  const twice = request.basic() && ["client_id", "client_secret"].find((field) => form.has(field));
  return twice === undefined ? undefined : replies.invalid(request, twice, "must be omitted with HTTP Basic");
}

/** Returns the id of the client that the request authenticates, by its form or by HTTP Basic, or `undefined`. */
export function authenticated(
  request: EmulatorRequest,
  form: URLSearchParams,
  clients: Readonly<Record<string, string>>,
) {
  const basic = request.basic();
  const id = basic ? formDecode(basic.id) : (form.get("client_id") ?? "");
  const secret = basic ? formDecode(basic.secret) : form.get("client_secret");
  return Object.hasOwn(clients, id) && clients[id] === secret ? id : undefined;
}

/** Returns the part of the requested scope that is granted, or `undefined` if nothing is left. */
export function granted(asked: string, most: string | null): string | undefined {
  const scopes = new Set(asked.split(" ").filter((scope) => scope !== ""));
  const narrowed = [...scopes].filter((scope) => most === null || most.split(" ").includes(scope));
  return narrowed.length === 0 ? undefined : narrowed.join(" ");
}

/** Returns the body of a token reply; `null` leaves out `expires_in`. */
export function tokenBody(access_token: string, expires_in: number | null, scope: string | undefined) {
  return { access_token, token_type: "Bearer", ...(expires_in === null ? {} : { expires_in }), scope };
}
