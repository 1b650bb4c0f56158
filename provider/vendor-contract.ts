/**
 * The parts of a vendor of your own. A vendor has a declaration (`defineVendor`), a class (a subclass of
 * `AccessTokenResource`), and a module of your package that exports `provider = providerOf([...])`. The declaration's
 * `stateEntry` names that module.
 *
 * @module pulumi-access-tokens/vendor
 */

import "./arguments/zod-languages";

export {
  type Argument,
  type ArgumentKind,
  type Arguments,
  argument,
  commonArguments,
  revocationArguments,
  type Values,
} from "./arguments/declaration";
export { type End, end, endAt, endToAsk } from "./arguments/end";
export { base, duration, endpoint, headerText, lines, pathPart, text, wordSet } from "./arguments/formats";
export type { DeclaredVendor } from "./contract/declared-vendor";
export { defineVendor } from "./contract/define-vendor";
export * from "./contract/operation";
export * from "./contract/token";
export * from "./contract/vendor";
export { markedName } from "./leftovers/marker";
export { strayWarnings } from "./leftovers/warnings";
export { SettledLoss, TokenError, type TokenErrorCode } from "./messages/errors";
export { basicAuthorization } from "./oauth/client-authentication";
export { bearerHeaders, issuedToken } from "./oauth/token-response";
export { rfc3339 } from "./policy/rfc3339";
export { providerOf } from "./registry";
export { AccessTokenResource } from "./resources/access-token";
export { credentialRefused, type Fault, isAccepted, notConform, refused, textOf } from "./transport/answer";
export * from "./transport/message";
export { type Login, SessionLapsed } from "./transport/sessions";
