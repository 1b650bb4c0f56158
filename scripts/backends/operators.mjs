import { nothingLost, outcome } from "./outcome.mjs";

/** Two operators of one stack: one in the middle of the other's `up`, both at the same moment, and one who cancels. */
export async function operators(all) {
  return [...(await locked(all)), ...(await together(all)), ...(await cancelled(all))];
}

async function locked({ first, second, vendor }) {
  const seen = {};
  const during = async () => {
    seen.up = await second.run("up");
    seen.preview = await second.run("preview");
  };
  const up = await first.run("up", { during });
  const issued = await vendor.issued();
  await nothingLost(first, vendor);
  await first.run("destroy");
  return [
    ["**during an `up`**, a second `up`; a `preview`", `${outcome(seen.up)}; ${outcome(seen.preview)}`],
    ["the first `up`; tokens issued", `${outcome(up)}; ${issued}`],
  ];
}

async function together({ first, second, vendor }) {
  const runs = await Promise.all([first, second].map((operator) => operator.run("up")));
  const issued = await vendor.issued();
  await nothingLost(first, vendor);
  await first.run("destroy");
  return [["**two `up` at the same moment**; tokens issued", `${runs.map(outcome).sort().join(", ")}; ${issued}`]];
}

async function cancelled({ first, second, vendor }) {
  let later;
  const during = async () => {
    await second.cancel();
    later = await second.run("up");
  };
  const up = await first.run("up", { during });
  const issued = await vendor.issued();
  const orphans = await first.orphans("--revoke", "--yes");
  await nothingLost(first, vendor);
  await first.run("destroy");
  return [
    ["**`pulumi cancel` during an `up`**, and a second `up`; the first `up`", `${outcome(later)}; ${outcome(up)}`],
    ["tokens issued; in no state, all of them found", `${issued}; ${orphans.length}`],
  ];
}
