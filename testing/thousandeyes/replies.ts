import type { RateLimitState } from "../emulator/rate-limit";
import type { Reply } from "../emulator/reply";
import type { EmulatorRequest } from "../emulator/request";

const hal = { "content-type": "application/hal+json" };
const problemJson = { "content-type": "application/problem+json" };

/** Returns an `Error` body. */
export function problem(request: EmulatorRequest, status: number, title: string, detail = title): Reply {
  return { status, headers: problemJson, body: { type: "about:blank", title, status, detail, instance: request.path } };
}

/** Returns a `ValidationError` body for one field. */
export function invalid(request: EmulatorRequest, field: string, message: string): Reply {
  const errors = [{ code: "INVALID_FIELD", field, message }];
  const title = "Request validation failed";
  const body = { type: "about:blank", title, status: 400, detail: "Invalid fields.", instance: request.path, errors };
  return { status: 400, headers: problemJson, body };
}

/** Returns an `UnauthorizedError` body: an OAuth 2.0 error, although the content type is `application/problem+json`. */
export function unauthorized(error: string, error_description: string): Reply {
  return { status: 401, headers: problemJson, body: { error, error_description } };
}

/** Returns the reply, or a 429 instead, with the rate limit headers. */
export async function counted(
  request: EmulatorRequest,
  { limit, remaining, reset, exceeded }: RateLimitState,
  reply: () => Reply | Promise<Reply>,
): Promise<Reply> {
  const detail = "Exhausted rate limit for the organization";
  const counting = exceeded ? problem(request, 429, "Too Many Requests", detail) : await reply();
  const standing = {
    "x-organization-rate-limit-limit": String(limit),
    "x-organization-rate-limit-remaining": String(remaining),
    "x-organization-rate-limit-reset": String(reset),
  };
  return { ...counting, headers: { ...counting.headers, ...standing } };
}

/** The body of `GET /v7/users/current`. */
export function currentUser(request: EmulatorRequest): Reply {
  const role = { roleId: "1", name: "Organization Admin", isBuiltin: true, hasManagementPermissions: true };
  const body = {
    uid: "11",
    name: "Reports",
    email: "reports@example.com",
    dateRegistered: "2024-01-02T03:04:05Z",
    lastLogin: "2024-05-06T07:08:09Z",
    loginAccountGroup: { aid: "101", accountGroupName: "Example" },
    accountGroupRoles: [{ accountGroup: { aid: "101", accountGroupName: "Example" }, roles: [role] }],
    allAccountGroupRoles: [role],
    _links: { self: { href: request.origin + request.path } },
  };
  return { headers: hal, body };
}

/** The body of `GET /v7/account-groups`. */
export function accountGroups(request: EmulatorRequest): Reply {
  const group = {
    aid: "101",
    accountGroupName: "Example",
    isCurrentAccountGroup: true,
    isDefaultAccountGroup: true,
    organizationName: "Example Organization",
    orgId: "1001",
  };
  return { headers: hal, body: { accountGroups: [group], _links: { self: { href: request.origin + request.path } } } };
}

/** The authorization server's metadata. It names neither the client credentials grant nor client_secret_basic. */
export function metadata({ origin }: EmulatorRequest): Reply {
  return {
    body: {
      issuer: origin,
      authorization_endpoint: `${origin}/oauth2/authorize`,
      token_endpoint: `${origin}/v7/oauth2/token`,
      device_authorization_endpoint: `${origin}/v7/oauth2/device/authorization`,
      registration_endpoint: `${origin}/v7/oauth2/clients`,
      jwks_uri: `${origin}/v7/oauth2/provider/keys`,
      userinfo_endpoint: `${origin}/v7/oauth2/userinfo`,
      grant_types_supported: ["authorization_code", "urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
      response_types_supported: ["code"],
      token_endpoint_auth_methods_supported: ["client_secret_post", "none"],
      code_challenge_methods_supported: ["S256"],
      scopes_supported: ["mcp:manage", "offline_access"],
    },
  };
}

/** The protected resource metadata of the API. */
export function protectedResource({ origin }: EmulatorRequest): Reply {
  return { body: { resource: origin, authorization_servers: [origin], bearer_methods_supported: ["header"] } };
}
