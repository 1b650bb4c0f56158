import { z } from "zod";
import { argument, commonArguments } from "../../arguments/declaration";
import { base, pathPart, text } from "../../arguments/formats";
import { defineVendor } from "../../contract/define-vendor";
import { bearerHeaders, issuedToken } from "../../oauth/token-response";
import { credentialRefused, isAccepted, refused } from "../../transport/answer";
import { faultOf } from "./fault";

const title = "The Laserfiche API Server";

/** The lifetime in the vendor's documentation, for a reply that names none. */
const usualLifetime = 900_000;

/** A self-hosted Laserfiche API Server, by the password grant. Its API has no refresh and no revocation. */
export const laserficheServer = defineVendor({
  resource: "LaserficheServerAccessToken",
  title,
  group: "laserficheServer",
  arguments: {
    endpoint: argument("identity", base, { environment: "LASERFICHE_SERVER_ENDPOINT" }),
    repositoryId: argument("identity", pathPart, {
      environment: "LASERFICHE_SERVER_REPOSITORY_ID",
      vendorFields: ["repoId"],
    }),
    username: argument("identity", text, { environment: "LASERFICHE_SERVER_USERNAME" }),
    password: argument("credential", text, { secret: true, environment: "LASERFICHE_SERVER_PASSWORD" }),
    apiVersion: argument("connection", z.enum(["v1", "v2"], { error: 'must be "v1" or "v2"' })),
    ...commonArguments,
  },
  leftOut: { grant_type: 'it is always "password"' },
  credentialSets: [["endpoint", "repositoryId", "username", "password"]],
  secretOutputs: ["refreshToken"],
  requestHeaders: bearerHeaders,

  async issue({ args, send }) {
    const { password, username } = args;
    const reply = await send({
      method: "POST",
      url: `${addressOf(args)}/Token`,
      form: { grant_type: "password", username, password },
      idempotent: false,
    });
    const fault = faultOf(reply);
    if (reply.status === 401) {
      throw credentialRefused(title, reply, fault, "Check username and password.");
    }
    if (reply.status !== 200) {
      throw refused(title, reply, fault, reply.status === 404 ? "Check endpoint and repositoryId." : undefined);
    }
    // The vendor's own schema misspells the name.
    const { expires_in = reply.json?.expire_in } = reply.json ?? {};
    const token = issuedToken(title, { ...reply, json: { ...reply.json, expires_in } });
    const named = (token.lifetime ?? token.expiresAt ?? token.unusable) !== undefined;
    return named ? token : { ...token, lifetime: args.assumedLifetime ?? usualLifetime };
  },

  /**
   * Asks for the root folder, not for the list of repositories: if a server answers that request at all, it needs no
   * token. 403 means a valid token that may not read the folder.
   */
  async introspect({ args, send }, { accessToken }) {
    const headers = bearerHeaders({ accessToken });
    const reply = await send({ method: "GET", url: `${addressOf(args)}/Entries/1`, headers, idempotent: true });
    const accepted = isAccepted(reply);
    if (accepted === undefined) throw refused(title, reply, faultOf(reply));
    return { accepted };
  },
  introspectsWith: "token",
});

function addressOf(args: {
  readonly endpoint?: string | undefined;
  readonly repositoryId?: string | undefined;
  readonly apiVersion?: "v1" | "v2" | undefined;
}): string {
  const { endpoint: address = "", repositoryId = "", apiVersion = "v1" } = args;
  return `${address.replace(/\/v[12]$/, "")}/${apiVersion}/Repositories/${encodeURIComponent(repositoryId)}`;
}
