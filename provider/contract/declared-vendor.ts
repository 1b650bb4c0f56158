/**
 * The part of a vendor that its resource class uses. It has a file of its own so that the types of the classes do not
 * import those of zod, which some users' compiler settings reject.
 */
export interface DeclaredVendor {
  /** The resource class, for example `OAuth2AccessToken`. */
  readonly resource: string;
  /** The vendor's name in messages: `the OAuth 2.0 server`. */
  readonly title: string;
}
