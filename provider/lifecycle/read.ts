import { report } from "../messages/report";
import type { Status } from "../state/token-state";
import type { Context } from "./context";
import { explain } from "./diff";
import { type Copy, heldToken } from "./memory";

/** Asks the vendor whether it still accepts a token. One that is over, or that nobody wants asked about, is as it was. */
export async function observe(context: Context, copy: Copy): Promise<Status> {
  const { client, clock, vendor } = context;
  const { state } = copy;
  const { introspect } = vendor;
  const isOver = state.expiresAt !== undefined && Date.parse(state.expiresAt) <= clock();
  const wanted = state.introspect ?? vendor.introspectsByDefault ?? true;
  if (introspect === undefined || !wanted || isOver) return state.status;
  const observation = await client.run(vendor.introspectsWith, state, (operation) =>
    introspect(operation, heldToken(copy)),
  );
  if (observation === undefined) return state.status;
  for (const warning of observation.warnings ?? []) await report("warning", state.resourceUrn, warning);
  if (observation.accepted) return "issued";
  if (state.status !== "revoked") await explain(context, copy, state.resourceUrn, { kind: "revoked" });
  return "revoked";
}
