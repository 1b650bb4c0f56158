/**
 * A vendor as its class is given it. It stands apart so that the types of the classes do not lead to those of zod, which
 * the compiler settings of some users refuse.
 */
export interface DeclaredVendor {
  /** The resource class, for example `OAuth2AccessToken`. */
  readonly resource: string;
  /** What messages call it: `the OAuth 2.0 server`. */
  readonly title: string;
}
