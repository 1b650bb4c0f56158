import { z } from "zod";
import { argument, commonArguments, revocationArguments } from "../../arguments/declaration";
import { end } from "../../arguments/end";
import { base, headerText, text } from "../../arguments/formats";
import { clusterId } from "./helios-routing";
import { domain, pem } from "./login";

const sid = text
  .regex(/^S-\d-(\d{1,10}-){1,14}\d{1,10}$/, 'must be a SID such as "S-1-100-21-11111111-22222222-1"')
  .meta({ examples: ["S-1-100-21-11111111-22222222-1"] });

/** The environment variables of a cluster, by argument. */
export const clusterVariables = {
  endpoint: "COHESITY_ENDPOINT",
  adminApiKey: "COHESITY_API_KEY",
  username: "COHESITY_USERNAME",
  domain: "COHESITY_DOMAIN",
  password: "COHESITY_PASSWORD",
  certificate: "COHESITY_CERTIFICATE",
  privateKey: "COHESITY_PRIVATE_KEY",
};

export const heliosVariables = {
  endpoint: "HELIOS_ENDPOINT",
  adminApiKey: "HELIOS_API_KEY",
  accessClusterId: "HELIOS_ACCESS_CLUSTER_ID",
  regionId: "HELIOS_REGION_ID",
};

/**
 * The arguments of an API key. Members of a credential set have no variables here, because the system selects the
 * variables.
 */
export const apiKeyArguments = {
  system: argument("identity", z.enum(["cluster", "helios"], { error: 'must be "cluster" or "helios"' }), {
    unset: "cluster",
  }),
  endpoint: argument("identity", base),
  accessClusterId: argument("identity", clusterId),
  regionId: argument("identity", headerText),
  username: argument("identity", text),
  domain: domain(),
  userSid: argument("identity", sid, { vendorFields: ["sid"] }),
  adminApiKey: argument("credential", headerText, { secret: true, vendorFields: ["apiKey"] }),
  password: argument("credential", text, { secret: true }),
  certificate: argument("credential", pem),
  privateKey: argument("credential", pem, { secret: true }),
  name: argument("grant", text, { inPlace: true }),
  isActive: argument("grant", z.boolean({ error: "must be true or false" }), { inPlace: true, unset: true }),
  expiryTime: argument("grant", end, { inPlace: true, vendorFields: ["expiryTimeMsecs", "expiringTimeMsecs"] }),
  renewal: argument("policy", z.enum(["replace", "rotate"], { error: 'must be "replace" or "rotate"' })),
  ...commonArguments,
  ...revocationArguments,
};

const oneTime =
  "a one-time password works for one login, but deleting the key needs another login; use an adminApiKey, or a user without a one-time password";

/** Fields of the requests that are not arguments, with the reason for each. */
export const leftOut = {
  id: 'the vendor sets it, and the output "id" holds it; "adopt" takes over an existing key',
  otpCode: oneTime,
  otpType: oneTime,
};

/** Returns the arguments with these environment variables. An argument with a variable is part of the credential set. */
export function withVariables(variables: Readonly<Record<string, string>>): typeof apiKeyArguments {
  const declared = Object.entries(apiKeyArguments).map(([name, argument]) => {
    const environment = variables[name];
    return [name, environment === undefined ? argument : { ...argument, environment }];
  });
  return Object.fromEntries(declared) as typeof apiKeyArguments;
}
