/**
 * A class of access tokens for each vendor, and `Provider`, which holds credentials for several of them.
 *
 * @module pulumi-access-tokens
 */
export * from "./resources";
