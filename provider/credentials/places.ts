import { type Bag, pick, withoutAbsent } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";
import { membersOf } from "./members";

/** A place that may hold a credential set, with its values by argument name. */
export interface Place {
  /** The name of the place in messages. */
  readonly title: string;
  readonly values: Bag;
  /** Why its values could not be read. */
  readonly problem?: string;
  /** The place is Pulumi configuration. A run without the program gets it as the last run had it. */
  readonly isConfiguration?: boolean;
}

/** Returns a value of Pulumi's configuration; `undefined` if it is not set. */
export type ReadConfiguration = (key: string) => string | undefined;

/** The key under which an explicit provider passes its own name, so that errors can name it. */
export const providerNameKey = "access-tokens:provider";

/** Returns the places in the order in which they are searched. A provider and stack configuration are one entry. */
export function places(vendor: Vendor, inputs: Bag, configuration: ReadConfiguration): [Place, Place, Place] {
  const { configurable } = membersOf(vendor);
  const provider = configuration(providerNameKey);
  const key = `access-tokens:${vendor.group}`;
  return [
    { title: "the resource's arguments", values: pick(inputs, Object.keys(configurable)) },
    configured(
      provider === undefined ? `the stack's configuration (${key})` : `the provider "${provider}" (${vendor.group})`,
      configuration(key),
      vendor.otherMembers,
    ),
    {
      title: "the environment",
      values: withoutAbsent(
        Object.fromEntries(
          Object.entries(configurable).map(([name, { environment = "" }]) => [
            name,
            process.env[environment] || undefined,
          ]),
        ),
      ),
    },
  ];
}

function configured(title: string, text: string | undefined, passedOver: readonly string[] = []): Place {
  if (text === undefined || text === "") return { title, values: {} };
  try {
    const parsed: unknown = JSON.parse(text);
    if (typeof parsed === "object" && parsed !== null && !Array.isArray(parsed)) {
      const members = Object.entries(withoutAbsent(parsed as Bag)).filter(([name]) => !passedOver.includes(name));
      // `pulumi config set --path` turns digits into a number. One that may have lost digits is refused by its type.
      const texts = members.map(([name, value]) => [name, Number.isSafeInteger(value) ? String(value) : value]);
      return { title, values: Object.fromEntries(texts), isConfiguration: true };
    }
  } catch {
    // The text may be a secret, and the parser's message may quote it.
  }
  const problem = `The value of ${title} is not a map: set each part by itself, with --path.`;
  return { title, values: {}, problem, isConfiguration: true };
}
