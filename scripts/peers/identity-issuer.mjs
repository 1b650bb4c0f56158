import { generateKeyPairSync, randomUUID } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import { exportJWK, SignJWT } from "jose";

/**
 * Starts an issuer of identity tokens, such as a pipeline's: metadata, keys, and the endpoint that GitHub Actions has for
 * a job.
 */
export async function startIdentityIssuer() {
  const { privateKey, publicKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const key = { ...(await exportJWK(publicKey)), kid: "pipeline-1", alg: "RS256", use: "sig" };
  const requestToken = randomUUID();
  const token = (audience, subject = "job", end = "5 minutes", issued = undefined) =>
    new SignJWT({ jti: randomUUID() })
      .setProtectedHeader({ alg: "RS256", kid: key.kid })
      .setIssuer(issuer)
      .setSubject(subject)
      .setAudience(audience)
      .setIssuedAt(issued)
      .setExpirationTime(end)
      .sign(privateKey);
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url, issuer);
    const subject = pathname.split("/")[2];
    const isJob = request.headers.authorization === `Bearer ${requestToken}`;
    const body = pathname.startsWith("/token/")
      ? isJob && { value: await token(searchParams.get("audience"), subject) }
      : { issuer, jwks_uri: `${issuer}/keys`, keys: [key] };
    response.writeHead(body ? 200 : 401, { "content-type": "application/json" });
    response.end(JSON.stringify(body || { message: "not a job" }));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const issuer = `http://127.0.0.1:${server.address().port}`;
  return {
    issuer,
    /** The public key. */
    key,
    /** Returns a token. Its end and when it was issued are durations from now, with a minus for the past. */
    token,
    /** The environment of a job whose tokens name this subject. */
    job: (subject) => ({
      ACTIONS_ID_TOKEN_REQUEST_URL: `${issuer}/token/${subject}?api-version=2.0`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken,
    }),
    close: () => server.close(),
  };
}
