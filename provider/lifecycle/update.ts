import { beginningOf } from "../arguments/end";
import { type Bag, urnOf, withoutAbsent } from "../arguments/validation";
import { type ChangedToken, type Owed, PartialChange } from "../contract/token";
import { holdsCredential } from "../credentials/set";
import { TokenError } from "../messages/errors";
import { report } from "../messages/report";
import { changedState, type TokenState } from "../state/token-state";
import { type Context, decisionFor, valuesOf } from "./context";
import { lifetimeRemarks, unusableText } from "./issued-token";
import { Kept } from "./kept-token";
import { type Copy, heldToken } from "./memory";
import { reissue } from "./reissue";

/**
 * Updates a token, all at once: a renewal, changed grants, an unfinished earlier change and new secrets. The vendor
 * changes the token in place, or issues a new one if it can neither renew nor revoke the old one.
 */
export async function change(context: Context, copy: Copy, given: Bag): Promise<TokenState> {
  const { vendor } = context;
  const news = withoutAbsent(given);
  refuseToForget(context, copy, news);
  const decision = decisionFor(context, copy, news);
  if (decision.renewal === "issue") return reissue(context, copy, given);
  let time = context.clock();
  try {
    const changed = await askVendor(context, copy, news, owedOf(context, decision), (now) => {
      time = now;
    });
    for (const warning of changed.warnings ?? []) await report("warning", urnOf(news), warning);
    const values = valuesOf(vendor, news);
    const renewedAt = beginningOf(time, changed.expiresAt, vendor.requestedLifetime?.(values));
    const state = changedState(vendor, copy.state, news, changed, renewedAt);
    if (changed.renewed) {
      const { renewBefore } = values;
      const remarks = lifetimeRemarks(vendor, state, {
        replaced: copy.state,
        renewBefore,
        userEnd: vendor.userEnd?.(values),
      });
      for (const [severity, remark] of remarks) await report(severity, urnOf(news), remark);
    }
    if (state.unusable !== undefined)
      throw new Kept(vendor, { id: copy.id, state }, given, unusableText(state.unusable));
    return state;
  } catch (error) {
    if (!(error instanceof PartialChange)) throw error;
    // Record the old arguments, so that the next run tries again what failed.
    const state = changedState(vendor, copy.state, copy.state, error.changed, time);
    throw new Kept(vendor, { id: copy.id, state }, given, error.message);
  }
}

/** Refuses to remove a credential without another in its place. Nobody could then introspect or revoke the token. */
function refuseToForget({ memory, vendor }: Context, { state }: Copy, news: Bag): void {
  const missing = memory.missing(urnOf(news));
  if (missing !== undefined && holdsCredential(vendor, state) && !holdsCredential(vendor, news)) {
    throw new TokenError("CREDENTIAL_MISSING", missing);
  }
}

/** Returns the renewal and the changed grants to ask the vendor for. */
function owedOf({ vendor }: Context, { changes, renewal }: ReturnType<typeof decisionFor>): Owed {
  const names = changes.map(({ argument }) => argument);
  return {
    renewal: renewal === "change",
    changes: names.filter((argument) => vendor.arguments[argument]?.kind === "grant"),
  };
}

/** Returns whether the vendor is asked. An unfinished earlier change is a reason too. */
function isAsked({ vendor }: Context, { state }: Copy, { changes, renewal }: Owed): boolean {
  return vendor.change !== undefined && (renewal || changes.length > 0 || state.unfinished !== undefined);
}

/** Returns the state after a change that sends nothing to the vendor; `undefined` if the change sends something. */
export function unaskedChange(context: Context, copy: Copy, given: Bag): TokenState | undefined {
  const news = withoutAbsent(given);
  const decision = decisionFor(context, copy, news);
  if (decision.renewal === "issue" || isAsked(context, copy, owedOf(context, decision))) return undefined;
  return changedState(context.vendor, copy.state, news, {}, context.clock());
}

/**
 * Asks the vendor for the change and returns its result; `{}` if there is nothing to ask.
 *
 * @param atTime called with the time of the change, by the server's clock
 */
async function askVendor(
  context: Context,
  copy: Copy,
  news: Bag,
  owed: Owed,
  atTime: (now: number) => void,
): Promise<ChangedToken> {
  const { client, vendor } = context;
  const { change: vendorChange } = vendor;
  if (vendorChange === undefined || !isAsked(context, copy, owed)) return {};
  return client.run(vendor.changesWith, news, (operation) =>
    vendorChange(operation, heldToken(copy), owed).finally(() => atTime(operation.now)),
  );
}
