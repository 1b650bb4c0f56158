import type { Lifecycle } from "../provider/lifecycle/lifecycle";
import type { Properties } from "./sealed";

/** An imported token, as `read` returns it. */
export interface Imported {
  readonly id: string;
  readonly inputs: Properties;
  readonly outputs: Properties;
}

/**
 * Imports the token that the id of `pulumi import` names: `env:MY_TOKEN`, or `4711,env:MY_TOKEN` if the vendor has its
 * own ids. No vendor returns the value of a token again, so it comes from that environment variable. It is verified
 * first. The resource gets the same id as an issued token would.
 *
 * @throws Error if the id names no variable, the variable is not set, or no credential set is configured
 */
export async function imported(lifecycle: Lifecycle, given: string, resourceUrn: string): Promise<Imported> {
  const [, id, variable] = /^(?:([^,]+),)?env:(\w+)$/.exec(given) ?? [];
  if (variable === undefined) {
    throw new Error(
      "No vendor returns the value of an existing token, so the id to import must name the environment variable that holds it: " +
        'env:MY_TOKEN, or "ID,env:MY_TOKEN" with the vendor\'s own id of the token.',
    );
  }
  const accessToken = process.env[variable];
  if (accessToken === undefined || accessToken === "") {
    throw new Error(`The environment variable ${variable}, which must hold the token to import, is not set.`);
  }
  const adopt = id === undefined ? { accessToken } : { id, accessToken };
  const { failures = [], inputs } = await lifecycle.check({}, { resourceUrn, adopt });
  if (inputs === undefined) throw new Error(failures.map(({ reason }) => reason).join(" "));
  const created = await lifecycle.create(inputs);
  return { id: created.id, ...asAsked(created.outs) };
}

/**
 * Uses the granted scope as the requested scope, since the program for the imported token requests the same. The
 * account is no input: the credential set is in another place, and a part of it among the inputs would begin a new set.
 */
function asAsked(outputs: Properties): Omit<Imported, "id"> {
  const { grantedScope, ...others } = outputs;
  if (!Array.isArray(grantedScope)) return { inputs: {}, outputs };
  return { inputs: { scope: grantedScope }, outputs: { ...others, scope: grantedScope, grantedScope: null } };
}
