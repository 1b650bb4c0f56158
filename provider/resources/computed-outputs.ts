import * as pulumi from "@pulumi/pulumi";
import type { CommonValues } from "../arguments/declaration";
import { type Bag, validate, withoutAbsent } from "../arguments/validation";
import type { Vendor } from "../contract/vendor";
import { renewalTime } from "../policy/renewal";
import { rfc3339 } from "../policy/rfc3339";
import { timesOf } from "../state/token-state";

/** The outputs of a token that others are computed from. */
interface TokenOutputs {
  readonly accessToken: pulumi.Output<string>;
  readonly tokenType: pulumi.Output<string | undefined>;
  readonly issuedAt: pulumi.Output<string>;
  readonly renewedAt: pulumi.Output<string | undefined>;
  readonly expiresAt: pulumi.Output<string | undefined>;
}

/** Returns the time from which `pulumi up` renews a token. */
export function renewAtOf(
  { expiresAt, issuedAt, renewedAt }: TokenOutputs,
  vendor: Vendor,
  renewBefore: pulumi.Input<string> | undefined,
): pulumi.Output<string | undefined> {
  return pulumi
    .all([issuedAt, renewedAt, expiresAt, renewBefore])
    .apply(([issuedAt, renewedAt, expiresAt, renewBefore]) => {
      const { values } = validate(vendor.arguments, renewBefore === undefined ? {} : { renewBefore });
      const time = renewalTime(timesOf({ issuedAt, renewedAt, expiresAt }), (values as CommonValues).renewBefore);
      return time === undefined ? undefined : rfc3339(time);
    });
}

/**
 * Returns the headers that send a token to its vendor.
 *
 * @param given the arguments of the resource
 */
export function requestHeadersOf(
  { accessToken, tokenType }: TokenOutputs,
  vendor: Vendor,
  given: Bag,
): pulumi.Output<Record<string, string>> {
  const connection = Object.fromEntries(
    Object.entries(given).filter(([argument]) => vendor.arguments[argument]?.kind === "connection"),
  );
  return pulumi.secret(
    pulumi
      .all([accessToken, tokenType, pulumi.output(connection)])
      .apply(([accessToken, tokenType, reached]) =>
        vendor.requestHeaders({ accessToken, tokenType }, validate(vendor.arguments, withoutAbsent(reached)).values),
      ),
  );
}
