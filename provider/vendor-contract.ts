/**
 * What a vendor of your own is made of, as `pulumi-access-tokens/vendor`: its declaration (`defineVendor`), its class
 * (a subclass of `AccessTokenResource`), and a module of your package that exports `provider = providerOf([...])` and
 * whose name is the vendor's `stateEntry`.
 *
 * @module pulumi-access-tokens/vendor
 */
export { credentialRefused, type Fault, notConform, refused, textOf } from "./answer";
export { duration, endpoint, lines, text, wordSet } from "./argument-types";
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
export { TokenError, type TokenErrorCode } from "./errors";
export * from "./http-message";
export { basicAuthorization, bearerHeaders, issuedToken } from "./oauth";
export * from "./operation";
export { providerOf } from "./registry";
export { AccessTokenResource } from "./resources/access-token";
export * from "./token";
export * from "./vendor";
