import { PropertyDiff } from "@pulumi/pulumi/proto/provider_pb";
import type { Difference } from "../provider/lifecycle/diff";
import type { Properties } from "./sealed";

/** Returns each property that differs, and whether it replaces the token, as a plan shows it. */
export function detailedDiff({ changes, replaces, updates }: Difference, olds: Properties, news: Properties) {
  const names = changes ? new Set([...replaces, ...updates]) : [];
  return new Map(
    [...names].map((name) => {
      const isInput = name in olds || name in news;
      const kind = isInput && !(name in olds) ? "ADD" : isInput && !(name in news) ? "DELETE" : "UPDATE";
      const diff = new PropertyDiff();
      diff.setKind(PropertyDiff.Kind[replaces.includes(name) ? (`${kind}_REPLACE` as const) : kind]);
      diff.setInputdiff(isInput);
      return [name, diff];
    }),
  );
}

/** Adds an update of an argument that changes nothing about the token. */
export function withUpdate(difference: Difference, argument: string): Difference {
  return { ...difference, changes: true, updates: [...difference.updates, argument] };
}
