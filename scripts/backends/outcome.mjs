/** Whether a run was refused because of another's lock. */
export const isLocked = ({ text }) => /currently locked by \d+ lock/.test(text);

/** What a run came to, in words. */
export function outcome(run) {
  if (run.ok) return "passes";
  return isLocked(run) ? "is locked" : "fails";
}

/** Rejects if the vendor has other tokens than the state. */
export async function nothingLost(operator, vendor) {
  const inState = (await operator.tokens()).map(({ id }) => id);
  const [held, living] = [inState, await vendor.tokens()].map((ids) => ids.sort().join());
  if (held !== living) throw new Error(`in state: ${held}; at the vendor: ${living}`);
}
