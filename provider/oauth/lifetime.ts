import type { IssuedToken } from "../contract/token";

/** A thousand years: a longer lifetime has no date to write down. */
const longestLifetime = 31_556_952_000_000;

/** The names that servers have for an end in the place of `expires_in`, a date most of the time. */
const endNames = ["expires_at", "expires_on", "expires"] as const;

/**
 * The end of a token as the reply of a token endpoint names it: `expires_in` (RFC 6749, section 5.1), as a number or as
 * text; else what some servers say in its place.
 */
export function endOf(
  json: Readonly<Record<string, unknown>> = {},
): Pick<IssuedToken, "expiresAt" | "lifetime" | "unusable"> {
  const { expires_in: seconds } = json;
  if (seconds !== undefined && seconds !== null) return lifetimeOf(seconds);
  return endNames.map((name) => dateOf(json[name])).find((end) => end !== undefined) ?? {};
}

function lifetimeOf(seconds: unknown): Pick<IssuedToken, "lifetime" | "unusable"> {
  const lifetime = numberOf(seconds) * 1000;
  if (lifetime > longestLifetime) {
    return { unusable: `its lifetime (expires_in) is ${Number(seconds)} seconds, which is more than a thousand years` };
  }
  return lifetime > 0
    ? { lifetime: Math.floor(lifetime) }
    : { unusable: "its lifetime (expires_in) is not a number of seconds above 0" };
}

/** A number below this counts seconds from now: as seconds since the epoch it would lie in 2001. */
const firstDate = 1_000_000_000;
/** A number from this on counts milliseconds: as seconds it would lie past the year 5000. */
const firstMilliseconds = 100_000_000_000;

/** A number, or a date with its time zone; what is neither has no meaning that is known. */
function dateOf(value: unknown): Pick<IssuedToken, "expiresAt" | "lifetime"> | undefined {
  const number = numberOf(value);
  if (number >= firstMilliseconds) return { expiresAt: number };
  if (number >= firstDate) return { expiresAt: number * 1000 };
  if (number > 0) return { lifetime: Math.floor(number * 1000) };
  const isDate = typeof value === "string" && /^\d{4}-\d\d-\d\dT.*(Z|[+-]\d\d:?\d\d)$|GMT$/.test(value);
  const date = isDate ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : { expiresAt: date };
}

function numberOf(value: unknown): number {
  return typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
}
