import { z } from "zod";
import { argument, commonArguments, revocationArguments } from "../../arguments/declaration";
import { base, pathPart, text } from "../../arguments/formats";
import { defineVendor } from "../../contract/define-vendor";
import { PartialChange } from "../../contract/token";
import { bearerHeaders } from "../../oauth/token-response";
import { credentialRefused, isAccepted, notConform, refused } from "../../transport/answer";
import type { HttpRequest } from "../../transport/message";
import { faultOf } from "./fault";
import { sessionToken, timeOf } from "./v1-alpha-session";

const title = "Laserfiche v1-alpha";

const checkCredential =
  "Check repositoryId, customerId, username and password (of a service principal: its key), sessionKey or samlToken.";

const accountNumber = text.regex(/^\d+$/, "must be the number of the account");

/**
 * Laserfiche's API v1-alpha: session tokens that are renewed in place.
 *
 * v1 uses OAuth instead. It is not confirmed that the live service still answers v1-alpha.
 */
export const laserfiche = defineVendor({
  resource: "LaserficheAccessToken",
  title,
  group: "laserfiche",
  arguments: {
    endpoint: argument("identity", base, { environment: "LASERFICHE_ENDPOINT" }),
    repositoryId: argument("identity", pathPart, {
      environment: "LASERFICHE_REPOSITORY_ID",
      vendorFields: ["repoId"],
    }),
    customerId: argument("identity", accountNumber, { environment: "LASERFICHE_CUSTOMER_ID" }),
    username: argument("identity", text, { environment: "LASERFICHE_USERNAME" }),
    password: argument("credential", text, { secret: true, environment: "LASERFICHE_PASSWORD" }),
    sessionKey: argument("credential", text, { secret: true, environment: "LASERFICHE_SESSION_KEY" }),
    samlToken: argument("oneTime", text, { secret: true, environment: "LASERFICHE_SAML_TOKEN" }),
    applicationName: argument("grant", text),
    createCookie: argument("grant", z.boolean({ error: "must be true or false" }), { unset: false }),
    keepAlive: argument("policy", text.regex(/^[\x20-\x7e]+$/, "must be plain ASCII: it goes into a header")),
    ...commonArguments,
    ...revocationArguments,
  },
  credentialSets: [
    ["repositoryId", "customerId", "username", "password"],
    ["repositoryId", "username", "password"],
    ["repositoryId", "sessionKey"],
    ["repositoryId", "samlToken"],
  ],
  defaults: { endpoint: "https://api.laserfiche.com/repository" },
  secretOutputs: ["cookie"],
  renewsInPlace: () => true,
  requestHeaders: bearerHeaders,

  conflicts(args) {
    const given = (["password", "sessionKey", "samlToken"] as const).filter((name) => args[name] !== undefined);
    return given.length > 1
      ? [`Give only one of ${given.map((name) => `"${name}"`).join(" and ")}: each is a complete login.`]
      : [];
  },

  async issue({ args, send, now }) {
    const { applicationName, createCookie, customerId, password, samlToken, sessionKey, username } = args;
    const query = new URLSearchParams({
      ...(customerId === undefined ? {} : { customerId }),
      ...(createCookie ? { createCookie: "true" } : {}),
    });
    const reply = await send({
      method: "POST",
      url: `${addressOf(args)}/AccessTokens/Create${query.size === 0 ? "" : `?${query}`}`,
      json: { username, password, applicationName, sessionKey, samlToken },
      idempotent: false,
    });
    if (reply.status === 200) return sessionToken(title, reply, createCookie ?? false, now);
    const fault = faultOf(reply);
    throw reply.status === 401
      ? credentialRefused(title, reply, fault, checkCredential)
      : refused(title, reply, fault, reply.status === 404 ? checkCredential : undefined);
  },

  /** Does not use Refresh, which would extend the session. 403 means a valid token that may not list audit reasons. */
  async introspect({ args, send }, { accessToken }) {
    const headers = bearerHeaders({ accessToken });
    const reply = await send({ method: "GET", url: `${addressOf(args)}/AuditReasons`, headers, idempotent: true });
    const accepted = isAccepted(reply);
    if (accepted === undefined) throw refused(title, reply, faultOf(reply));
    return { accepted };
  },
  introspectsWith: "token",

  /**
   * Extends the session; the token stays the same. If the request is sent twice, it extends the session twice, which
   * does no harm.
   */
  async change({ args, send }, { accessToken }, { renewal }) {
    if (!renewal) return {};
    const reply = await send({
      ...asSession(args, "Refresh", accessToken),
      ...(args.keepAlive === undefined ? {} : { connectionHeaders: { "Keep-Alive": args.keepAlive } }),
    });
    const expiresAt = timeOf(reply.json?.value);
    if (reply.status === 200 && expiresAt !== undefined) return { renewed: true, expiresAt };
    if (reply.status === 200) throw notConform(title, reply, "it does not name the new end (value)");
    if (reply.status !== 401) throw refused(title, reply, faultOf(reply));
    const advice = "The token cannot be renewed: it was revoked, or ended early. The next pulumi up issues another.";
    throw new PartialChange(refused(title, reply, faultOf(reply), advice), { accepted: false });
  },
  changesWith: "token",

  async revoke({ args, send }, { accessToken }) {
    const reply = await send(asSession(args, "Invalidate", accessToken));
    // The server no longer accepts the token, so there is nothing left to revoke.
    if (isAccepted(reply) === false) return true;
    if (reply.status !== 200) throw refused(title, reply, faultOf(reply));
    if (reply.json?.value === true) return true;
    if (reply.json?.value === false) {
      throw refused(title, reply, { message: "value: false" }, "This is taken to mean that the token was not revoked.");
    }
    throw notConform(title, reply, "it does not say whether the token was revoked (value)");
  },
  revokesWith: "token",
});

interface Address {
  readonly endpoint?: string | undefined;
  readonly repositoryId?: string | undefined;
}

function addressOf({ endpoint: address = "", repositoryId = "" }: Address): string {
  return `${address.replace(/\/v1-alpha$/, "")}/v1-alpha/Repositories/${encodeURIComponent(repositoryId)}`;
}

function asSession(args: Address, verb: string, accessToken: string): HttpRequest {
  const url = `${addressOf(args)}/AccessTokens/${verb}`;
  return { method: "POST", url, headers: bearerHeaders({ accessToken }), idempotent: true };
}
