import { z } from "zod";
import { parseDuration } from "../policy/duration";
import { isSafe, withoutSlash } from "../transport/address";

// CR, LF and NUL would end a header or a form line early. No identifier or secret of these vendors contains one.
// biome-ignore lint/suspicious/noControlCharactersInRegex: refusing control characters is the point
const controlCharacter = /[\u0000-\u001f\u007f]/;

/** Text for a header, a form or a path: not empty and without control characters. */
export const text = z
  .string({ error: "must be a string" })
  .min(1, "must not be empty")
  .refine((value) => !controlCharacter.test(value), "must not hold line breaks or other control characters");

/** Text that is sent in a header without encoding. */
export const headerText = text.refine(
  (value) => /^[\x20-\x7e]+$/.test(value) && value.trim() === value,
  "must be plain ASCII without spaces at its start or end: it goes into a header",
);

/** Text for one part of a path. The text is encoded, so only `.` and `..`, which mean another folder, are refused. */
export const pathPart = text.refine(
  (value) => value !== "." && value !== ".." && Buffer.from(value).toString() === value,
  'must not be "." or "..", and must be well-formed text: it goes into a path',
);

/** Text with several lines, such as a PEM file. */
export const lines = z.string({ error: "must be a string" }).min(1, "must not be empty");

/**
 * A set of words, given as a list or as one string separated by spaces (RFC 6749, section 3.3). Order and repeats do
 * not matter. An empty set counts as absent.
 */
export const wordSet = z
  .union([z.literal(""), text, z.array(text)], { error: "must be a string, or a list of strings that are not empty" })
  .transform((value) => {
    const items = typeof value === "string" ? value.split(" ") : value.flatMap((item) => item.split(" "));
    const words = [...new Set(items.filter((item) => item !== ""))].sort();
    return words.length === 0 ? undefined : words;
  });

/** A length of time. It is parsed to milliseconds. */
export const duration = z
  .string({ error: 'must be a duration such as "10 minutes", "1h30m", "30 days" or "P30D"' })
  .transform((value, context) => {
    const length = parseDuration(value);
    if (length !== undefined && length > 0) return length;
    context.addIssue(
      'must be a duration longer than zero, such as "10 minutes", "1h30m", "30 days" or "P30D" (months and years have no fixed length)',
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

/**
 * The whole address of one endpoint, such as a token endpoint: https, or http on this machine. It is used exactly as
 * written. It may contain a query, so no path can be appended. For the address of a server, use `base`.
 */
export const endpoint = text.superRefine((value, context) => {
  const url = URL.canParse(value) ? new URL(value) : undefined;
  const problem =
    url === undefined || !/^https?:\/\//i.test(value)
      ? 'must be a whole URL, such as "https://login.example.com"'
      : !isSafe(url)
        ? "must begin with https:// (http:// would send secrets in clear text, so it is allowed only for this machine)"
        : url.username !== "" || url.password !== ""
          ? "must not hold a user name or a password"
          : url.hash !== ""
            ? "must not hold a fragment (#)"
            : undefined;
  if (problem !== undefined) context.addIssue(problem);
});

/** The address of a server, to which API paths are appended. A slash at its end is removed; a query is refused. */
export const base = endpoint
  .transform(withoutSlash)
  .refine((value) => !value.includes("?"), "must not hold a query (?)");
