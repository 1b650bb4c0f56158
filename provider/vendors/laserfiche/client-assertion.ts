import { rememberSecret } from "../../messages/redaction";
import { keyObjectOf, type SigningKey } from "./access-key";

/** The audience is the same in every region. */
const audience = "laserfiche.com";

/** In seconds: long enough if the clocks differ a little. The vendor recommends 1 to 60 minutes. */
const assertionLifetime = 300;

/** The part of the credential that the assertion proves. */
interface App {
  readonly clientId?: string | undefined;
  readonly jwk?: SigningKey | undefined;
  readonly servicePrincipalKey?: string | undefined;
}

/**
 * Returns the signed assertion that authenticates the app. It contains the service principal key in clear text, so it is
 * a secret too.
 *
 * @param now milliseconds since the epoch
 */
export async function assertion({ clientId, jwk, servicePrincipalKey }: App, now: number): Promise<string> {
  if (jwk === undefined) throw new Error("the app's signing key is missing");
  const { SignJWT } = await import("jose");
  // One second back, like the vendor's own clients: the server's clock may be a little behind.
  const issuedAt = Math.floor(now / 1000) - 1;
  const signed = await new SignJWT({ client_id: clientId, client_secret: servicePrincipalKey })
    .setProtectedHeader({ alg: "ES256", typ: "JWT", kid: jwk.kid })
    .setAudience(audience)
    .setIssuedAt(issuedAt)
    .setNotBefore(issuedAt)
    .setExpirationTime(issuedAt + assertionLifetime)
    .sign(keyObjectOf(jwk));
  rememberSecret(signed);
  return signed;
}
