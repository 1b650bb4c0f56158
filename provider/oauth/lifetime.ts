import type { IssuedToken } from "../contract/token";

/** A thousand years, in milliseconds. The end of a longer lifetime may not fit into a date. */
const longestLifetime = 31_556_952_000_000;

/** Other names that servers use instead of `expires_in`. The value is usually a date. */
const endNames = ["expires_at", "expires_on", "expires"] as const;

/**
 * Returns the expiry of a token from the reply of a token endpoint: from `expires_in` (RFC 6749, section 5.1), a number
 * or text, else from a field that some servers use instead.
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

/** A smaller number means seconds from now: as seconds since the epoch it would be before September 2001. */
const firstDate = 1_000_000_000;
/** This number or a larger one means milliseconds: as seconds it would be after the year 5000. */
const firstMilliseconds = 100_000_000_000;

/** Returns the expiry from a number or a date with a time zone; `undefined` for any other value. */
function dateOf(value: unknown): Pick<IssuedToken, "expiresAt" | "lifetime"> | undefined {
  const number = numberOf(value);
  if (number >= firstMilliseconds) return { expiresAt: number };
  if (number >= firstDate) return { expiresAt: number * 1000 };
  if (number > 0) return { lifetime: Math.floor(number * 1000) };
  const isDate = typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]{5,18}(Z|[+-]\d\d:?\d\d)$|GMT$/.test(value);
  const date = isDate ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : { expiresAt: date };
}

function numberOf(value: unknown): number {
  return typeof value === "number" || typeof value === "string" ? Number(value) : Number.NaN;
}
