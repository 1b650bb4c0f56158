import type { Lifecycle } from "../provider/lifecycle/lifecycle";
import type { Properties } from "./sealed";

/** A token that was taken over, as `read` answers it. */
export interface Imported {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/**
 * Takes over the token that the id of `pulumi import` names: `env:MY_TOKEN`, or `4711,env:MY_TOKEN` where the vendor has
 * an id of its own. No vendor tells the value of a token again, so it comes from that environment variable; it is
 * verified first, and the id becomes what it would be of a token that was issued here.
 *
 * @throws Error where the id names no variable, where the variable is not set, or where no credential set is configured
 */
export async function imported(lifecycle: Lifecycle, given: string, resourceUrn: string): Promise<Imported> {
  const [, id, variable] = /^(?:([^,]+),)?env:(\w+)$/.exec(given) ?? [];
  if (variable === undefined) {
    throw new Error(
      "No vendor tells the value of a token again, so the id to import must name the environment variable that holds it: " +
        'env:MY_TOKEN, or "ID,env:MY_TOKEN" with the vendor\'s own id of the token.',
    );
  }
  const accessToken = process.env[variable];
  if (accessToken === undefined || accessToken === "") {
    throw new Error(`The environment variable ${variable}, which is to hold the token to import, is not set.`);
  }
  const { failures = [], inputs } = await lifecycle.check({}, { resourceUrn });
  if (inputs === undefined) throw new Error(failures.map(({ reason }) => reason).join(" "));
  const adopt = id === undefined ? { accessToken } : { id, accessToken };
  const created = await lifecycle.create({ ...inputs, adopt });
  return { id: created.id, ...asAsked(inputs, created.outs) };
}

/** What the token may do is what was asked for: the program that goes with it asks for the same. */
function asAsked(inputs: Properties, outputs: Properties): Omit<Imported, "id"> {
  const { grantedScope, ...others } = outputs;
  if (!Array.isArray(grantedScope)) return { inputs, outputs };
  return {
    inputs: { ...inputs, scope: grantedScope },
    outputs: { ...others, scope: grantedScope, grantedScope: null },
  };
}
