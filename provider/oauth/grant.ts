/** The grant types of a token request that this package knows more of than their names. */
export const clientCredentials = "client_credentials";
/** RFC 7523, section 2.1. */
export const jwtBearer = "urn:ietf:params:oauth:grant-type:jwt-bearer";
/** RFC 8693. */
export const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

/** The grant types that need a person, or a token that changes with each use; with the reason for each. */
export const impossibleGrants: Readonly<Record<string, string>> = {
  authorization_code: "a person has to sign in for each token",
  implicit: "a person has to sign in for each token",
  refresh_token: "a refresh token may work only once, and its successor would be in no state",
  "urn:ietf:params:oauth:grant-type:device_code": "a person has to sign in for each token",
  "urn:openid:params:grant-type:ciba": "a person has to approve each token",
};

/** The type of an access token, and of a JWT, in an exchange (RFC 8693, section 3). */
export const accessTokenType = "urn:ietf:params:oauth:token-type:access_token";
export const jwtType = "urn:ietf:params:oauth:token-type:jwt";
