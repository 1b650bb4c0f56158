import { resolve } from "node:path";
import { vendors } from "../../../provider/vendors";
import { MARK, SECRET } from "../checks/secret-mark";
import { isNative } from "../native/way-in";

type Properties = Record<string, unknown>;

/** The difference between the process of dynamic providers and the native provider, for the engine that talks to it. */
interface Wire {
  readonly program: string;
  /** The configuration of the stack, as the process expects it. */
  configuration(config: Readonly<Record<string, string>>): Properties;
  /** The properties of a resource, as they go to the process. */
  sent(properties: Properties): Properties;
  /** The properties that the process returned, in clear, beside those that were sent. */
  received(returned: Properties, sent: Properties): Properties;
}

/** The process takes no marked secrets, and the provider and the URN are among the properties. */
const dynamic: Wire = {
  program: require.resolve("@pulumi/pulumi/cmd/dynamic-provider/index.js"),
  configuration: (config) => config,
  sent: (properties) => properties,
  received: inClear,
};

/** The process takes marked secrets. A test names the URN among the properties; it goes beside them. */
const native: Wire = {
  program: resolve("lib/plugin/main.js"),
  configuration: (config) =>
    Object.fromEntries(Object.entries(config).map(([key, value]) => [key.replace("access-tokens:", ""), value])),
  sent(properties) {
    const { __provider, resourceUrn, ...own } = properties;
    const vendor = vendors.find(({ resource }) => String(resourceUrn).includes(`:${resource}::`));
    const isSecret = (name: string) => name === "accessToken" || vendor?.arguments[name]?.secret === true;
    return Object.fromEntries(
      Object.entries(own).map(([name, value]) => [
        name,
        isSecret(name) && value !== null ? { [MARK]: SECRET, value } : value,
      ]),
    );
  },
  received(returned, { __provider, resourceUrn }) {
    return { ...inClear(returned), __provider, resourceUrn };
  },
};

export const wire = isNative ? native : dynamic;

/** The engine hands on in clear what a process marked as a secret. */
function inClear(marked: Properties): Properties {
  const values = Object.entries(marked).map(([name, value]) => {
    const { [MARK]: isSecret, value: clear } = (value ?? {}) as { [MARK]?: string; value?: unknown };
    return [name, isSecret === undefined ? value : clear];
  });
  return Object.fromEntries(values);
}
