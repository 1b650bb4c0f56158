import type { Bag } from "../../arguments/validation";
import { isMutualTls } from "../../oauth/client-authentication";

const servers = ["issuer", "tokenEndpoint"] as const;

function atEachServer<const N extends string>(...names: readonly N[]) {
  return servers.map((server) => [server, ...names] as const);
}

/** The arguments that suffice for a token, the usual ones first. */
export const credentialSets = [
  ...atEachServer("clientId", "clientSecret"),
  ...atEachServer("clientId", "privateKey"),
  ...atEachServer("clientId", "clientAssertionFrom"),
];

/** Tokens that say themselves whose they are, so that a server may ask for no client. */
const speakingForThemselves = ["assertionFrom", "subjectTokenFrom", "subjectToken"];

/** Returns the arguments that suffice beside these values, if they choose how the client proves itself. */
export function chosenSets({
  clientAuthentication: method,
  ...values
}: Bag): readonly (readonly string[])[] | undefined {
  if (typeof method === "string") {
    if (method === "none") return atEachServer("clientId");
    if (isMutualTls(method as never)) return atEachServer("clientId", "certificate", "privateKey");
    return atEachServer("clientId", method === "private_key_jwt" ? "privateKey" : "clientSecret");
  }
  const own = speakingForThemselves.find((name) => values[name] !== undefined);
  return own === undefined || values.clientId !== undefined ? undefined : atEachServer(own);
}
