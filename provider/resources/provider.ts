import * as pulumi from "@pulumi/pulumi";
import { providerNameKey } from "../credentials/places";
import type { Duration } from "./access-token";

/**
 * The arguments of {@link Provider}: a credential set for each vendor whose tokens name it. Each class adds its own. What
 * is a secret in a set is one here.
 */
export interface ProviderArgs {
  /**
   * How far ahead a plan looks for tokens that are due, for example the time between two runs of a pipeline. The
   * environment variable `ACCESS_TOKENS_LOOK_AHEAD` goes before it.
   */
  lookAhead?: pulumi.Input<Duration>;
}

/**
 * Credentials for the tokens that name it: `new OAuth2AccessToken("reports", {}, { provider })`.
 *
 * Its tokens do not see the stack's configuration. Do not pass it as `providers` to a component that holds dynamic
 * resources of other packages: it would run those too. Where one of its arguments is not known in a preview, Pulumi
 * plans none of its tokens, and those that are due do not show.
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    const { lookAhead, ...sets } = args;
    const inputs: pulumi.Inputs = { [providerNameKey]: name };
    if (lookAhead !== undefined) inputs["access-tokens:lookAhead"] = lookAhead;
    for (const [group, set] of Object.entries(sets)) {
      // As one secret: a secret inside a map would stand in state in clear.
      if (set !== undefined && set !== null)
        inputs[`access-tokens:${group}`] = pulumi.secret(pulumi.jsonStringify(set));
    }
    super("pulumi-nodejs", name, inputs, opts);
  }
}
