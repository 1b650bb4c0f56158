import { z } from "zod";
import { parseDuration } from "./duration";

/**
 * What an argument is for. The kind alone decides what a change of its value does:
 *
 * - `identity` (whose token, at which server): replaces;
 * - `grant` (what the token may do): replaces, or updates where the vendor can change a token in place;
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
  /** The value is a secret: encrypted in state, never printed. */
  readonly secret?: boolean;
  /** The environment variable that holds it. Having one makes it part of the vendor's credential set. */
  readonly environment?: string;
  /** A grant that the vendor changes in the token that exists. */
  readonly inPlace?: boolean;
  /** The value that means the same as none. */
  readonly unset?: string | boolean;
  /** Letter case makes no difference to the vendor. What is sent is as it was written. */
  readonly caseInsensitive?: boolean;
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

// CR, LF and NUL would end a header or a form line early; no identifier or secret of these vendors holds one.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
const controlCharacter = /[\u0000-\u001f\u007f]/;

/** Text that goes into a header, a form or a path: not empty, and without control characters. */
export const text = z
  .string({ error: "must be a string" })
  .min(1, "must not be empty")
  .refine((value) => !controlCharacter.test(value), "must not hold line breaks or other control characters");

/** Text that goes into a header as it is. */
export const headerText = text.refine(
  (value) => /^[\x20-\x7e]+$/.test(value) && value.trim() === value,
  "must be plain ASCII without blanks at its ends: it goes into a header",
);

/** Text that is one part of a path: encoded it stays one, but for the dots that mean another folder. */
export const pathPart = text.refine(
  (value) => value !== "." && value !== ".." && Buffer.from(value).toString() === value,
  'must not be "." or "..", and must be well-formed text: it goes into a path',
);

/** Text of several lines, as a PEM file is. */
export const lines = z.string({ error: "must be a string" }).min(1, "must not be empty");

/** A list without order or repeats, given as a list or as one string with spaces between (RFC 6749, section 3.3). */
export const wordSet = z
  .union([text, z.array(text)], { error: "must be a string, or a list of strings that are not empty" })
  .transform((value) => {
    const items = typeof value === "string" ? value.split(" ") : value.flatMap((item) => item.split(" "));
    return [...new Set(items.filter((item) => item !== ""))].sort();
  });

/** A length of time; in milliseconds once parsed. */
export const duration = z
  .string({ error: 'must be a duration such as "10 minutes", "1h30m", "30 days" or "P30D"' })
  .transform((value, context) => {
    const length = parseDuration(value);
    if (length !== undefined && length > 0) return length;
    context.addIssue(
      'must be a duration longer than nothing, such as "10 minutes", "1h30m", "30 days" or "P30D" (months and years have no fixed length)',
    );
    return z.NEVER;
  });

const percentage = /^(\d{1,2}(?:\.\d+)?)\s*%$/;

/** A duration, or a percentage of the granted lifetime. */
export const renewBefore = z
  .string({ error: 'must be a duration such as "10 minutes", or a percentage such as "30%"' })
  .transform((value, context) => {
    const percent = Number(percentage.exec(value.trim())?.[1] ?? 0);
    const milliseconds = parseDuration(value) ?? 0;
    if (percent > 0) return { percent };
    if (milliseconds > 0) return { milliseconds };
    context.addIssue(
      'must be a duration such as "10 minutes", or a percentage of the lifetime above 0 and below 100, such as "30%"',
    );
    return z.NEVER;
  });

const loopback = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether a secret may be sent to this address: https, or this machine itself. */
export function isSafe(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}

export function isLoopback({ hostname }: URL): boolean {
  return loopback.test(hostname);
}

/** An address without the slashes at its end. */
export function withoutSlash(address: string): string {
  let end = address.length;
  while (address[end - 1] === "/") end -= 1;
  return address.slice(0, end);
}

/** The address of a server or of one of its endpoints: https, or http on this machine; without a slash at its end. */
export const endpoint = text.transform((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const problem =
    url === undefined || !/^https?:\/\//i.test(value)
      ? 'must be a whole URL, such as "https://login.example.com"'
      : !isSafe(url)
        ? "must begin with https:// (http:// is allowed for this machine alone, since it would send secrets in clear)"
        : url.username !== "" || url.password !== ""
          ? "must not hold a user name or a password"
          : url.hash !== ""
            ? "must not hold a fragment (#)"
            : undefined;
  if (url !== undefined && problem === undefined) return withoutSlash(value);
  context.addIssue(problem ?? "must be a URL");
  return z.NEVER;
});

/** The address of a server, to which the paths of its API are added. */
export const base = endpoint.refine((value) => !value.includes("?"), "must not hold a query (?)");

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
