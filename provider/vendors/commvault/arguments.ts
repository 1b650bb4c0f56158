import { z } from "zod";
import { argument, commonArguments, revocationArguments } from "../../arguments/declaration";
import { end } from "../../arguments/end";
import { base, headerText, text, wordSet } from "../../arguments/formats";
import { withoutSlash } from "../../transport/address";

/** The types of tokens. The index of each is the number that the vendor's own client sends. */
export const tokenTypes = ["DEFAULT", "MS_SCIM", "ALL", "CUSTOM", "OneTouch"] as const;

export type TokenType = (typeof tokenTypes)[number];

/** The SaaS gateways have the API at their root. */
const gateway = /^api\.(metallic\.io|commvault\.com)$/;

/**
 * Reads the base address of the API in every form in which people write it: with `/V4` or a slash at its end, or as a
 * host alone, which means its Command Center.
 */
const apiBase = base.transform((value) => {
  const { host, hostname, pathname, protocol } = new URL(value);
  const path = withoutSlash(pathname);
  const below = withoutSlash(path.replace(/\/v4$/i, ""));
  const isHostAlone = path === "" && !gateway.test(hostname);
  return `${protocol}//${host}${isHostAlone ? "/commandcenter/api" : below}`;
});

/** A whole number. The environment and the configuration hold it as text. */
const digits = z
  .union([z.number().int().nonnegative(), z.string()], { error: "must be a whole number" })
  .transform(String)
  .refine((value) => /^\d{1,10}$/.test(value), "must be a whole number");

const pathPrefixes = wordSet.refine(
  (prefixes) => prefixes?.every((prefix) => prefix.startsWith("/")) === true,
  'must be a list of paths of the API that begin with a slash, such as "/Job"',
);

export const commvaultArguments = {
  endpoint: argument("identity", apiBase, { environment: "COMMVAULT_ENDPOINT" }),
  username: argument("identity", text, { environment: "COMMVAULT_USERNAME" }),
  domain: argument("identity", text, { environment: "COMMVAULT_DOMAIN" }),
  commserver: argument("identity", text, { environment: "COMMVAULT_COMMSERVER" }),
  lhAccountId: argument("identity", headerText, { environment: "COMMVAULT_LH_ACCOUNT_ID" }),
  operatorCompanyId: argument("identity", digits, { environment: "COMMVAULT_OPERATOR_COMPANY_ID" }),
  password: argument("credential", text, { secret: true, environment: "COMMVAULT_PASSWORD" }),
  sessionToken: argument("credential", headerText, {
    secret: true,
    environment: "COMMVAULT_SESSION_TOKEN",
    vendorFields: ["Authtoken", "sessionId"],
  }),
  // Not CV_TER_TOKEN, which Commvault's Terraform provider reads: it may hold a session or an access token.
  adminAccessToken: argument("credential", headerText, {
    secret: true,
    environment: "COMMVAULT_ADMIN_ACCESS_TOKEN",
    vendorFields: ["Authtoken"],
  }),
  authHeader: argument(
    "connection",
    z.enum(["auto", "bearer", "authtoken"], { error: 'must be "auto", "bearer" or "authtoken"' }),
  ),
  passwordEncoding: argument("connection", z.enum(["base64", "plain"], { error: 'must be "base64" or "plain"' })),
  userId: argument(
    "identity",
    z.number({ error: "must be a number" }).int("must be whole").positive("must be above 0"),
  ),
  tokenName: argument("grant", text, { inPlace: true, unset: "pulumi" }),
  accessTokenType: argument("grant", z.enum(tokenTypes, { error: `must be one of ${tokenTypes.join(", ")}` }), {
    unset: "ALL",
    vendorFields: ["tokenType"],
  }),
  apiEndpoints: argument("grant", pathPrefixes, { inPlace: true }),
  renewableUntil: argument("grant", end, { inPlace: true, vendorFields: ["renewableUntilTimestamp"] }),
  tokenExpiry: argument("grant", end, { inPlace: true, vendorFields: ["tokenExpiryTimestamp"] }),
  allowedIPs: argument("grant", wordSet, { inPlace: true }),
  enableIPAllowListFeature: argument("grant", z.boolean({ error: "must be true or false" })),
  renewedBy: argument("grant", z.enum(["pulumi", "consumer"], { error: 'must be "pulumi" or "consumer"' }), {
    unset: "pulumi",
  }),
  ...commonArguments,
  ...revocationArguments,
};

const pair =
  'a pair is never renewed here, because Commvault deletes a token whose refresh token is sent twice; "adopt" takes over an existing token';
const login = "the login session is opened and ended by this package";

/** Fields of the requests that are not arguments, with the reason for each. */
export const leftOut = {
  accessTokenId: 'the vendor sets it, and the output "id" holds it; "adopt" takes over an existing token',
  accessToken: pair,
  refreshToken: pair,
  timeout: `${login}; "requestTimeout" limits how long one request may take`,
  deviceId: login,
  mode: login,
  clientType: login,
};
