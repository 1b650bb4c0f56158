import * as pulumi from "@pulumi/pulumi";
import type { DeclaredVendor } from "../contract/declared-vendor";
import { optionalOutputsOf, outputsOf } from "../contract/outputs";
import type { Vendor } from "../contract/vendor";
import { stateText } from "../state/provider-text";
import { recordedArguments } from "../state/token-state";
import { renewAtOf, requestHeadersOf } from "./computed-outputs";
import { knownBeside } from "./known-output";
import { madeWhenRead } from "./made-when-read";
import { onlyUserFrames } from "./user-frames";

/**
 * A length of time: `"10 minutes"`, `"10m"`, `"1h30m"`, `"30 days"`, or ISO 8601 (`"P30D"`, `"PT10M"`). Months and
 * years are refused, because their length depends on the calendar.
 */
export type Duration = string;

/**
 * The arguments that every token class has. Except for the values in `rotationTriggers`, you can change each of them
 * without getting a new token.
 */
export interface AccessTokenArgs {
  /**
   * How long before it expires a token is due for renewal: a duration, or a percentage of the granted lifetime such as
   * `"30%"`. If the server grants a lifetime shorter than this, the token is due in the last third of that lifetime.
   *
   * @default one third of the granted lifetime
   */
  renewBefore?: pulumi.Input<Duration | `${number}%`>;
  /**
   * The lifetime to assume if the vendor's reply does not name one. It applies to an existing token too.
   *
   * @default none: the token has no expiry time
   */
  assumedLifetime?: pulumi.Input<Duration>;
  /** Your own values, by name. Changing a value replaces the token; adding or removing a name does not. */
  rotationTriggers?: pulumi.Input<Record<string, pulumi.Input<string>>>;
  /**
   * Whether `pulumi refresh` asks the vendor if it still accepts the token. A change only updates state; nothing is
   * sent.
   *
   * @default true
   */
  introspect?: pulumi.Input<boolean>;
  /**
   * Takes over an existing token instead of issuing one. The token is verified with the vendor, then renewed and
   * revoked like any other. This argument is read only when the resource is created. The token in it is a secret.
   */
  adopt?: pulumi.Input<{
    /** The vendor's own id of the token, if it has one. */
    id?: pulumi.Input<string>;
    accessToken: pulumi.Input<string>;
  }>;
  /**
   * The certificate (PEM) of the authority that signed the server's certificate. It is trusted in addition to those
   * that Node.js trusts.
   */
  caCertificate?: pulumi.Input<string>;
  /**
   * Skips the check of the server's identity. Anyone on the network path can then read the credential and the token.
   *
   * @default false
   * @deprecated Give `caCertificate` instead. (It is not going away; it is marked so that editors strike it through.)
   */
  insecureSkipTlsVerify?: pulumi.Input<boolean>;
  /**
   * The longest time that one request may take. If the first request of a run to a server gets no answer in that time,
   * the run sends nothing more to that server.
   *
   * @default "30 seconds"
   */
  requestTimeout?: pulumi.Input<Duration>;
}

/** The arguments of the classes whose vendor can revoke a token. */
export interface RevocableAccessTokenArgs extends AccessTokenArgs {
  /**
   * What happens to the old token once a new one is in place. It is revoked, or it is left to expire, for consumers in
   * other stacks that still use it. A change alone adds nothing to the plan.
   *
   * @default "revoke"
   */
  onReplace?: pulumi.Input<"revoke" | "expire">;
  /**
   * What happens to the token when the resource is deleted. `"revokeBestEffort"` turns a failure into a warning that
   * names the token's id and the time when it expires; this holds for a replaced token too. A change only updates
   * state; nothing is sent. With Pulumi's `deleteBeforeReplace`, this argument decides instead of `onReplace`.
   *
   * @default "revoke"
   */
  onDelete?: pulumi.Input<"revoke" | "revokeBestEffort" | "expire">;
}

/** The arguments that say how to reach a server. A credential set may hold them too. */
export type ConnectionArgument = "caCertificate" | "insecureSkipTlsVerify" | "requestTimeout";

/** The base class of every token class. */
export abstract class AccessTokenResource extends pulumi.CustomResource {
  /** The token. A secret. */
  declare readonly accessToken: pulumi.Output<string>;
  /** When it was issued (RFC 3339, UTC). */
  declare readonly issuedAt: pulumi.Output<string>;
  /** When it was last renewed in place (RFC 3339, UTC), if the vendor renews tokens in place. */
  declare readonly renewedAt: pulumi.Output<string | undefined>;
  /** When it expires (RFC 3339, UTC); `undefined` if it does not expire. */
  declare readonly expiresAt: pulumi.Output<string | undefined>;
  /** `"revoked"` after a refresh found that the vendor no longer accepts it. */
  declare readonly status: pulumi.Output<"issued" | "revoked">;
  /** The vendor's name for the kind of token, for example `Bearer`. */
  declare readonly tokenType: pulumi.Output<string | undefined>;
  /** The scope that the server granted, if it differs from the scope that you asked for. */
  declare readonly grantedScope: pulumi.Output<string[] | undefined>;
  /** The time from which `pulumi up` renews it (RFC 3339, UTC); `undefined` if it does not expire. Not stored in state. */
  readonly renewAt!: pulumi.Output<string | undefined>;
  /** The headers that send the token to the vendor. A secret. Not stored in state. */
  readonly requestHeaders!: pulumi.Output<Record<string, string>>;

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
    const recorded = recordedArguments(vendor);
    // Outputs that an earlier version stored hold every credential. Pulumi ignores the names of absent outputs.
    const stored = secret.filter((name) => name in recorded || vendor.arguments[name]?.kind === "credential");
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
    const options = pulumi.mergeOptions({ additionalSecretOutputs: ["accessToken", ...stored] }, opts);
    const restore = onlyUserFrames(__filename);
    try {
      super(type, name, properties, options);
    } finally {
      restore();
    }
    // Each output is several promises, and most programs read few of them.
    for (const output of optionalOutputsOf(vendor)) {
      const stored = (this as unknown as Record<string, unknown>)[output];
      madeWhenRead(this, output, () => knownBeside(this.issuedAt, stored));
    }
    madeWhenRead(this, "renewAt", () => renewAtOf(this, vendor, args.renewBefore));
    madeWhenRead(this, "requestHeaders", () => requestHeadersOf(this, vendor, given));
  }
}

/**
 * Returns the resource's URN. It goes in as an input, because Pulumi does not tell a dynamic provider which resource it
 * works for, and many messages name the resource.
 */
function urnOf(name: string, type: string, { parent }: pulumi.CustomResourceOptions): pulumi.Input<string> {
  // The stack is the parent of every resource without another parent, and the URN leaves it out.
  const isStack = parent !== undefined && (parent as { __pulumiType?: string }).__pulumiType === "pulumi:pulumi:Stack";
  if (parent !== undefined && !isStack) return pulumi.createUrn(name, type, parent);
  return `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::${type}::${name}`;
}
