import type { OAuth2Emulator } from "pulumi-access-tokens/testing";

/** Has a server issue a token to its client `reports` as any other program would. */
export async function grant({ credentials }: OAuth2Emulator, scope: string): Promise<string> {
  const { clientId, clientSecret, tokenEndpoint } = credentials;
  // Both parts are form-encoded (RFC 6749, section 2.3.1).
  const basic = new URLSearchParams({ [clientId]: clientSecret }).toString().replace("=", ":");
  const reply = await fetch(tokenEndpoint, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(basic).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "client_credentials", scope }),
  });
  const { access_token } = (await reply.json()) as { access_token: string };
  return access_token;
}
