import { type Bag, urnOf, withoutAbsent } from "../arguments/validation";
import { failureOf } from "../messages/failure";
import { report } from "../messages/report";
import type { TokenState } from "../state/token-state";
import type { Context } from "./context";
import { issue } from "./create";
import { leave } from "./delete";
import { unusableRenewal } from "./issued-token";
import { Kept } from "./kept-token";
import type { Copy } from "./memory";

/**
 * Renews a token that its vendor cannot revoke: issues a new one, and leaves the old one to lapse. The resource keeps
 * its id.
 *
 * @throws Kept if there is no new token that can be used. The old one stays in state with the reason
 */
export async function reissue(context: Context, copy: Copy, given: Bag): Promise<TokenState> {
  const { memory, vendor } = context;
  const news = withoutAbsent(given);
  const urn = urnOf(news);
  const kept = (error: Error) => new Kept(vendor, copy, given, failureOf("renew the access token", urn, error).message);
  const {
    copy: fresh,
    problem,
    remarks,
    tokenId,
  } = await issue(context, news).catch((error) => {
    throw kept(error);
  });
  const { unusable } = fresh.state;
  if (unusable !== undefined) throw kept(new Error(unusableRenewal(unusable)));
  for (const [severity, remark] of remarks) await report(severity, urn, remark);
  if (problem !== undefined) throw kept(new Error(problem));
  const state = tokenId === undefined || tokenId === copy.id ? fresh.state : { ...fresh.state, renewedId: tokenId };
  memory.forgets(copy);
  memory.remembersCopy({ id: copy.id, state }, news);
  if (state.accessToken !== copy.state.accessToken) await leave(context, copy);
  return state;
}
