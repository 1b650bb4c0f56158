import { z } from "zod";
import { argument, commonArguments } from "../../arguments/declaration";
import { base, text } from "../../arguments/formats";
import { defineVendor } from "../../contract/define-vendor";
import { bearerHeaders } from "../../oauth/token-response";
import { refused } from "../../transport/answer";
import { faultOf, isAccepted, loginRefused } from "./fault";
import { domain, issuedToken, loginArguments, pem, usualLifetime, v1, v1Login, v2Login } from "./login";

const title = "Cohesity";

/**
 * A Cohesity cluster's bearer tokens, by version 1 or 2 of its API. A cluster has no way to revoke a token, and does
 * not tell how long a token lives.
 */
export const cohesity = defineVendor({
  resource: "CohesityAccessToken",
  title,
  group: "cohesity",
  otherMembers: ["adminApiKey"],
  arguments: {
    // Not COHESITY_IP, which other tools read: it holds a host, not a whole address.
    endpoint: argument("identity", base, { environment: "COHESITY_ENDPOINT" }),
    username: argument("identity", text, { environment: "COHESITY_USERNAME" }),
    domain: domain("COHESITY_DOMAIN"),
    password: argument("credential", text, { secret: true, environment: "COHESITY_PASSWORD" }),
    certificate: argument("credential", pem, { environment: "COHESITY_CERTIFICATE" }),
    privateKey: argument("credential", pem, { secret: true, environment: "COHESITY_PRIVATE_KEY" }),
    ...loginArguments,
    apiVersion: argument("connection", z.enum(["v1", "v2"], { error: 'must be "v1" or "v2"' })),
    skipForcePasswordChange: argument("policy", z.boolean({ error: "must be true or false" })),
    ...commonArguments,
  },
  credentialSets: [
    ["endpoint", "username", "password"],
    ["endpoint", "certificate", "privateKey"],
  ],
  outputs: ["privileges"],
  assumedLifetime: usualLifetime,
  requestHeaders: bearerHeaders,

  conflicts({ apiVersion, otpType, skipForcePasswordChange }) {
    const problems: string[] = [];
    if (apiVersion === "v2" && skipForcePasswordChange !== undefined) {
      problems.push('Argument "skipForcePasswordChange" belongs to version 1 of the API; leave it out with "v2".');
    }
    if (apiVersion !== "v2" && otpType === "salesforce") {
      problems.push('Argument "otpType" can be "salesforce" only in version 2 of the API: set apiVersion to "v2".');
    }
    return problems;
  },

  async issue({ args, send }) {
    const { apiVersion = "v1", endpoint = "", skipForcePasswordChange } = args;
    const reply = await send({
      method: "POST",
      url: apiVersion === "v1" ? `${endpoint}${v1}/accessTokens` : `${endpoint}/v2/access-tokens`,
      json: apiVersion === "v1" ? { ...v1Login(args), skipForcePasswordChange } : v2Login(args),
      idempotent: false,
    });
    if (reply.status < 300) return issuedToken(title, reply);
    throw loginRefused(
      title,
      reply,
      "Check username, password and domain, or certificate and privateKey. The login is not tried again, because failed logins lock accounts.",
      "Use the class CohesityApiKey with an adminApiKey instead of this one.",
    );
  },

  async introspect({ args, send }, { accessToken, state }) {
    const reply = await send({
      method: "GET",
      url: `${args.endpoint}${v1}/sessionUser`,
      headers: bearerHeaders({ accessToken, tokenType: state.tokenType as string | undefined }),
      idempotent: true,
    });
    const accepted = isAccepted(reply);
    if (accepted === undefined) throw refused(title, reply, faultOf(reply));
    return { accepted };
  },
  introspectsWith: "token",
});
