import type { StackConfig } from "./stack-options";

/** A credential set as stack configuration, each part set by its path; what is called a secret is one. */
export function stackConfiguration(group: string, set: Readonly<Record<string, string>>): StackConfig {
  return Object.fromEntries(
    Object.entries(set).map(([name, value]) => [
      `access-tokens:${group}.${name}`,
      { value, path: true, secret: /secret|key$/i.test(name) },
    ]),
  );
}
