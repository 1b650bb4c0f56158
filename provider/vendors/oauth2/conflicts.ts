import { belongsTo } from "../../oauth/certificate";
import { isMutualTls } from "../../oauth/client-authentication";
import { clientCredentials, jwtBearer } from "../../oauth/grant";
import { algorithmsOf } from "../../oauth/private-key";
import { argumentsText, given, itOr, keysIn, type OAuth2Values, quoted } from "./given";
import { grantConflicts } from "./grant-conflicts";

/**
 * Returns a sentence for each combination of arguments that is not allowed. An argument whose value is not known yet is
 * in `args` with the value `undefined`.
 */
export function conflicts(args: OAuth2Values): string[] {
  const found = [...proofConflicts(args), ...keyConflicts(args), ...grantConflicts(args), ...sourceConflicts(args)];
  return found.slice(0, 1);
}

/** How the client proves itself: exactly one way. */
function proofConflicts(args: OAuth2Values): string[] {
  const { clientAuthentication: method, grantType = clientCredentials } = args;
  const [byKey, byAssertion, bySecret] = ["privateKey", "clientAssertionFrom", "clientSecret"].map(
    (name) => name in args,
  );
  const problems: string[] = [];
  // The key may sign the grant's assertion, and the secret authenticate the client.
  if (bySecret && byKey && grantType !== jwtBearer) {
    problems.push('Give one of "clientSecret" and "privateKey", not both.');
  }
  if (byAssertion && (bySecret || (byKey && grantType !== jwtBearer))) {
    problems.push(
      `Give one of ${quoted(given(args, "clientSecret", "privateKey"))} and "clientAssertionFrom", not both.`,
    );
  }
  if (byAssertion && method !== undefined) {
    problems.push(
      'With "clientAssertionFrom", leave out "clientAuthentication": the assertion authenticates the client.',
    );
  }
  if (method?.startsWith("client_secret_") && byKey && !bySecret) {
    problems.push(
      'With "privateKey", argument "clientAuthentication" must be "private_key_jwt", "tls_client_auth", ' +
        '"self_signed_tls_client_auth" or left out.',
    );
  }
  if ((method === "private_key_jwt" || isMutualTls(method)) && bySecret) {
    problems.push(`Argument "clientAuthentication" is "${method}", which needs "privateKey" and no "clientSecret".`);
  }
  if (isMutualTls(method) && byKey && !("certificate" in args)) {
    problems.push(`Argument "clientAuthentication" is "${method}", which needs "certificate" too.`);
  }
  if (method === "none" && bySecret) {
    problems.push('Argument "clientAuthentication" is "none", which needs no "clientSecret".');
  }
  if (method === "none" && byKey && grantType !== jwtBearer) {
    problems.push('Argument "clientAuthentication" is "none", which needs no "privateKey".');
  }
  if (args.sendClientId === false && bySecret && method !== "client_secret_jwt") {
    problems.push('Argument "sendClientId" is false, but "clientSecret" goes with the id: leave "sendClientId" out.');
  }
  return problems;
}

/** What belongs to an assertion that this package signs. */
const signed = ["signingAlgorithm", "clientAssertionLifetime", "clientAssertionClaims"] as const;

/** What belongs to a key, an assertion or a certificate. */
function keyConflicts(args: OAuth2Values): string[] {
  const { clientAuthentication: method, signingAlgorithm } = args;
  const problems: string[] = [];
  const ofKey = given(args, "keyId", "certificate");
  const madeFor = given(args, "clientAssertionAudience", ...signed);
  const signsWithSecret = method === "client_secret_jwt";
  if (!("privateKey" in args) && "clientSecret" in args) {
    if (ofKey.length > 0)
      problems.push(`${argumentsText(ofKey)} to "privateKey"; leave ${itOr(ofKey)} out with "clientSecret".`);
    if (madeFor.length > 0 && !signsWithSecret) {
      problems.push(
        `${argumentsText(madeFor)} to an assertion; a "clientSecret" signs one with clientAuthentication: "client_secret_jwt".`,
      );
    }
  }
  const ofSigned = given(args, "keyId", "certificate", ...signed);
  if (!("privateKey" in args) && "clientAssertionFrom" in args && ofSigned.length > 0) {
    problems.push(
      `${argumentsText(ofSigned)} to an assertion that "privateKey" signs; leave ${itOr(ofSigned)} out with "clientAssertionFrom".`,
    );
  }
  const { certificate, privateKey: key } = keysIn(args);
  if (key !== undefined && certificate !== undefined && !belongsTo(certificate, key)) {
    problems.push('"certificate" is not the certificate of "privateKey": give the two that belong together.');
  }
  const possible = signsWithSecret ? ["HS256", "HS384", "HS512"] : key === undefined ? undefined : algorithmsOf(key);
  if (signingAlgorithm !== undefined && possible !== undefined && !possible.includes(signingAlgorithm)) {
    problems.push(
      `${signsWithSecret ? '"clientSecret"' : '"privateKey"'} cannot sign by "${signingAlgorithm}": ` +
        `"signingAlgorithm" must be ${possible.length === 0 ? "left out" : `one of ${possible.join(", ")}`}.`,
    );
  }
  return problems;
}

/** Where the pipeline's own tokens come from. */
function sourceConflicts(args: OAuth2Values): string[] {
  const problems: string[] = [];
  for (const [value, place] of [
    ["subjectToken", "subjectTokenFrom"],
    ["actorToken", "actorTokenFrom"],
  ] as const) {
    if (value in args && place in args) problems.push(`Give one of "${value}" and "${place}", not both.`);
  }
  const sources = ["clientAssertionFrom", "assertionFrom", "subjectTokenFrom", "actorTokenFrom"] as const;
  if (args.insecureSkipTlsVerify === true && sources.some((name) => args[name] === "github-actions")) {
    problems.push(
      'Argument "insecureSkipTlsVerify" must not be true with "github-actions": it would show the runner\'s own token to ' +
        'others. Give "caCertificate" instead.',
    );
  }
  return problems;
}
