/** A global of Jest's project `native`. */
declare const wayIn: "native" | undefined;

/**
 * Whether the tests of this file run with the native provider. Jest's project `native` runs tests of the project
 * `engine` a second time, with the native provider in the place of the dynamic classes.
 */
export const isNative = typeof wayIn !== "undefined" && wayIn === "native";

/** A pattern for what stands before the reason in the row of a replacement: a dynamic provider names no properties. */
export const diffInRow = isNative ? "\\[diff: [^\\]]+\\]; " : "";

/** Returns the type of a class's resources in the way in that the tests use. */
export function typeOf(resource: string): string {
  return isNative ? `access-tokens:index:${resource}` : `pulumi-nodejs:dynamic/access-tokens:${resource}`;
}

/** Returns the type of a resource of the tests, whose provider is the one of `handlers-plugin.cjs` where it is native. */
export function typeOfTests(resource: string): string {
  return isNative ? `tests:index:${resource}` : `pulumi-nodejs:dynamic/tests:${resource}`;
}
