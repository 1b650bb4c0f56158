import type { OAuth2Emulator } from "pulumi-access-tokens/testing";

/** Has a server issue a token to its client `reports` as any other program would. */
export async function grant({ credentials }: OAuth2Emulator, scope: string): Promise<string> {
  const { clientId, clientSecret, tokenEndpoint } = credentials;
  const reply = await fetch(tokenEndpoint, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "client_credentials", scope }),
  });
  const { access_token } = (await reply.json()) as { access_token: string };
  return access_token;
}
