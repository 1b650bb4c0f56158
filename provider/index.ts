/**
 * A class of access tokens for each vendor, and `Provider`, which holds credentials for several of them.
 *
 * @module pulumi-access-tokens
 */
import "./arguments/zod-languages";

export * from "./resources";
