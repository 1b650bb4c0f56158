import type { StateCopy } from "./stack";
import type { Args, ModelVendor } from "./vendors";

/** What a run must do about a resource: the model that what is done is compared with. */
export type Owed = "issue" | "renew" | "nothing";

export function owed(vendor: ModelVendor, copy: StateCopy | undefined, args: Args, now: number): Owed {
  if (copy === undefined) return "issue";
  const { inputs, outputs } = copy;
  const release = (bag: Args) => (bag.rotationTriggers as { release?: string } | undefined)?.release;
  const [before, after] = [release(inputs), release(args)];
  if (before !== undefined && after !== undefined && before !== after) return "issue";
  const replacing = [vendor.grant[0], "clientId", "username"];
  if (replacing.some((name) => words(outputs[name]) !== words(args[name]))) return "issue";
  if (outputs.status === "revoked") return "issue";
  const end = Date.parse(String(outputs.expiresAt));
  if (now >= end) return "issue";
  const start = Date.parse(String(outputs.renewedAt ?? outputs.issuedAt));
  if (now < end - windowOf(end - start, args.renewBefore)) return "nothing";
  return vendor.renewsInPlace ? "renew" : "issue";
}

function windowOf(lifetime: number, renewBefore: unknown): number {
  const asked = { "10 minutes": 600_000, "2 hours": 7_200_000, "50%": lifetime / 2 }[String(renewBefore)];
  return asked !== undefined && asked <= lifetime - 180_000 ? asked : lifetime / 3;
}

/** A set of words, however it is written. */
function words(value: unknown): string {
  return [value].flat().join(" ");
}
