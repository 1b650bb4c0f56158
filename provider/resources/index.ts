export type { AccessTokenArgs, AccessTokenResource, Duration, RevocableAccessTokenArgs } from "./access-token";
export { OAuth2AccessToken, type OAuth2AccessTokenArgs } from "./oauth2";
export { Provider, type ProviderArgs } from "./provider";
export { ThousandEyesAccessToken, type ThousandEyesAccessTokenArgs } from "./thousandeyes";
