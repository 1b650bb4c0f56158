/**
 * What a vendor of your own is made of, as `pulumi-access-tokens/vendor`: its declaration (`defineVendor`), its class
 * (a subclass of `AccessTokenResource`), and a module of your package that exports `provider = providerOf([...])` and
 * whose name is the vendor's `stateEntry`.
 *
 * @module pulumi-access-tokens/vendor
 */
export { credentialRefused, type Fault, isAccepted, notConform, refused, textOf } from "./answer";
export { base, duration, endpoint, headerText, lines, pathPart, text, wordSet } from "./argument-types";
export {
  type Argument,
  type ArgumentKind,
  type Arguments,
  argument,
  commonArguments,
  revocationArguments,
  type Values,
} from "./arguments";
export type { DeclaredVendor } from "./declared-vendor";
export { defineVendor } from "./define-vendor";
export { type End, end, endAt, endToAsk } from "./end";
export { SettledLoss, TokenError, type TokenErrorCode } from "./errors";
export * from "./http-message";
export { markedName } from "./marker";
export { basicAuthorization, bearerHeaders, issuedToken } from "./oauth";
export * from "./operation";
export { providerOf } from "./registry";
export { AccessTokenResource } from "./resources/access-token";
export { rfc3339 } from "./state";
export { strayWarnings } from "./stray-warnings";
export * from "./token";
export * from "./vendor";
