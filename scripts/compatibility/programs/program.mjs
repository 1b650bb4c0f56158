import { OAuth2AccessToken } from "pulumi-access-tokens";

/** One token; its credentials come from the environment. */
export async function program() {
  const token = new OAuth2AccessToken("reports", { scope: ["reports:read"], renewBefore: "10 minutes" });
  return { accessToken: token.accessToken, expiresAt: token.expiresAt };
}
