import * as pulumi from "@pulumi/pulumi";

/**
 * Returns an output of a token as the program sees it: `undefined` if the token does not have it, and known as soon as
 * the output `known` is.
 *
 * State holds `null` for such an output. State of 0.1.0 lacks it until the next refresh, and Pulumi calls an output
 * that state lacks unknown in every preview.
 */
export function knownBeside(known: pulumi.Output<unknown>, output: unknown): pulumi.Output<unknown> {
  return known.apply(async () => {
    const value = await (output as { promise(): Promise<unknown> }).promise();
    // Plain even if the engine marks the `null` of a secret output as a secret: a consumer would see a change.
    if (value === null || value === undefined) return undefined;
    return (await pulumi.isSecret(output as pulumi.Output<unknown>)) ? pulumi.secret(value) : value;
  });
}
