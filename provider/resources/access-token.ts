import * as pulumi from "@pulumi/pulumi";
import type { CommonValues } from "../arguments/declaration";
import { validate, withoutAbsent } from "../arguments/validation";
import type { DeclaredVendor } from "../contract/declared-vendor";
import type { Vendor } from "../contract/vendor";
import { renewalTime } from "../policy/decision";
import { optionalOutputsOf, outputsOf } from "../state/outputs";
import { stateText } from "../state/provider-text";
import { isRecorded, rfc3339, timesOf } from "../state/token-state";
import { knownBeside } from "./known-output";
import { onlyUserFrames } from "./user-frames";

/**
 * A length of time: `"10 minutes"`, `"10m"`, `"1h30m"`, `"30 days"`, or ISO 8601 (`"P30D"`, `"PT10M"`). Months and
 * years are refused, since their length depends on the calendar.
 */
export type Duration = string;

/** The arguments that every class of access tokens has. Each may be changed without a new token. */
export interface AccessTokenArgs {
  /**
   * How long before its end the token is due: a duration, or a percentage of the granted lifetime such as `"30%"`.
   * Where the server grants less than this, a third of what it granted.
   *
   * @default one third of the granted lifetime
   */
  renewBefore?: pulumi.Input<Duration | `${number}%`>;
  /**
   * The lifetime to count with where the vendor's reply names none. It counts for a token that exists, too.
   *
   * @default none: the token has no end
   */
  assumedLifetime?: pulumi.Input<Duration>;
  /**
   * Values of your own, by name. A value that changes to another value replaces the token; adding or removing a name
   * does not.
   */
  rotationTriggers?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Whether `pulumi refresh` asks the vendor if it still accepts the token. A change is an update of state without a
   * request.
   *
   * @default true
   */
  introspect?: pulumi.Input<boolean>;
  /**
   * Takes over a token that exists, instead of issuing one: verified with the vendor, then renewed and revoked like any
   * other. Read when the resource is created, and never again. The token in it is a secret.
   */
  adopt?: pulumi.Input<{
    /** The vendor's own id of the token, where it has one. */
    id?: pulumi.Input<string>;
    accessToken: pulumi.Input<string>;
  }>;
  /** The certificate (PEM) of the authority that signed the server's, beside those that Node.js trusts. */
  caCertificate?: pulumi.Input<string>;
  /**
   * Does not verify who the server is: anyone on the way can read the credential and the token.
   *
   * @default false
   * @deprecated Give `caCertificate` instead. (Not going away: marked so that editors strike it through.)
   */
  insecureSkipTlsVerify?: pulumi.Input<boolean>;
  /**
   * The longest that one request may take. Where the first request of a run to a server has no answer by then, nothing
   * more is sent to that server in the run.
   *
   * @default "30 seconds"
   */
  requestTimeout?: pulumi.Input<Duration>;
}

/** The arguments of the classes whose vendor can revoke a token. */
export interface RevocableAccessTokenArgs extends AccessTokenArgs {
  /**
   * What becomes of the old token once a new one is in place: revoked, or left to expire, for consumers in other
   * stacks that still hold it. A change alone changes nothing in the plan.
   *
   * @default "revoke"
   */
  onReplace?: pulumi.Input<"revoke" | "expire">;
  /**
   * What becomes of the token when the resource is deleted. `"revokeBestEffort"` turns a failure into a warning that
   * names the token's id and its natural end. A change is an update of state without a request. With Pulumi's
   * `deleteBeforeReplace` this decides, and not `onReplace`.
   *
   * @default "revoke"
   */
  onDelete?: pulumi.Input<"revoke" | "revokeBestEffort" | "expire">;
}

/** The arguments on how a server is reached, which a credential set may hold too. */
export type ConnectionArgument = "caCertificate" | "insecureSkipTlsVerify" | "requestTimeout";

