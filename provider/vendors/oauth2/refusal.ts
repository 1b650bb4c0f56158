import { isMutualTls } from "../../oauth/client-authentication";
import { clientCredentials } from "../../oauth/grant";
import { faultOf } from "../../oauth/token-response";
import { sourceName } from "../../oauth/token-source";
import { formatDuration } from "../../policy/duration";
import { credentialRefused, type Fault, refused } from "../../transport/answer";
import { clockAdvice } from "../../transport/server-time";
import { type Answer, isClientRefused, isSigned, type OAuth2Operation, title } from "./request";

/** Returns the error for an answer that is not a success. */
export function refusal(operation: OAuth2Operation, answer: Answer, usual?: string): Error {
  const fault = faultOf(answer);
  const advice = requestAdvice(operation, fault);
  if (advice !== undefined) return refused(title, answer, fault, advice);
  if (isClientRefused(answer)) return credentialRefused(title, answer, fault, clientAdvice(operation, answer));
  const isOfGrant = answer.sent.grant_type !== undefined;
  return refused(title, answer, fault, (isOfGrant ? codeAdvice(operation, answer, fault.code) : undefined) ?? usual);
}

/** Returns which arguments of a token request a code is about (RFC 6749, section 5.2; RFC 8707, section 2). */
function codeAdvice(operation: OAuth2Operation, answer: Answer, code: string | undefined): string | undefined {
  const { grantType = clientCredentials } = operation.args;
  switch (code) {
    case "access_denied":
    case "invalid_grant":
    case "invalid_request":
      return grantAdvice(operation, answer);
    case "invalid_scope":
      return "Check scope, and which scopes the server lets this client ask for.";
    case "unauthorized_client":
      return `Check that the server lets this client use the grant ${grantType}.`;
    case "unsupported_grant_type":
      return `Check that the server has the grant ${grantType} turned on.`;
    case "invalid_target":
      return "Check audience and resource.";
    default:
      return undefined;
  }
}

/** Returns what to do if the server took the client, whatever its code says, and did not take what it asked for. */
function requestAdvice({ args }: OAuth2Operation, { code = "", message = "" }: Fault): string | undefined {
  if (/dpop/i.test(code + message)) {
    return "The server wants DPoP of this client: have it issue Bearer tokens, which need no key, to this client.";
  }
  // Keycloak calls this `invalid_client`.
  const isAudience = args.audience !== undefined && /audience not found/i.test(message);
  return isAudience ? "Check audience." : undefined;
}

function clientAdvice(operation: OAuth2Operation, answer: Answer): string {
  const { args, clockOffset } = operation;
  if (args.clientAssertionFrom !== undefined) {
    return tokenAdvice(operation, answer, args.clientAssertionFrom, answer.sent.client_assertion);
  }
  if (isMutualTls(args.clientAuthentication)) {
    return "Check clientId, and that the server knows certificate as this client's.";
  }
  const clock = isSigned(operation) ? clockAdvice(clockOffset) || unknownClockAdvice(answer) : "";
  const check = "Check clientId, clientSecret or privateKey, and clientAuthentication.";
  return [check, clock || audienceAdvice(answer)].filter(Boolean).join(" ");
}

/** Servers differ in the audience that they expect in an assertion: the issuer, or the token endpoint. */
function audienceAdvice({ sent }: Answer): string {
  const { aud } = claimsOf(sent.client_assertion);
  return typeof aud === "string"
    ? `The assertion is for "${aud}": if the server expects another audience, give it as clientAssertionAudience.`
    : "";
}

/** Returns advice for a server that calls the times of an assertion wrong, and does not name its own time (Keycloak). */
function unknownClockAdvice(answer: Answer): string {
  const isAboutTime = /in the (future|past)|too (old|long ago)|not yet valid/i.test(faultOf(answer).message ?? "");
  return isAboutTime ? "Check the clock of this machine too." : "";
}

/** Returns what to do if the server refused the assertion or the token that the grant is about. */
function grantAdvice(operation: OAuth2Operation, answer: Answer): string | undefined {
  const { args, clockOffset } = operation;
  const { sent } = answer;
  if (args.assertionFrom !== undefined) return tokenAdvice(operation, answer, args.assertionFrom, sent.assertion);
  if (args.subjectTokenFrom !== undefined) {
    return tokenAdvice(operation, answer, args.subjectTokenFrom, sent.subject_token);
  }
  if (args.clientAssertionFrom !== undefined) {
    return tokenAdvice(operation, answer, args.clientAssertionFrom, sent.client_assertion);
  }
  if (sent.assertion !== undefined) {
    const check = "Check assertionIssuer (else clientId), subject, assertionAudience and privateKey.";
    return [check, clockAdvice(clockOffset)].filter(Boolean).join(" ");
  }
  if (sent.subject_token !== undefined) {
    return "Check that subjectToken is still accepted, and that this client may exchange it.";
  }
  return undefined;
}

/** Returns what to do if the server refused a token of the pipeline's own: one sentence, by what is wrong with it. */
function tokenAdvice({ args, now }: OAuth2Operation, answer: Answer, source: string, token: unknown): string {
  const name = sourceName(source);
  const { aud, exp, iat, iss, sub } = claimsOf(token);
  const words = faultOf(answer).message ?? "";
  if (typeof exp === "number" && exp * 1000 <= now) {
    return `The token from ${name} expired ${formatDuration(now - exp * 1000)} ago: ${freshToken(source)}.`;
  }
  if (/reuse|replay|already (been )?used/i.test(words)) {
    return (
      `The server takes the token from ${name} only once: let it take one again (in Keycloak, ` +
      "supportsClientAssertionReuse of the identity provider), or use a source that gives a new one each time."
    );
  }
  if (/too (far in the past|old|long ago)/i.test(words) && typeof iat === "number") {
    return `The token from ${name} is ${formatDuration(now - iat * 1000)} old, too old for this server: ${freshToken(source)}.`;
  }
  if (/client_id/i.test(words) && args.sendClientId !== false) {
    return "This server names the client by the token's subject: set sendClientId: false.";
  }
  // Many servers do not say that a token was used before (oidc-provider).
  const again = source === "github-actions" ? "" : ", and takes a token more than once";
  const facts = [["issuer", iss], ["subject", sub], ...[aud].flat().map((each) => ["audience", each])].flatMap(
    ([fact, value]) => (typeof value === "string" ? [`the ${fact} "${value}"`] : []),
  );
  return facts.length === 0
    ? `The token from ${name} was refused: check that the server expects its issuer and its subject${again}.`
    : `The token from ${name} has ${facts.join(", ")}: check that the server expects each of them${again}.`;
}

function freshToken(source: string): string {
  if (source === "github-actions") return "check the clock of this machine";
  return source.startsWith("env:")
    ? "a job gets its variable once, so run this early in the job, or have the pipeline's tokens live longer"
    : "check what renews the file";
}

/** Returns the claims of a JWT, unverified; empty if the token is not a JWT. */
function claimsOf(token: unknown): Readonly<Record<string, unknown>> {
  try {
    const [, payload = ""] = String(token).split(".");
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    return typeof claims === "object" && claims !== null ? (claims as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
