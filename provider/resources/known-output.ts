import * as pulumi from "@pulumi/pulumi";

/**
 * An output of a token as the program sees it: `undefined` where the token has none, and known as soon as another output
 * of the token is.
 *
 * State holds `null` there. State of 0.1.0 lacks it until the next refresh, and Pulumi calls an output that state lacks
 * unknown in every preview.
 */
export function knownBeside(known: pulumi.Output<unknown>, output: unknown): pulumi.Output<unknown> {
  return known.apply(async () => {
    const value = await (output as { promise(): Promise<unknown> }).promise();
    // Not even where the engine marks the `null` of a secret output as a secret: to a consumer that would be a change.
    if (value === null || value === undefined) return undefined;
    return (await pulumi.isSecret(output as pulumi.Output<unknown>)) ? pulumi.secret(value) : value;
  });
}
