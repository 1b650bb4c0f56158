import { createPrivateKey, randomUUID } from "node:crypto";
import type { WireReply } from "../emulator/reply";
import type { EmulatorRequest } from "../emulator/request";
import type { OAuth2Client } from "./clients";

/** Seconds that an identity token of a pipeline lives, as at GitHub Actions. */
const lifetime = 300;

/**
 * Answers like the endpoint of GitHub Actions that gives a job its identity token. The token proves a client, whose
 * issuer and subject it names.
 *
 * @param bearer the token that the job must send
 */
export async function identityToken(
  request: EmulatorRequest,
  { clientId, keyId = "", privateKey = "" }: OAuth2Client,
  bearer: string,
  issuer: string,
): Promise<Partial<WireReply> | { status?: number; body: unknown }> {
  if (request.bearer() !== bearer) return { status: 401, body: { message: "The token is not valid." } };
  const { SignJWT } = await import("jose");
  const value = await new SignJWT({ jti: randomUUID() })
    .setProtectedHeader({ alg: "ES256", kid: keyId })
    .setIssuer(clientId)
    .setSubject(clientId)
    .setAudience(request.query.get("audience") ?? issuer)
    .setIssuedAt()
    .setExpirationTime(`${lifetime} seconds`)
    .sign(createPrivateKey(privateKey));
  return { body: { count: value.length, value } };
}
