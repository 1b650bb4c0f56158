import { z } from "zod";
import { argument, commonArguments } from "../../arguments/declaration";
import { base, headerText, text, wordSet } from "../../arguments/formats";
import { defineVendor } from "../../contract/define-vendor";
import { basicAuthorization } from "../../oauth/client-authentication";
import { bearerHeaders, issuedToken } from "../../oauth/token-response";
import { credentialRefused, type Fault, isAccepted, refused, textOf } from "../../transport/answer";
import type { HttpReply } from "../../transport/message";
import { timeOf } from "../../transport/rate-limit-headers";

const title = "ThousandEyes";

const reserved =
  "Client credentials appear to be reserved for applications registered with ThousandEyes. Check that this client is one, and check its id and secret.";

/**
 * ThousandEyes, API v7.
 *
 * The vendor's own SDK documented `POST /v7/oauth2/token` in April 2024 and no longer does. No documentation names a
 * way to revoke a token.
 */
export const thousandEyes = defineVendor({
  resource: "ThousandEyesAccessToken",
  title,
  group: "thousandEyes",
  arguments: {
    endpoint: argument("identity", base, { environment: "TE_API_ENDPOINT" }),
    clientId: argument("identity", text, { environment: "TE_CLIENT_ID" }),
    tenantId: argument("identity", headerText, { environment: "TE_TENANT_ID", vendorFields: ["x-tenant-id"] }),
    clientSecret: argument("credential", text, { secret: true, environment: "TE_CLIENT_SECRET" }),
    // Not TE_TOKEN, which the vendor's other tools read: it would make every token act on behalf of that user.
    thousandeyesBearerToken: argument("credential", text, { secret: true, environment: "TE_BEARER_TOKEN" }),
    scope: argument("grant", wordSet),
    clientAuthentication: argument(
      "connection",
      z.enum(["client_secret_post", "client_secret_basic"], {
        error: 'must be "client_secret_post" or "client_secret_basic"',
      }),
    ),
    ...commonArguments,
  },
  leftOut: { grant_type: 'it is always "client_credentials"' },
  credentialSets: [["clientId", "clientSecret"]],
  defaults: { endpoint: "https://api.thousandeyes.com" },
  // The schema of the reply has no refresh token. If one arrives anyway, it is a secret.
  secretOutputs: ["refreshToken"],
  requestHeaders: bearerHeaders,

  async issue({ args, send }) {
    const { clientId = "", clientSecret = "" } = args;
    const basic = args.clientAuthentication === "client_secret_basic";
    const reply = await send({
      method: "POST",
      url: `${addressOf(args.endpoint)}/v7/oauth2/token`,
      headers: {
        accept: "application/json, application/problem+json",
        "x-tenant-id": args.tenantId,
        authorization: basic ? basicAuthorization(clientId, clientSecret) : undefined,
      },
      form: {
        grant_type: "client_credentials",
        ...(basic ? {} : { client_id: clientId, client_secret: clientSecret }),
        scope: args.scope?.join(" "),
        thousandeyes_bearer_token: args.thousandeyesBearerToken,
      },
      idempotent: false,
    });
    if (reply.status === 200) return issuedToken(title, reply);
    const fault = faultOf(reply);
    if (reply.status === 401) throw credentialRefused(title, reply, fault, reserved);
    throw refused(title, reply, fault, fault.code === "unsupported_grant_type" ? reserved : undefined);
  },

  /** Only 401 means that the token is no longer accepted. 403 means a valid token that may not read its user. */
  async introspect({ args, send }, { accessToken }) {
    const reply = await send({
      method: "GET",
      url: `${addressOf(args.endpoint)}/v7/users/current`,
      headers: { accept: "application/hal+json, application/json", ...bearerHeaders({ accessToken }) },
      idempotent: true,
    });
    const accepted = isAccepted(reply);
    if (accepted === undefined) throw refused(title, reply, faultOf(reply));
    return { accepted };
  },
  introspectsWith: "token",

  /** Most of the vendor's limits give their end in epoch seconds; one gives the seconds from now. */
  limitResetsAt({ headers }, now) {
    const seconds = Number(headers["x-organization-rate-limit-reset"] ?? Number.NaN);
    return Number.isFinite(seconds) ? timeOf(seconds, now) : undefined;
  },
});

/** Removes `/v7` from the end of the endpoint: the vendor's own tools write it there. */
function addressOf(url = ""): string {
  return url.replace(/\/v7$/, "");
}

/**
 * Reads an error. It is a problem document, a validation error, or the error of RFC 6749; its content type does not say
 * which.
 */
function faultOf({ json = {} }: HttpReply): Fault {
  const errors = Array.isArray(json.errors) ? json.errors : [];
  const fields = errors.map((error: { code?: unknown; field?: unknown; message?: unknown } | null) =>
    [error?.field, error?.code, error?.message].filter((part) => typeof part === "string").join(" "),
  );
  const message = [textOf(json.detail) ?? textOf(json.title) ?? textOf(json.error_description), ...fields];
  return { code: textOf(json.error), message: message.filter((part) => part !== undefined && part !== "").join("; ") };
}
