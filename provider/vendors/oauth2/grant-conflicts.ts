import { clientCredentials, jwtBearer, tokenExchange } from "../../oauth/grant";
import { type ArgumentName, argumentsText, given, itOr, type OAuth2Values } from "./given";

const ofBearer = [
  "assertionIssuer",
  "subject",
  "assertionAudience",
  "assertionClaims",
  "scopeClaim",
  "assertionFrom",
] as const;
const ofExchange = [
  "subjectToken",
  "subjectTokenFrom",
  "subjectTokenAudience",
  "subjectTokenType",
  "actorToken",
  "actorTokenFrom",
  "actorTokenType",
  "requestedTokenType",
] as const;

/** What belongs to one grant. */
export function grantConflicts(args: OAuth2Values): string[] {
  const { grantType = clientCredentials } = args;
  const problems: string[] = [];
  // Nothing is said of what is missing where the whole credential is: a preview of a fork has none.
  const hasCredential =
    given(args, "clientSecret", "privateKey", "clientAssertionFrom", "clientAuthentication").length > 0;
  const belongsToOther = (names: readonly ArgumentName[], grant: string) => {
    const own = given(args, ...names);
    if (own.length > 0 && grantType !== grant) {
      problems.push(`${argumentsText(own)} to another grant: give grantType: "${grant}" too.`);
    }
  };
  belongsToOther(ofBearer, jwtBearer);
  belongsToOther(ofExchange, tokenExchange);
  if (grantType === jwtBearer) {
    if (hasCredential && !("privateKey" in args) && !("assertionFrom" in args)) {
      problems.push(
        `The grant "${jwtBearer}" needs an assertion: give "privateKey", which signs one, or "assertionFrom".`,
      );
    }
    const ofSigned = given(args, "assertionIssuer", "subject", "assertionClaims", "scopeClaim");
    if ("assertionFrom" in args && ofSigned.length > 0) {
      problems.push(
        `${argumentsText(ofSigned)} to an assertion that "privateKey" signs; leave ${itOr(ofSigned)} out with "assertionFrom".`,
      );
    }
  }
  if (grantType === tokenExchange) {
    if (hasCredential && given(args, "subjectToken", "subjectTokenFrom").length === 0) {
      problems.push(`The grant "${tokenExchange}" needs "subjectToken" or "subjectTokenFrom".`);
    }
    if ("actorTokenType" in args && given(args, "actorToken", "actorTokenFrom").length === 0) {
      problems.push('Argument "actorTokenType" belongs to "actorToken" or "actorTokenFrom".');
    }
  } else if (
    grantType === clientCredentials &&
    !("clientId" in args) &&
    given(args, "issuer", "tokenEndpoint").length > 0
  ) {
    if (hasCredential && args.clientAuthentication === "none") {
      problems.push('Argument "clientAuthentication" is "none", which needs "clientId".');
    }
  }
  return problems;
}
