import fc from "fast-check";
import type { Purpose } from "./vendors";

/** Of the two resources that a sequence has at most. */
export type Name = "a" | "b";

/** What an argument of one resource becomes; `present` tells whether it is in the program at all. */
export type Change =
  | { readonly argument: "present" | "grant" | "inPlace" | "account" | "secret" | "introspect"; readonly on: boolean }
  | { readonly argument: "release"; readonly value: string | undefined }
  | { readonly argument: "renewBefore"; readonly value: string | undefined }
  | { readonly argument: "onDelete" | "onReplace"; readonly value: string | undefined };

/** What goes wrong with the next request of a purpose. */
export type Trouble = "cut before" | "cut after" | "failed" | "done, and failed" | "a page" | "refused" | "useless";

export type Step =
  | { readonly do: "up" | "preview" | "refresh" | "destroy" }
  /** The engine does not get the replies to what is created. */
  | { readonly do: "crash" }
  | { readonly do: "wait"; readonly minutes: number }
  | { readonly do: "set"; readonly name: Name; readonly change: Change }
  | { readonly do: "lifetime"; readonly seconds: number }
  /** Someone revokes one of the tokens that live. */
  | { readonly do: "revoke"; readonly pick: number }
  | { readonly do: "trouble"; readonly purpose: Purpose; readonly trouble: Trouble }
  /** The server carries out what it is asked in the next operation, and never answers. */
  | { readonly do: "silence" };

const change: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    argument: fc.constantFrom("present", "grant", "inPlace", "account", "secret", "introspect" as const),
    on: fc.boolean(),
  }),
  fc.record({ argument: fc.constant("release" as const), value: fc.constantFrom("1", "2", undefined) }),
  fc.record({
    argument: fc.constant("renewBefore" as const),
    value: fc.constantFrom("10 minutes", "50%", "2 hours", undefined),
  }),
  fc.record({
    argument: fc.constant("onDelete" as const),
    value: fc.constantFrom("revokeBestEffort", "expire", undefined),
  }),
  fc.record({ argument: fc.constant("onReplace" as const), value: fc.constantFrom("expire", undefined) }),
);

const trouble: fc.Arbitrary<Step> = fc.oneof(
  // A run waits for its time-out.
  { weight: 1, arbitrary: fc.constant({ do: "silence" as const }) },
  {
    weight: 30,
    arbitrary: fc.record({
      do: fc.constant("trouble" as const),
      purpose: fc.constant("issue" as const),
      trouble: fc.constantFrom("cut before", "cut after", "failed", "done, and failed", "a page", "refused", "useless"),
    }),
  },
  {
    weight: 30,
    arbitrary: fc.record({
      do: fc.constant("trouble" as const),
      purpose: fc.constantFrom("revoke", "renew", "introspect", "list", "change"),
      // Of what is asked again after a cut, a run waits in between.
      trouble: fc.oneof(
        { weight: 9, arbitrary: fc.constantFrom("failed", "a page" as const) },
        { weight: 1, arbitrary: fc.constantFrom("cut before", "cut after" as const) },
      ),
    }),
  },
);

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: fc.constant({ do: "up" as const }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("preview", "refresh", "destroy") }) },
  { weight: 2, arbitrary: fc.constant({ do: "crash" as const }) },
  { weight: 5, arbitrary: fc.record({ do: fc.constant("set" as const), name: fc.constantFrom("a", "b"), change }) },
  {
    weight: 3,
    arbitrary: fc.record({ do: fc.constant("wait" as const), minutes: fc.constantFrom(1, 20, 45, 100, 300, 5000) }),
  },
  {
    weight: 1,
    arbitrary: fc.record({ do: fc.constant("lifetime" as const), seconds: fc.constantFrom(30, 600, 100_000) }),
  },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("revoke" as const), pick: fc.nat(3) }) },
  { weight: 4, arbitrary: trouble },
);

export const steps = (most: number): fc.Arbitrary<readonly Step[]> => fc.array(step, { minLength: 1, maxLength: most });
