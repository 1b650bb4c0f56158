import { isDeepStrictEqual } from "node:util";
import { type Bag, urnOf } from "../arguments/validation";
import type { Operation } from "../contract/operation";
import type { IssuedToken } from "../contract/token";
import type { Vendor } from "../contract/vendor";
import { rememberSecrets } from "../credentials/secrets";
import { TokenError } from "../messages/errors";
import { redact } from "../messages/redaction";
import { report } from "../messages/report";
import { adopt } from "./adoption";
import { type Context, valuesOf } from "./context";
import { type Issue, lostToken, recordIssue } from "./issued-token";
import { strays } from "./leftover-check";

/** Issues a token for a new or replaced resource. If a new resource has `adopt`, adopts that token instead. */
export async function issue(context: Context, inputs: Bag): Promise<Issue> {
  const { client, clock, memory, vendor } = context;
  const urn = urnOf(inputs);
  const missing = memory.missing(urn);
  if (missing !== undefined) throw new TokenError("CREDENTIAL_MISSING", missing);
  const values = valuesOf(vendor, inputs);
  const replaced = memory.newest(urn)?.state;
  const adopted = isAdoption(context, inputs) ? values.adopt : undefined;
  if (replaced !== undefined) refuseUsedOneTime(vendor, inputs, memory.oldInputs(urn));
  const [issued, { clockOffset, now }] = await client.run<[IssuedToken, Operation]>(
    "credential",
    inputs,
    async (operation) => {
      if (adopted !== undefined) return [await adopt(vendor, operation, adopted), operation];
      // Do this before the request that issues. After its reply, nothing may prevent the token from reaching state.
      for (const stray of await strays(context, operation, inputs)) await report("warning", urn, stray);
      const token = await vendor.issue(operation).catch((error) => {
        const lifetime = vendor.requestedLifetime?.(operation.args) ?? values.assumedLifetime ?? vendor.assumedLifetime;
        throw error instanceof TokenError ? lostToken(error, lifetime, clock() + operation.clockOffset) : error;
      });
      return [token, operation];
    },
  );
  rememberSecrets(vendor, { ...issued.outputs, accessToken: issued.accessToken });
  const { scope } = values as { scope?: readonly string[] };
  // State holds this text without encryption, and the text may quote the vendor.
  const token = issued.unusable === undefined ? issued : { ...issued, unusable: redact(issued.unusable) };
  return recordIssue(vendor, inputs, token, now, memory, {
    ...values,
    clockOffset,
    replaced,
    requestedLifetime: vendor.requestedLifetime?.(values),
    scope,
    userEnd: vendor.userEnd?.(values),
  });
}

/** A replacement is always issued, although `adopt` may still name the token that was adopted before. */
export function isAdoption({ memory }: Context, inputs: Bag): boolean {
  return inputs.adopt !== undefined && memory.newest(urnOf(inputs)) === undefined;
}

/** Refuses a one-time code or assertion that was used before. Sending it again could only lock the account. */
function refuseUsedOneTime(vendor: Vendor, news: Bag, olds: Bag): void {
  for (const [name, { kind }] of Object.entries(vendor.arguments)) {
    if (kind !== "oneTime" || news[name] === undefined || !isDeepStrictEqual(news[name], olds[name])) continue;
    throw new TokenError(
      "CREDENTIAL_MISSING",
      `${name} was already used for the last token, and can be used only once. Give a new one.`,
    );
  }
}
