import { isDeepStrictEqual } from "node:util";

/** Properties in a gRPC message. Secrets in them are wrapped. */
export type Properties = Readonly<Record<string, unknown>>;

/** The key and the value that mark a wrapped secret for the engine. */
const signature = "4dabf18193072939515e22adb298388d";
const secret = "1b47061264138c4ac30d75fd1eb44270";

/** Returns the value with its secrets unwrapped. */
export function opened<T>(value: T): T {
  if (Array.isArray(value)) return value.map(opened) as T;
  if (typeof value !== "object" || value === null) return value;
  if (isSecret(value)) return opened((value as unknown as { value: T }).value);
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, opened(inner)])) as T;
}

/**
 * Returns the properties with their secrets wrapped. A property in `names` is wrapped as a whole. Any other is wrapped
 * as in the first received properties where it holds a secret, or as a whole if its value has changed since.
 */
export function sealed(properties: Properties, names: ReadonlySet<string>, ...received: Properties[]): Properties {
  const entries = Object.entries(properties).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries.map(([name, value]) => [name, sealedValue(name, value)]));

  function sealedValue(name: string, value: unknown): unknown {
    if (value === null) return value;
    if (names.has(name)) return wrapped(value);
    const holder = received.find((each) => holdsSecret(each[name]));
    if (holder === undefined) return value;
    return isDeepStrictEqual(opened(holder[name]), value) ? holder[name] : wrapped(value);
  }
}

/** Returns the value as one secret. */
export function wrapped(value: unknown): unknown {
  return { [signature]: secret, value };
}

function isSecret(value: object): boolean {
  return (value as Properties)[signature] === secret;
}

function holdsSecret(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return isSecret(value) || Object.values(value).some(holdsSecret);
}
