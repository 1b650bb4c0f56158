import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { TOKENS } from "./operator.mjs";
import { isLocked, nothingLost, outcome } from "./outcome.mjs";

// The engine tries for half a minute or longer to save a result, one after the other.
const PARALLEL = 4;

/** A backend that goes away in the middle of an `up`, and comes back. */
export async function losses(all) {
  return [
    ...(await loss(all, "before the first token", { tokens: 0, back: ({ end }) => once(end, "abort") })),
    ...(await loss(all, "after the third token", { tokens: 3, back: ({ end }) => once(end, "abort") })),
    ...(await loss(all, "after the third, until `failed to save snapshot`", {
      tokens: 3,
      back: ({ failure }) => once(failure, "abort"),
    })),
    ...(await loss(all, "after the third, for 5 s", { tokens: 3, back: () => sleep(5000) })),
  ];
}

/** Rejects if a token is left at the vendor that `status --orphans` does not find. */
async function loss({ backend, first, vendor }, when, { tokens, back }) {
  const [ending, failing] = [new AbortController(), new AbortController()];
  const [end, failure] = [ending.signal, failing.signal];
  const lose = async () => {
    await vendor.until(tokens, end);
    await backend.stop();
    if (!end.aborted) await Promise.race([back({ end, failure }), once(end, "abort")]);
    await backend.start();
  };
  let whole;
  const during = async () => {
    whole = lose();
    if (tokens === 0) await sleep(1000);
  };
  const onOutput = (text) => {
    if (text.includes("failed to save snapshot")) failing.abort();
  };
  await vendor.slow(TOKENS);
  const up = await first.run("up", { during, options: { parallel: PARALLEL, onOutput } });
  ending.abort();
  await whole;
  await vendor.quick();
  const issued = await vendor.issued();
  const held = (await first.tokens()).length;

  let next = await first.run("up");
  const locked = isLocked(next);
  if (locked) {
    await first.cancel();
    next = await first.run("up");
  }
  const more = await vendor.issued();
  const orphans = await first.orphans("--revoke", "--yes");
  await nothingLost(first, vendor);
  await first.run("destroy");
  await vendor.issued();
  return [
    [`**the backend is gone ${when}**: \`up\``, `${outcome(up)} after ${up.seconds} s`],
    ["tokens issued; in state; in no state", `${issued}; ${held}; ${issued - held}`],
    ["the next `up`; it issues", `${locked ? "is locked; after `pulumi cancel` it " : ""}${outcome(next)}; ${more}`],
    ["`status --orphans --revoke` revokes", `${orphans.length}`],
  ];
}
