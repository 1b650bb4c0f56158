import type { KeyObject, X509Certificate } from "node:crypto";
import type { ClientCertificate } from "../transport/message";
import { type Signer, signedAssertion } from "./signed-assertion";

/** How a client authenticates at an OAuth 2.0 server, by the names of the IANA registry. */
export const clientAuthentications = [
  "client_secret_basic",
  "client_secret_post",
  "client_secret_jwt",
  "private_key_jwt",
  "tls_client_auth",
  "self_signed_tls_client_auth",
  "none",
] as const;

export type ClientAuthentication = (typeof clientAuthentications)[number];

/** Returns whether the client authenticates by its certificate on the connection (RFC 8705). */
export function isMutualTls(method: ClientAuthentication | undefined): boolean {
  return method === "tls_client_auth" || method === "self_signed_tls_client_auth";
}

export interface Client {
  readonly clientId?: string | undefined;
  readonly clientSecret?: string | undefined;
  readonly privateKey?: KeyObject | undefined;
  /** The certificate, and the PEM file that it was read from. */
  readonly certificate?: X509Certificate | undefined;
  readonly certificatePem?: string | undefined;
  readonly keyId?: string | undefined;
  readonly signingAlgorithm?: string | undefined;
  /** Returns an assertion that the client did not sign itself: it proves the client in place of all the others. */
  readonly givenAssertion?: (() => Promise<string>) | undefined;
  /** Whether `client_id` is sent beside an assertion, or without any proof. */
  readonly sendsId?: boolean | undefined;
}

/** The audience, the lifetime in milliseconds and the further claims of a client's assertion. */
export interface ClientAssertion {
  readonly audience: string;
  readonly lifetime?: number | undefined;
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

/** The headers, parameters and certificate that authenticate a client's request. */
export interface ClientProof {
  readonly headers: Readonly<Record<string, string>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly clientCertificate?: ClientCertificate | undefined;
}

/**
 * Returns the proof of a client, made anew for each request.
 *
 * @param now milliseconds since the epoch, by the server's clock
 */
export async function proofOf(
  client: Client,
  method: ClientAuthentication,
  content: ClientAssertion,
  now: number,
): Promise<ClientProof> {
  const { clientId = "", clientSecret = "", givenAssertion, privateKey, sendsId = true } = client;
  const id: Readonly<Record<string, string>> = sendsId && clientId !== "" ? { client_id: clientId } : {};
  const asserted = (assertion: string): ClientProof => ({
    headers: {},
    parameters: { ...id, client_assertion_type: assertionType, client_assertion: assertion },
  });
  if (givenAssertion !== undefined) return asserted(await givenAssertion());
  const signed = (key: Signer["key"]) =>
    signedAssertion({ ...client, key }, { issuer: clientId, subject: clientId, ...content }, now);
  switch (method) {
    case "client_secret_basic":
      return { headers: { authorization: basicAuthorization(clientId, clientSecret) }, parameters: {} };
    case "client_secret_post":
      return { headers: {}, parameters: { client_id: clientId, client_secret: clientSecret } };
    case "client_secret_jwt":
      return asserted(await signed(clientSecret));
    case "private_key_jwt":
      return asserted(await signed(needed(privateKey, "privateKey")));
    case "tls_client_auth":
    case "self_signed_tls_client_auth":
      return { headers: {}, parameters: id, clientCertificate: certificateOf(client) };
    case "none":
      return { headers: {}, parameters: id };
  }
}

/** RFC 7523, section 2.2. */
const assertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";

function certificateOf({ certificatePem, privateKey }: Client): ClientCertificate {
  const key = needed(privateKey, "privateKey").export({ type: "pkcs8", format: "pem" }) as string;
  return { certificate: needed(certificatePem, "certificate"), privateKey: key };
}

function needed<T>(value: T | undefined, argument: string): T {
  if (value === undefined) throw new Error(`the client's authentication needs ${argument}`);
  return value;
}

/** Returns the HTTP Basic header of a client. Both parts are form-encoded first (RFC 6749, section 2.3.1). */
export function basicAuthorization(clientId: string, clientSecret: string): string {
  const encoded = [clientId, clientSecret].map((part) => new URLSearchParams({ "": part }).toString().slice(1));
  return `Basic ${Buffer.from(encoded.join(":")).toString("base64")}`;
}
