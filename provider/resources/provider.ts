import * as pulumi from "@pulumi/pulumi";
import { providerNameKey } from "../credentials/places";
import type { Duration } from "./access-token";

/**
 * The arguments of {@link Provider}: a credential set for each vendor whose tokens use this provider. Each token class
 * adds its own set. Members that are secrets stay secrets.
 */
export interface ProviderArgs {
  /**
   * How far ahead a plan looks for tokens that are due, for example the time between two runs of a pipeline. The
   * environment variable `ACCESS_TOKENS_LOOK_AHEAD` overrides it.
   */
  lookAhead?: pulumi.Input<Duration>;
}

/**
 * Credentials for the tokens that use this provider: `new OAuth2AccessToken("reports", {}, { provider })`.
 *
 * Its tokens do not read the stack's configuration. Do not pass it as `providers` to a component that holds dynamic
 * resources of other packages: it would run those too. If one of its arguments is unknown in a preview, Pulumi plans
 * none of its tokens, and the preview does not show those that are due.
 */
export class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: ProviderArgs, opts?: pulumi.ResourceOptions) {
    const { lookAhead, ...sets } = args;
    const inputs: pulumi.Inputs = { [providerNameKey]: name };
    if (lookAhead !== undefined) inputs["access-tokens:lookAhead"] = lookAhead;
    for (const [group, set] of Object.entries(sets)) {
      // The set goes in as one secret: state would show a secret inside a map in clear text.
      if (set !== undefined && set !== null)
        inputs[`access-tokens:${group}`] = pulumi.secret(pulumi.jsonStringify(set));
    }
    super("pulumi-nodejs", name, inputs, opts);
  }
}
