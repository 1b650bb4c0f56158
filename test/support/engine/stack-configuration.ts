import type { StackConfig } from "./stack-options";

/** Returns a credential set as stack configuration, each part by its path. Parts with the name of a secret are secrets. */
export function stackConfiguration(group: string, set: Readonly<Record<string, string>>): StackConfig {
  return Object.fromEntries(
    Object.entries(set).map(([name, value]) => [
      `access-tokens:${group}.${name}`,
      { value, path: true, secret: /secret|key$/i.test(name) },
    ]),
  );
}
