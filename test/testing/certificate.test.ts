import { existsSync, readFileSync } from "node:fs";
import https from "node:https";
import { startEmulators } from "../../testing";

function status(url: string, ca?: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { agent: false, ...(ca === undefined ? {} : { ca }) };
    https.get(url, options, (response) => resolve(response.resume().statusCode)).on("error", reject);
  });
}

test("emulators by TLS are trusted with the certificate in the file, by address and by name, and only so", async () => {
  const { credentials, emulators, close } = await startEmulators({ tls: true });
  const file = credentials.caCertificateFile ?? "";
  const ca = readFileSync(file, "utf8");
  expect(ca).not.toContain("PRIVATE KEY");
  for (const { endpoint } of Object.values(emulators)) {
    const url = `${endpoint}/.well-known/oauth-authorization-server`;
    expect(url).toMatch(/^https:/);
    // Whatever it answers, over a connection that was trusted.
    expect(await status(url, ca)).toEqual(expect.any(Number));
    expect(await status(url.replace("127.0.0.1", "localhost"), ca)).toEqual(expect.any(Number));
    await expect(status(url)).rejects.toThrow("self-signed certificate");
  }
  expect(await emulators.oauth2.log()).toHaveLength(2);
  await close();
  expect(existsSync(file)).toBe(false);
});

test("an authorization server behind TLS names its endpoints so", async () => {
  const { emulators, credentials, close } = await startEmulators({ only: ["oauth2"], tls: true });
  const ca = readFileSync(credentials.caCertificateFile ?? "", "utf8");
  const url = `${emulators.oauth2.endpoint}/.well-known/openid-configuration`;
  const text = await new Promise<string>((resolve) =>
    https.get(url, { ca, agent: false }, async (response) => resolve(await new Response(response as never).text())),
  );
  expect(JSON.parse(text)).toMatchObject({
    issuer: credentials.oauth2.issuer,
    token_endpoint: credentials.oauth2.tokenEndpoint,
  });
  await close();
});
