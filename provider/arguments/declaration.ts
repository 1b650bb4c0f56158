import { z } from "zod";
import { duration, lines, renewBefore, text } from "./formats";

/**
 * What an argument is for. The kind alone decides what a change of its value does:
 *
 * - `identity` (whose token, at which server): replaces. Those with an `environment` are the account of the credential,
 *   and a credential of another account may tell nothing of the token; the others, such as a project or a user that an
 *   admin's credential issues for, are not compared with the credential;
 * - `grant` (what is asked of the token: what it may do, and also its name and its end): replaces, or updates where the
 *   vendor can change a token in place;
 * - `credential` (what proves the identity): updates state, no request, same token;
 * - `connection` (how the server is reached): nothing;
 * - `oneTime` (of use once): nothing, and kept out of outputs;
 * - `recorded` (a policy that `read` or `delete` follows, and they see outputs alone): updates state;
 * - `policy`: nothing.
 */
export type ArgumentKind = "identity" | "grant" | "credential" | "connection" | "oneTime" | "recorded" | "policy";

/** One argument of a vendor's class. */
export interface Argument<T extends z.ZodType = z.ZodType> {
  /** What the argument is for, which decides what a change of it does. */
  readonly kind: ArgumentKind;
  /** What it accepts, and what that is turned into. */
  readonly type: T;
  /**
   * The fields of the vendor's requests that it stands for, where their names differ by more than letter case and the
   * signs between words: `tokenType` of `accessTokenType`. A field within another is written with a dot.
   */
  readonly vendorFields?: readonly string[];
  /** The value is a secret: encrypted in state, never printed. */
  readonly secret?: boolean;
  /**
   * The environment variable that holds it. Having one makes it part of the vendor's credential set, so it may also
   * come from a provider or the stack's configuration.
   */
  readonly environment?: string;
  /**
   * Every program must give it, as an argument of the resource: what a token is for, where one credential issues tokens
   * for many. Not for a member of the credential set: `credentialSets` says which of those must be there.
   */
  readonly required?: boolean;
  /** A grant that the vendor changes in the token that exists. */
  readonly inPlace?: boolean;
  /** The value that means the same as none. */
  readonly unset?: string | boolean;
  /** Letter case makes no difference to the vendor. What is sent is as it was written. */
  readonly caseInsensitive?: boolean;
  /** A slash at the end of an address makes no difference to whose token it is. What is sent is as it was written. */
  readonly slashInsensitive?: boolean;
}

/** The arguments of a class by name. */
export type Arguments = Readonly<Record<string, Argument>>;

/** The values of a set of arguments after validation. Every one may be absent. */
export type Values<A extends Arguments> = { [K in keyof A]?: z.output<A[K]["type"]> | undefined };

/** What an argument may say of itself beside its kind and type. */
type Options = Omit<Argument, "kind" | "type">;

/** Declares an argument: `argument("credential", text, { secret: true, environment: "TE_CLIENT_SECRET" })`. */
export function argument<T extends z.ZodType>(kind: ArgumentKind, type: T, options: Options = {}): Argument<T> {
  return { kind, type, ...options };
}

/** The arguments that every class has. */
export const commonArguments = {
  renewBefore: argument("policy", renewBefore),
  assumedLifetime: argument("policy", duration),
  rotationTriggers: argument(
    "policy",
    z.record(z.string(), z.string({ error: "must be a string" }), { error: "must be a map of strings" }),
  ),
  introspect: argument("recorded", z.boolean({ error: "must be true or false" })),
  adopt: argument(
    "policy",
    z.strictObject(
      { id: text.optional(), accessToken: text },
      { error: "must hold accessToken, the token to take over, and may hold id, the vendor's own id of it" },
    ),
    { secret: true },
  ),
  caCertificate: argument(
    "connection",
    lines.refine((value) => value.includes("-----BEGIN CERTIFICATE-----"), "must be a certificate in PEM form"),
  ),
  insecureSkipTlsVerify: argument("connection", z.boolean({ error: "must be true or false" })),
  requestTimeout: argument("connection", duration),
} satisfies Arguments;

/** The arguments of the classes whose vendor can revoke a token. */
export const revocationArguments = {
  onReplace: argument("policy", z.enum(["revoke", "expire"], { error: 'must be "revoke" or "expire"' })),
  onDelete: argument(
    "recorded",
    z.enum(["revoke", "revokeBestEffort", "expire"], { error: 'must be "revoke", "revokeBestEffort" or "expire"' }),
  ),
} satisfies Arguments;

/** The values of the arguments that every class has, or every one whose vendor can revoke. */
export type CommonValues = Values<typeof commonArguments> & Values<typeof revocationArguments>;
