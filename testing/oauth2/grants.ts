type Jose = typeof import("jose", { with: { "resolution-mode": "import" }});
type Oidc = typeof import("oidc-provider", { with: { "resolution-mode": "import" }});
type Provider = InstanceType<Oidc["Provider"]>;

const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

/** The grants that the emulator adds: RFC 7523 §2.1, RFC 8693, and one of a server's own. */
export const grantTypes = [jwtBearer, tokenExchange, "account_credentials"];

type Parameters = Readonly<Record<string, string | undefined>>;

/** Adds the grants to an authorization server. It issues what client credentials would get. */
export function registerGrants(
  provider: Provider,
  errors: Oidc["errors"],
  resource: string,
  scope: () => string,
): void {
  const add = (name: string, parameters: string[], check: (sent: Parameters, clientId: string) => Promise<object>) => {
    provider.registerGrantType(
      name,
      async (context) => {
        const { client, params } = context.oidc;
        const sent = params as Parameters;
        if (client === undefined) throw new errors.InvalidClient("there is no client");
        const more = await check(sent, client.clientId);
        const asked = (sent.scope ?? scope()).split(" ").filter((word) => scope().split(" ").includes(word));
        const token = new provider.ClientCredentials({ client, scope: asked.join(" ") } as never);
        Object.assign(token, { aud: resource });
        context.body = {
          access_token: await token.save(),
          token_type: "Bearer",
          expires_in: token.expiration,
          scope: asked.join(" "),
          ...more,
        };
      },
      [...parameters, "scope", "audience"],
    );
  };

  const seen = new Set<string>();
  const verified = async (assertion: string): Promise<Awaited<ReturnType<Jose["jwtVerify"]>>["payload"]> => {
    const { decodeJwt, createLocalJWKSet, jwtVerify } = await import("jose");
    try {
      const signer = await provider.Client.find(String(decodeJwt(assertion).iss));
      const keys = createLocalJWKSet(signer?.jwks as never);
      const required = { audience: [provider.issuer, `${provider.issuer}/token`], requiredClaims: ["exp"] };
      return (await jwtVerify(assertion, keys, required)).payload;
    } catch (error) {
      throw new errors.InvalidGrant(`the assertion is not valid: ${(error as Error).message}`);
    }
  };

  add(jwtBearer, ["assertion"], async ({ assertion = "" }) => {
    const { jti = assertion, sub } = await verified(assertion);
    if (sub === undefined) throw new errors.InvalidGrant("the assertion names no subject");
    if (seen.has(jti)) throw new errors.InvalidGrant("the assertion was used before");
    seen.add(jti);
    return {};
  });

  const exchangeParameters = ["subject_token", "subject_token_type", "actor_token", "actor_token_type"];
  add(tokenExchange, [...exchangeParameters, "requested_token_type"], async (sent) => {
    const { requested_token_type: requested, subject_token: subject = "", subject_token_type: type } = sent;
    if (type === "urn:ietf:params:oauth:token-type:jwt") await verified(subject);
    else if (type !== "urn:ietf:params:oauth:token-type:access_token") {
      throw new errors.InvalidRequest("subject_token_type is not known");
    } else if (!(await provider.ClientCredentials.find(subject))?.isValid) {
      throw new errors.InvalidGrant("the subject token is not valid");
    }
    const issued_token_type = requested ?? "urn:ietf:params:oauth:token-type:access_token";
    return /access_token$/.test(issued_token_type) ? { issued_token_type } : { issued_token_type, token_type: "N_A" };
  });

  add("account_credentials", ["account_id"], async ({ account_id: account }) => {
    if (account !== "account-1") throw new errors.InvalidRequest("account_id is not known");
    return {};
  });
}
