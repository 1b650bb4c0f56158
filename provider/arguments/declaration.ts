import { z } from "zod";
import { duration, lines, renewBefore, text } from "./formats";

/**
 * The purpose of an argument. The kind alone decides the effect of a changed value:
 *
 * - `identity` (whose token, at which server): replaces the token. Arguments with an `environment` name the account of
 *   the credential; a credential of another account may not see the token. The others, such as a project or a user for
 *   which an admin's credential issues, are not compared with the credential;
 * - `grant` (a property of the token: its permissions, name or expiry): replaces the token, or updates it if the vendor
 *   can change a token in place;
 * - `credential` (proves the identity): updates state; sends no request and keeps the token. If the vendor needs no
 *   credential after the issue, outputs do not hold it, and a change has no effect;
 * - `connection` (how to reach the server): no effect;
 * - `oneTime` (usable once): no effect, and not stored in outputs;
 * - `recorded` (a policy for `read` or `delete`, which see only outputs): updates state;
 * - `policy`: no effect.
 */
export type ArgumentKind = "identity" | "grant" | "credential" | "connection" | "oneTime" | "recorded" | "policy";

/** One argument of a vendor's class. */
export interface Argument<T extends z.ZodType = z.ZodType> {
  /** The purpose of the argument, which decides the effect of a change. */
  readonly kind: ArgumentKind;
  /** The values that it accepts, and the form into which they are parsed. */
  readonly type: T;
  /**
   * The request fields of the vendor that this argument sets, if their names differ by more than letter case and
   * separators: `tokenType` for the argument `accessTokenType`. Write a nested field with a dot.
   */
  readonly vendorFields?: readonly string[];
  /** The value is a secret: encrypted in state, never printed. */
  readonly secret?: boolean;
  /**
   * The environment variable that holds the value. An argument with one belongs to the vendor's credential set, so its
   * value may also come from a provider or the stack's configuration.
   */
  readonly environment?: string;
  /**
   * Every program must give it as an argument of the resource. Use it if one credential issues tokens for many accounts
   * or projects. Do not use it for a member of the credential set: `credentialSets` says which of those are required.
   */
  readonly required?: boolean;
  /** Whether the vendor can change this grant in an existing token. */
  readonly inPlace?: boolean;
  /** The value that means the same as an absent one. */
  readonly unset?: string | boolean;
  /** The vendor ignores letter case. The value is sent as it was written. */
  readonly caseInsensitive?: boolean;
  /** A slash at the end of the address makes no difference to the identity. The value is sent as it was written. */
  readonly slashInsensitive?: boolean;
}

/** The arguments of a class by name. */
export type Arguments = Readonly<Record<string, Argument>>;

/** The values of a set of arguments after validation. Each may be absent. */
export type Values<A extends Arguments> = { [K in keyof A]?: z.output<A[K]["type"]> | undefined };

/** The properties of an argument other than its kind and type. */
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

/** The values of the arguments that every class has, and of those for vendors that can revoke a token. */
export type CommonValues = Values<typeof commonArguments> & Values<typeof revocationArguments>;
