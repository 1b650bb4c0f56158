import { changesOf } from "./changes";
import { type Context, decisionFor, urnOf, valuesOf } from "./context";
import { holdsCredential } from "./credentials";
import { TokenError } from "./errors";
import { lifetimeRemarks, unusableText } from "./issue";
import { Kept } from "./kept";
import { type Copy, heldToken } from "./process-memory";
import { report } from "./report";
import { type Bag, withoutAbsent } from "./schema";
import { changedState, lifetimeOf, type TokenState } from "./state";
import { type ChangedToken, PartialChange } from "./token";

/** Does all that is owed to a token in place, at once: a renewal, changed grants, what was left undone, new secrets. */
export async function change(context: Context, copy: Copy, given: Bag): Promise<TokenState> {
  const { vendor } = context;
  const news = withoutAbsent(given);
  refuseToForget(context, copy, news);
  let time = context.clock();
  try {
    const changed = await askVendor(context, copy, news, (now) => {
      time = now;
    });
    for (const warning of changed.warnings ?? []) await report("warning", urnOf(news), warning);
    const state = changedState(vendor, copy.state, news, changed, time);
    if (changed.renewed) {
      const { renewBefore } = valuesOf(vendor, news);
      const remarks = lifetimeRemarks(lifetimeOf(state), { replaced: copy.state, renewBefore });
      for (const [severity, remark] of remarks) await report(severity, urnOf(news), remark);
    }
    if (state.unusable !== undefined) throw new Kept({ id: copy.id, state }, given, unusableText(state.unusable));
    return state;
  } catch (error) {
    if (!(error instanceof PartialChange)) throw error;
    // The arguments are recorded as they were, so that what failed is owed again.
    const state = changedState(vendor, copy.state, copy.state, error.changed, time);
    throw new Kept({ id: copy.id, state }, given, error.message);
  }
}

/** A credential that is taken out, with none in its place, would leave a token that nobody can ask about or revoke. */
function refuseToForget({ memory, vendor }: Context, { state }: Copy, news: Bag): void {
  const missing = memory.missing(urnOf(news));
  if (missing !== undefined && holdsCredential(vendor, state) && !holdsCredential(vendor, news)) {
    throw new TokenError("CREDENTIAL_MISSING", missing);
  }
}

/** @param atTime told when it was done, by the server's clock */
async function askVendor(
  context: Context,
  copy: Copy,
  news: Bag,
  atTime: (now: number) => void,
): Promise<ChangedToken> {
  const { client, vendor } = context;
  const vendorChange = vendor.change;
  const renewal = decisionFor(context, copy, news).reason?.kind === "due";
  const changes = changesOf(vendor.arguments, copy.state, news, undefined)
    .map(({ argument }) => argument)
    .filter((argument) => vendor.arguments[argument]?.kind === "grant");
  const isOwed = renewal || changes.length > 0 || copy.state.unfinished !== undefined;
  if (vendorChange === undefined || !isOwed) return {};
  return client.run(vendor.changesWith, news, (operation) =>
    vendorChange(operation, heldToken(copy), { renewal, changes }).finally(() => atTime(operation.now)),
  );
}
