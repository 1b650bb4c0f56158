import { credentialRefused, type Fault, isPage, refused, textOf } from "../answer";
import { defineVendor } from "../define-vendor";
import type { HttpReply, HttpRequest } from "../http-message";
import { bearerHeaders, issuedToken } from "../oauth";
import { type ClientAuthentication, proofOf, readPrivateKey } from "../oauth-client";
import { discover, type OAuthServer } from "../oauth-server";
import type { Operation } from "../operation";
import { leftOut, oauth2Arguments } from "./oauth2-arguments";

const title = "The OAuth 2.0 server";

const checkClient = "Check clientId, clientSecret or privateKey, and clientAuthentication.";

type OAuth2Operation = Operation<typeof oauth2Arguments>;

/** Any OAuth 2.0 server, by client credentials (RFC 6749, section 4.4). */
export const oauth2 = defineVendor({
  resource: "OAuth2AccessToken",
  title,
  group: "oauth2",
  arguments: oauth2Arguments,
  leftOut,
  credentialSets: [
    ["issuer", "clientId", "clientSecret"],
    ["tokenEndpoint", "clientId", "clientSecret"],
    ["issuer", "clientId", "privateKey"],
    ["tokenEndpoint", "clientId", "privateKey"],
  ],
  secretOutputs: ["refreshToken"],
  requestHeaders: bearerHeaders,

  conflicts({ clientAuthentication, clientSecret, keyId, privateKey, signingAlgorithm }) {
    const problems: string[] = [];
    const byKey = clientAuthentication === "private_key_jwt";
    if (clientSecret !== undefined && privateKey !== undefined) {
      problems.push('Give one of "clientSecret" and "privateKey", not both.');
    } else if (byKey && clientSecret !== undefined) {
      problems.push(
        'Argument "clientAuthentication" is "private_key_jwt", which needs "privateKey" and no "clientSecret".',
      );
    } else if (privateKey !== undefined && clientAuthentication !== undefined && !byKey) {
      problems.push('With "privateKey", argument "clientAuthentication" must be "private_key_jwt" or left out.');
    }
    if (clientSecret !== undefined && (keyId ?? signingAlgorithm) !== undefined) {
      problems.push(
        'Arguments "keyId" and "signingAlgorithm" belong to "privateKey"; leave them out with "clientSecret".',
      );
    }
    return problems;
  },

  async issue(operation) {
    const { args, send } = operation;
    const server = await serverOf(operation);
    const reply = await send(
      await asClient(operation, server, server.tokenEndpoint, {
        ...args.extraParameters,
        grant_type: "client_credentials",
        scope: args.scope?.join(" "),
        resource: args.resource,
        audience: args.audience,
      }),
    );
    if (reply.status === 200) return issuedToken(title, reply);
    throw refusal(reply);
  },

  /** RFC 7662. The server's own word on the end of the token is taken where it gives one. */
  async introspect(operation, { accessToken }) {
    const server = await serverOf(operation);
    if (server.introspectionEndpoint === undefined) return undefined;
    const message = { token: accessToken, token_type_hint: "access_token" };
    const reply = await operation.send(await asClient(operation, server, server.introspectionEndpoint, message, true));
    const { active, exp, iat, scope } = reply.json ?? {};
    if (reply.status === 200 && typeof active === "boolean") {
      return {
        accepted: active,
        issuedAt: typeof iat === "number" ? iat * 1000 : undefined,
        expiresAt: typeof exp === "number" ? exp * 1000 : undefined,
        grantedScope: textOf(scope)?.split(" "),
      };
    }
    throw refusal(reply, "If the server does not let this client introspect, set introspect: false.");
  },
  introspectsWith: "credential",

  /** RFC 7009: the server answers 200 for a token that it no longer knows, too. */
  async revoke(operation, { accessToken }) {
    const server = await serverOf(operation);
    if (server.revocationEndpoint === undefined) return false;
    const message = { token: accessToken, token_type_hint: "access_token" };
    const reply = await operation.send(await asClient(operation, server, server.revocationEndpoint, message, true));
    // Its body is of no meaning, but that of another server, or of one that says 200 to everything, is.
    const isDone = (reply.status === 200 || reply.status === 204) && !isPage(reply) && reply.json?.error === undefined;
    if (isDone) return true;
    throw refusal(reply);
  },
});

/** The endpoints: those given, and for the rest what the issuer names. */
async function serverOf({ args, once, send }: OAuth2Operation): Promise<OAuthServer> {
  const { introspectionEndpoint, issuer, revocationEndpoint, tokenEndpoint = "" } = args;
  if (issuer === undefined) return { tokenEndpoint, introspectionEndpoint, revocationEndpoint };
  const found = await once(`metadata of ${issuer}`, () => discover(title, issuer, send));
  return {
    ...found,
    tokenEndpoint: args.tokenEndpoint ?? found.tokenEndpoint,
    introspectionEndpoint: introspectionEndpoint ?? found.introspectionEndpoint,
    revocationEndpoint: revocationEndpoint ?? found.revocationEndpoint,
  };
}

async function asClient(
  { args, now }: OAuth2Operation,
  server: OAuthServer,
  url: string,
  form: NonNullable<HttpRequest["form"]>,
  idempotent = false,
): Promise<HttpRequest> {
  const { clientId = "", clientSecret, keyId, privateKey, signingAlgorithm } = args;
  const key = privateKey === undefined ? undefined : readPrivateKey(privateKey);
  const client = { clientId, clientSecret, keyId, privateKey: key, signingAlgorithm };
  const method = args.clientAuthentication ?? usualMethod(key !== undefined, server);
  const proof = await proofOf(client, method, server.issuer ?? server.tokenEndpoint, now);
  return { method: "POST", url, headers: proof.headers, form: { ...form, ...proof.form }, idempotent };
}

/** Servers that do not say what they accept must accept Basic (RFC 6749, section 2.3.1). */
function usualMethod(hasKey: boolean, { clientAuthentications }: OAuthServer): ClientAuthentication {
  if (hasKey) return "private_key_jwt";
  const accepts = clientAuthentications ?? ["client_secret_basic"];
  return !accepts.includes("client_secret_basic") && accepts.includes("client_secret_post")
    ? "client_secret_post"
    : "client_secret_basic";
}

function refusal(reply: HttpReply, advice?: string): Error {
  const fault: Fault = { code: textOf(reply.json?.error), message: textOf(reply.json?.error_description) };
  return fault.code === "invalid_client" || reply.status === 401
    ? credentialRefused(title, reply, fault, checkClient)
    : refused(title, reply, fault, advice);
}