/** What every class of access tokens has in common. */
export abstract class AccessTokenResource extends pulumi.CustomResource {
  /** The token. A secret. */
  declare readonly accessToken: pulumi.Output<string>;
  /** When it was issued (RFC 3339, UTC). */
  declare readonly issuedAt: pulumi.Output<string>;
  /** When it was last renewed in place, where the vendor renews a token so (RFC 3339, UTC). */
  declare readonly renewedAt: pulumi.Output<string | undefined>;
  /** When it ends (RFC 3339, UTC); `undefined` where it has no end. */
  declare readonly expiresAt: pulumi.Output<string | undefined>;
  /** `"revoked"` once a refresh saw that the vendor no longer accepts it. */
  declare readonly status: pulumi.Output<"issued" | "revoked">;
  /** The vendor's word for the kind of token, for example `Bearer`. */
  declare readonly tokenType: pulumi.Output<string | undefined>;
  /** What the server granted, where that is not what was asked for. */
  declare readonly grantedScope: pulumi.Output<string[] | undefined>;
  /** From when on `pulumi up` renews it (RFC 3339, UTC); `undefined` where it has no end. Not stored in state. */
  readonly renewAt: pulumi.Output<string | undefined>;
  /** The headers with which the token is sent to the vendor. A secret. Not stored in state. */
  readonly requestHeaders: pulumi.Output<Record<string, string>>;

  protected constructor(
    declared: DeclaredVendor,
    name: string,
    args: AccessTokenArgs,
    opts: pulumi.CustomResourceOptions = {},
  ) {
    const vendor = declared as Vendor;
    const type = `pulumi-nodejs:dynamic/access-tokens:${vendor.resource}`;
    const given: Readonly<Record<string, unknown>> = { ...args };
    const secret = Object.keys(vendor.arguments).filter((argument) => vendor.arguments[argument]?.secret);
    const recorded = secret.filter((argument) => isRecorded(vendor, argument));
    const properties = {
      ...Object.fromEntries(outputsOf(vendor).map((output) => [output, undefined])),
      ...given,
      ...Object.fromEntries(
        secret
          .filter((argument) => given[argument] !== undefined && given[argument] !== null)
          .map((argument) => [argument, pulumi.secret(given[argument])]),
      ),
      resourceUrn: urnOf(name, type, opts),
      __provider: stateText(vendor),
    };
    const options = pulumi.mergeOptions({ additionalSecretOutputs: ["accessToken", ...recorded] }, opts);
    const restore = onlyUserFrames(__filename);
    try {
      super(type, name, properties, options);
    } finally {
      restore();
    }
    const own = this as unknown as Record<string, pulumi.Output<unknown> | undefined>;
    for (const output of optionalOutputsOf(vendor)) own[output] = knownBeside(this.issuedAt, own[output]);
    this.renewAt = pulumi
      .all([this.issuedAt, this.renewedAt, this.expiresAt, args.renewBefore])
      .apply(([issuedAt, renewedAt, expiresAt, renewBefore]) => {
        const { values } = validate(vendor.arguments, renewBefore === undefined ? {} : { renewBefore });
        const time = renewalTime(timesOf({ issuedAt, renewedAt, expiresAt }), (values as CommonValues).renewBefore);
        return time === undefined ? undefined : rfc3339(time);
      });
    const connection = Object.fromEntries(
      Object.entries(given).filter(([argument]) => vendor.arguments[argument]?.kind === "connection"),
    );
    this.requestHeaders = pulumi.secret(
      pulumi
        .all([this.accessToken, this.tokenType, pulumi.output(connection)])
        .apply(([accessToken, tokenType, reached]) =>
          vendor.requestHeaders({ accessToken, tokenType }, validate(vendor.arguments, withoutAbsent(reached)).values),
        ),
    );
  }
}

/** The provider is not told which resource it works for, and says so much about it: the URN goes in as an input. */
function urnOf(name: string, type: string, { parent }: pulumi.CustomResourceOptions): pulumi.Output<string> {
  // The stack is the parent of what has none, and does not stand in the URN.
  const isStack = parent !== undefined && (parent as { __pulumiType?: string }).__pulumiType === "pulumi:pulumi:Stack";
  return pulumi.createUrn(name, type, isStack ? undefined : parent);
}
