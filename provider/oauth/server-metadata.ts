import { TokenError } from "../messages/errors";
import { isSafe, withoutSlash } from "../transport/address";
import { refused, textOf } from "../transport/answer";
import type { HttpReply, Send } from "../transport/message";

/** The addresses of an OAuth 2.0 server's endpoints. */
export interface Endpoints {
  readonly tokenEndpoint?: string | undefined;
  readonly introspectionEndpoint?: string | undefined;
  readonly revocationEndpoint?: string | undefined;
}

/** An OAuth 2.0 server. */
export interface OAuthServer extends Endpoints {
  /** The issuer, as the server writes it. */
  readonly issuer?: string | undefined;
  readonly tokenEndpoint: string;
  /** The endpoints for clients that identify themselves by a certificate (RFC 8705, section 5). */
  readonly mutualTls?: Endpoints | undefined;
  /** The client authentication methods of the token endpoint, if the server lists them. */
  readonly clientAuthentications?: readonly string[] | undefined;
}

/**
 * Returns the endpoints of an issuer. It reads RFC 8414 metadata (section 3), else OpenID Connect Discovery, else RFC
 * 8414 metadata below the issuer's own path, where some servers have it.
 *
 * @throws TokenError `REQUEST_REFUSED` if the server has no such document, or if the document names another issuer: the
 * secret is sent to the addresses in it.
 */
export async function discover(
  title: string,
  issuer: string,
  send: Send,
  headers: Readonly<Record<string, string>> = {},
): Promise<OAuthServer> {
  const { origin, pathname } = new URL(issuer);
  const path = withoutSlash(pathname);
  const addresses = [
    `${origin}/.well-known/oauth-authorization-server${path}`,
    `${origin}${path}/.well-known/openid-configuration`,
    // For a server that is mounted below a path and serves nothing at the root.
    ...(path === "" ? [] : [`${origin}${path}/.well-known/oauth-authorization-server`]),
  ];
  let reply: HttpReply | undefined;
  for (const url of addresses) {
    reply = await send({ method: "GET", url, headers, idempotent: true });
    if (reply.status === 200 && reply.json !== undefined) return serverOf(title, issuer, reply.json);
    if (reply.status >= 500 || reply.status === 429) {
      throw refused(title, reply, {}, "It did not return the issuer's metadata: run again later.");
    }
  }
  const advice = "No metadata was found for the issuer (RFC 8414): check issuer, or give tokenEndpoint instead.";
  throw refused(title, reply as HttpReply, {}, advice);
}

function serverOf(title: string, issuer: string, metadata: Readonly<Record<string, unknown>>): OAuthServer {
  const named = textOf(metadata.issuer);
  if (named === undefined || withoutSlash(named) !== withoutSlash(issuer)) {
    throw new TokenError(
      "REQUEST_REFUSED",
      `${title}'s metadata names another issuer than the one given (RFC 8414, section 3.3): check issuer.`,
    );
  }
  const { tokenEndpoint, ...endpoints } = endpointsIn(title, metadata);
  if (tokenEndpoint === undefined) {
    throw new TokenError("REQUEST_REFUSED", `${title}'s metadata names no token_endpoint: give tokenEndpoint.`);
  }
  const { mtls_endpoint_aliases: aliases, token_endpoint_auth_methods_supported: methods } = metadata;
  return {
    issuer: named,
    tokenEndpoint,
    ...endpoints,
    mutualTls: isObject(aliases) ? endpointsIn(title, aliases) : undefined,
    clientAuthentications: Array.isArray(methods) ? methods.map(String) : undefined,
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function endpointsIn(title: string, metadata: Readonly<Record<string, unknown>>): Endpoints {
  const address = (name: string): string | undefined => {
    const value = textOf(metadata[name]);
    if (value === undefined) return undefined;
    if (URL.canParse(value) && isSafe(new URL(value))) return value;
    throw new TokenError(
      "REQUEST_REFUSED",
      `${title}'s metadata names a ${name} that is not https: nothing was sent to it.`,
    );
  };
  return {
    tokenEndpoint: address("token_endpoint"),
    introspectionEndpoint: address("introspection_endpoint"),
    revocationEndpoint: address("revocation_endpoint"),
  };
}
