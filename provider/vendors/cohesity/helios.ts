import { argument, commonArguments } from "../../arguments/declaration";
import { base, headerText, text } from "../../arguments/formats";
import { defineVendor } from "../../contract/define-vendor";
import { bearerHeaders } from "../../oauth/token-response";
import { refused } from "../../transport/answer";
import { faultOf, isAccepted, loginRefused } from "./fault";
import { clusterId, routingHeaders } from "./helios-routing";
import { domain, issuedToken, loginArguments, pem, usualLifetime, v1, v2Login } from "./login";

const title = "Helios";

/**
 * Bearer tokens of a cluster, requested through Helios. It is not confirmed against the live service that Helios issues
 * them.
 */
export const helios = defineVendor({
  resource: "HeliosAccessToken",
  title,
  group: "helios",
  arguments: {
    endpoint: argument("identity", base, { environment: "HELIOS_ENDPOINT" }),
    accessClusterId: argument("identity", clusterId, { environment: "HELIOS_ACCESS_CLUSTER_ID" }),
    regionId: argument("identity", headerText, { environment: "HELIOS_REGION_ID" }),
    username: argument("identity", text, { environment: "HELIOS_USERNAME" }),
    domain: domain("HELIOS_DOMAIN"),
    adminApiKey: argument("credential", headerText, {
      secret: true,
      environment: "HELIOS_API_KEY",
      vendorFields: ["apiKey"],
    }),
    password: argument("credential", text, { secret: true, environment: "HELIOS_PASSWORD" }),
    certificate: argument("credential", pem, { environment: "HELIOS_CERTIFICATE" }),
    privateKey: argument("credential", pem, { secret: true, environment: "HELIOS_PRIVATE_KEY" }),
    ...loginArguments,
    ...commonArguments,
  },
  credentialSets: [
    ["adminApiKey", "username", "password"],
    ["adminApiKey", "certificate", "privateKey"],
  ],
  defaults: { endpoint: "https://helios.cohesity.com" },
  outputs: ["privileges"],
  assumedLifetime: usualLifetime,
  introspectsByDefault: false,
  requestHeaders: bearerHeaders,

  async issue({ args, send }) {
    const reply = await send({
      method: "POST",
      url: `${args.endpoint}/v2/access-tokens`,
      headers: { apiKey: args.adminApiKey, ...routingHeaders(args) },
      json: v2Login(args),
      idempotent: false,
    });
    if (reply.status < 300) return issuedToken(title, reply);
    throw loginRefused(
      title,
      reply,
      "Check adminApiKey, username, password and domain, or certificate and privateKey. The login is not tried again, because failed logins lock accounts.",
      'Use the class CohesityApiKey with system: "helios" instead of this one.',
    );
  },

  /**
   * Sends only the token and the routing headers. With the account's API key, Helios would accept the key and not check
   * the token.
   */
  async introspect({ args, send }, { accessToken, state }) {
    const reply = await send({
      method: "GET",
      url: `${args.endpoint}${v1}/sessionUser`,
      headers: {
        ...bearerHeaders({ accessToken, tokenType: state.tokenType as string | undefined }),
        ...routingHeaders(args),
      },
      idempotent: true,
    });
    const accepted = isAccepted(reply);
    if (accepted === undefined) throw refused(title, reply, faultOf(reply));
    return { accepted };
  },
  introspectsWith: "token",
});
