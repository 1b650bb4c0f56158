import fc from "fast-check";
import { sentence } from "../../provider/messages/reason";
import { type Change, type Decision, decide, type Situation } from "../../provider/policy/decision";
import { type RenewBefore, renewalTime, renewalWindow } from "../../provider/policy/renewal";

// A failure is made small for as long as this, which may take for ever.
fc.configureGlobal({ interruptAfterTimeLimit: 15_000 });

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;

const lifetimes = fc.integer({ min: 5 * minute, max: 3650 * day });
const windows: fc.Arbitrary<RenewBefore | undefined> = fc.oneof(
  fc.constant(undefined),
  fc.record({ milliseconds: fc.integer({ min: 1, max: 4000 * day }) }),
  // What the argument takes: above 0 and below 100, with as many decimals as one likes.
  fc.record({
    percent: fc.oneof(fc.integer({ min: 1, max: 99 }), fc.double({ min: 1e-9, max: 99.999_999, noNaN: true })),
  }),
);
const instants = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) });

/** A token that was renewed in place any number of times; its lifetime counts from the last time. */
const tokens = fc
  .record({
    issuedAt: instants,
    granted: lifetimes,
    renewals: fc.array(fc.record({ after: fc.integer({ min: 0, max: 400 * day }), granted: lifetimes }), {
      maxLength: 5,
    }),
  })
  .map(({ issuedAt, granted, renewals }) => {
    const renewedAt = renewals.length === 0 ? undefined : renewals.reduce((at, { after }) => at + after, issuedAt);
    const start = renewedAt ?? issuedAt;
    return { start, issuedAt, renewedAt, expiresAt: start + (renewals.at(-1)?.granted ?? granted), status: "issued" };
  });

describe("a token just issued", () => {
  test("is not due: with any window, after any renewals, clocks a minute apart, looking ahead however far", () => {
    fc.assert(
      fc.property(
        tokens,
        windows,
        fc.integer({ min: -minute, max: minute }),
        fc.integer({ min: 0, max: 10_000 * day }),
        fc.boolean(),
        fc.boolean(),
        (token, renewBefore, skew, lookAhead, renewsInPlace, isRevocable) => {
          const now = token.start + skew;
          const decision = decide({ now, lookAhead, token, changes: [], renewBefore, renewsInPlace, isRevocable });
          expect(decision).toMatchObject({ action: "none", replaces: [] });
          expect(decision).not.toHaveProperty("reason");
        },
      ),
      { numRuns: 2000 },
    );
  });

  test("has its renewal time strictly between its start and its end", () => {
    fc.assert(
      fc.property(tokens, windows, (token, renewBefore) => {
        const at = renewalTime(token, renewBefore) as number;
        expect(at).toBeGreaterThan(token.start);
        expect(at).toBeLessThan(token.expiresAt);
      }),
      { numRuns: 2000 },
    );
  });
});

test("a token without an end is never due, however old", () => {
  fc.assert(
    fc.property(instants, windows, fc.nat(), fc.nat(), (issuedAt, renewBefore, age, lookAhead) => {
      const token = { issuedAt, status: "issued" };
      const decision = decide({
        now: issuedAt + age * second,
        lookAhead,
        token,
        changes: [],
        renewBefore,
        renewsInPlace: false,
        isRevocable: true,
      });
      expect(decision).toEqual({ action: "none", replaces: [] });
      expect(renewalTime(token, renewBefore)).toBeUndefined();
    }),
  );
});

test("the window is what was asked wherever that leaves time to use the token, else a third of what was granted", () => {
  expect(renewalWindow(90 * day, { milliseconds: 10 * day })).toBe(10 * day);
  expect(renewalWindow(90 * day, { percent: 50 })).toBe(45 * day);
  expect(renewalWindow(hour, undefined)).toBe(20 * minute);
  expect(renewalWindow(hour, { milliseconds: hour })).toBe(20 * minute);
  expect(renewalWindow(hour, { milliseconds: 2 * hour })).toBe(20 * minute);
  expect(renewalWindow(5 * minute, { percent: 99 })).toBe(100 * second);
  expect(renewalWindow(hour, { milliseconds: 57 * minute })).toBe(57 * minute);
  expect(renewalWindow(hour, { milliseconds: 57 * minute + 1 })).toBe(20 * minute);
});

const changes: fc.Arbitrary<Change> = fc.oneof(
  fc.record({
    argument: fc.constantFrom("issuer", "clientId", "scope"),
    needs: fc.constant("replacement" as const),
  }),
  fc.record({ argument: fc.constantFrom("clientSecret", "onDelete"), needs: fc.constant("update" as const) }),
  fc.record({
    argument: fc.constant("rotationTriggers"),
    needs: fc.constant("replacement" as const),
    trigger: fc.constantFrom("release", "quarter"),
    unknown: fc.boolean(),
  }),
);

/** Each part is likely to call for something, so that most situations meet several rows of the table. */
const situations: fc.Arbitrary<Situation> = fc
  .record({
    token: fc.oneof(
      tokens,
      tokens.map(({ expiresAt: _, ...endless }) => ({ ...endless, expiresAt: undefined })),
    ),
    status: fc.constantFrom("issued", "revoked"),
    // As a share of the lifetime: before it, in it, in the window, past it.
    age: fc.integer({ min: -100, max: 1500 }).map((thousandths) => thousandths / 1000),
    lookAhead: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 400 * day })),
    changes: fc.array(changes, { maxLength: 4 }),
    renewBefore: windows,
    renewsInPlace: fc.boolean(),
    isRevocable: fc.boolean(),
  })
  .map(({ token, status, age, ...rest }) => {
    const length = (token.expiresAt ?? token.start + 90 * day) - token.start;
    return { ...rest, now: token.start + Math.round(age * length), token: { ...token, status } };
  });

/** The rows of the decision table, in their order, each written as what it asks and what it gives. */
const rows: readonly [string, (s: Situation) => boolean, (s: Situation) => Partial<Decision>][] = [
  [
    "an argument changed",
    (s) => s.changes.some(isArgument),
    (s) => ({ action: "replace", replaces: s.changes.filter(isArgument).map((change) => change.argument) }),
  ],
  [
    "a trigger changed",
    (s) => s.changes.some((change) => change.trigger !== undefined),
    () => ({ action: "replace", replaces: ["rotationTriggers"] }),
  ],
  ["revoked", (s) => s.token.status === "revoked", () => ({ action: "replace", replaces: ["status"] })],
  ["expired", (s) => s.token.expiresAt !== undefined && s.now >= s.token.expiresAt, issued],
  ["due, replaced", (s) => isDue(s) && !s.renewsInPlace, issued],
  ["due, renewed in place", (s) => isDue(s), () => ({ action: "update", replaces: [], renewal: "change" })],
  [
    "changed in place",
    (s) => s.changes.length > 0,
    (s) => ({ action: "update", replaces: [], reason: { kind: "changed", changes: s.changes } }),
  ],
  ["nothing owed", () => true, () => ({ action: "none", replaces: [] })],
];

/** A new token comes in a replacement, so that the old one is revoked, or in an update if there is no way to do that. */
function issued({ isRevocable }: Situation): Partial<Decision> {
  return isRevocable
    ? { action: "replace", replaces: ["expiresAt"] }
    : { action: "update", replaces: [], renewal: "issue" };
}

function isArgument(change: Change): boolean {
  return change.needs === "replacement" && change.trigger === undefined;
}

function isDue({ now, lookAhead, token, renewBefore }: Situation): boolean {
  const at = renewalTime(token, renewBefore);
  if (at === undefined) return false;
  const start = token.renewedAt ?? token.issuedAt;
  return now + Math.min(lookAhead, Math.floor((at - start) / 2)) >= at;
}

describe("the decision table", () => {
  test("gives exactly one decision for every situation: that of the first row that applies", () => {
    const several = new Set<string>();
    fc.assert(
      fc.property(situations, (situation) => {
        const applying = rows.filter(([, applies]) => applies(situation));
        const [first, second] = applying.map(([name]) => name);
        if (second !== "nothing owed") several.add(`${first} before ${second}`);
        expect(decide(situation)).toMatchObject(applying[0]?.[2](situation) ?? {});
      }),
      { numRuns: 5000 },
    );
    // The order is only proved where a lower row applied too.
    expect([...several]).toEqual(
      expect.arrayContaining([
        "an argument changed before a trigger changed",
        "an argument changed before revoked",
        "an argument changed before expired",
        "a trigger changed before revoked",
        "a trigger changed before expired",
        "revoked before expired",
        "expired before due, replaced",
        "expired before due, renewed in place",
        "due, replaced before due, renewed in place",
        "due, renewed in place before changed in place",
      ]),
    );
  });

  test("has a reason wherever it acts and none where it does not, and every reason has a sentence", () => {
    fc.assert(
      fc.property(situations, (situation) => {
        const { action, reason, replaces } = decide(situation);
        expect(reason === undefined).toBe(action === "none");
        expect(replaces.length > 0).toBe(action === "replace");
        if (reason !== undefined) expect(sentence(reason)).toMatch(/^[^\n]{5,}$/);
      }),
      { numRuns: 2000 },
    );
  });

  test("is moved by the look-ahead from nothing to due, and in no other way", () => {
    let moved = 0;
    fc.assert(
      fc.property(situations, fc.boolean(), fc.integer({ min: 1, max: 4000 * day }), (any, isQuiet, lookAhead) => {
        const situation = isQuiet ? { ...any, changes: [], token: { ...any.token, status: "issued" } } : any;
        const without = decide({ ...situation, lookAhead: 0 });
        const looking = decide({ ...situation, lookAhead });
        if (looking.reason?.kind === without.reason?.kind) {
          expect({ ...looking, shortenedLookAhead: undefined }).toEqual(without);
          return;
        }
        moved += 1;
        expect(looking.reason?.kind).toBe("due");
        expect(situation.now).toBeLessThan(situation.token.expiresAt as number);
        // A change made in place is still made: one update does all that is owed.
        expect(without.reason === undefined || without.reason.kind === "changed").toBe(true);
      }),
      { numRuns: 5000 },
    );
    expect(moved).toBeGreaterThan(50);
  });
});

describe("a token whose end the user gave as a date", () => {
  test("is never renewed past it, and is replaced for every other reason", () => {
    fc.assert(
      fc.property(situations, fc.integer({ max: 1000 }), (any, before) => {
        fc.pre(any.token.expiresAt !== undefined);
        // The vendor may have cut the date short, but by no more than a second.
        const situation = { ...any, userEnd: (any.token.expiresAt as number) + before };
        const decision = decide(situation);
        const [[name] = []] = rows.filter(([row, applies]) => !/expired|due/.test(row) && applies(situation));
        expect(decision).toMatchObject(rows.find(([row]) => row === name)?.[2](situation) ?? {});
        expect(["due", "expired"]).not.toContain(decision.reason?.kind);
        const isNear = isDue(situation) || situation.now >= (any.token.expiresAt as number);
        if (name === "nothing owed") expect(decision.reason?.kind).toBe(isNear ? "userEnd" : undefined);
      }),
      { numRuns: 2000 },
    );
  });

  test("is renewed where the date is later than its end, until that date", () => {
    fc.assert(
      fc.property(situations, fc.integer({ min: 1001, max: 400 * day }), (situation, later) => {
        fc.pre(situation.token.expiresAt !== undefined);
        const userEnd = (situation.token.expiresAt as number) + later;
        const decision = decide({ ...situation, userEnd });
        if (situation.now < userEnd) expect(decision).toEqual(decide(situation));
        else expect(["due", "expired"]).not.toContain(decision.reason?.kind);
      }),
    );
  });
});

describe("a token of which runs take care in time", () => {
  const lives = fc.record({
    lifetime: lifetimes,
    renewBefore: windows,
    waits: fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 1 }),
  });

  /** What the first run finds that finds anything. The waits are thousandths of the longest one, and then as long. */
  function found(
    lifetime: number,
    renewBefore: RenewBefore | undefined,
    longest: number,
    lookAhead = 0,
    waits = [1000],
  ) {
    const token = { issuedAt: 0, expiresAt: lifetime, status: "issued" };
    let now = 0;
    for (let run = 0; now <= lifetime; run++) {
      now += Math.floor((longest * (waits[run] ?? 1000)) / 1000);
      const { reason } = decide({
        now,
        lookAhead,
        token,
        changes: [],
        renewBefore,
        renewsInPlace: false,
        isRevocable: true,
      });
      if (reason) return reason.kind;
    }
    return undefined;
  }

  test("is renewed where they are no further apart than its window", () => {
    fc.assert(
      fc.property(lives, ({ lifetime, renewBefore, waits }) => {
        const longest = renewalWindow(lifetime, renewBefore);
        fc.pre(longest > lifetime / 1000);
        expect(found(lifetime, renewBefore, longest, 0, waits)).toBe("due");
      }),
    );
  });

  test("is renewed where they look ahead to one another, as far apart as half of its lifetime and half of its window", () => {
    fc.assert(
      fc.property(lives, fc.double({ min: 0.001, max: 1, noNaN: true }), ({ lifetime, renewBefore, waits }, part) => {
        const longest = Math.floor((part * (lifetime + renewalWindow(lifetime, renewBefore))) / 2);
        expect(found(lifetime, renewBefore, longest, longest, waits)).toBe("due");
      }),
    );
  });

  test("expires in the example of docs/ci.md without a look-ahead, and where runs are rarer than that", () => {
    expect(found(day, undefined, 12 * hour)).toBe("expired");
    expect(found(day, undefined, 12 * hour, 12 * hour)).toBe("due");
    expect(found(day, undefined, 16.1 * hour, 30 * day, [496])).toBe("expired");
  });
});

describe("the plan says", () => {
  const issuedAt = Date.UTC(2026, 0, 1);
  const quiet: Situation = {
    now: issuedAt + minute,
    lookAhead: 0,
    token: { issuedAt, expiresAt: issuedAt + 3 * hour, status: "issued" },
    changes: [],
    renewsInPlace: false,
    isRevocable: true,
  };
  const scope: Change = { argument: "scope", needs: "replacement", added: ["tests:manage"], removed: [] };
  const release: Change = { argument: "rotationTriggers", needs: "replacement", trigger: "release" };

  test.each<[string, Partial<Situation>, Omit<Decision, "reason">]>([
    ["scope changed: +tests:manage", { changes: [scope] }, { action: "replace", replaces: ["scope"] }],
    [
      "scope changed: +tests:manage -tests:read",
      { changes: [{ ...scope, removed: ["tests:read"] }] },
      { action: "replace", replaces: ["scope"] },
    ],
    [
      'clientId changed; scope is not known until "pulumi up"',
      {
        changes: [
          { argument: "clientId", needs: "replacement" },
          { argument: "scope", needs: "replacement", unknown: true },
        ],
      },
      { action: "replace", replaces: ["clientId", "scope"] },
    ],
    [
      'rotation trigger "release" changed',
      { changes: [release] },
      { action: "replace", replaces: ["rotationTriggers"] },
    ],
    [
      'rotation trigger "release" is not known until "pulumi up"',
      { changes: [{ ...release, unknown: true }] },
      { action: "replace", replaces: ["rotationTriggers"] },
    ],
    [
      "no longer accepted by the vendor: it was revoked or ended early, or its account is locked",
      { token: { ...quiet.token, status: "revoked" } },
      { action: "replace", replaces: ["status"] },
    ],
    ["expired 3 hours ago", { now: issuedAt + 6 * hour }, { action: "replace", replaces: ["expiresAt"] }],
    ["expired 0 seconds ago", { now: issuedAt + 3 * hour }, { action: "replace", replaces: ["expiresAt"] }],
    [
      "due: expires in 20 minutes; renewal begins 1 hour before the end",
      { now: issuedAt + 2 * hour + 40 * minute },
      { action: "replace", replaces: ["expiresAt"] },
    ],
    [
      "due: expires in 1 hour; renewal begins 1 hour before the end",
      { now: issuedAt + 2 * hour },
      { action: "replace", replaces: ["expiresAt"] },
    ],
    [
      "due: expires in 1 hour 20 minutes; renewal begins 1 hour before the end, with a look-ahead of 30 minutes",
      { now: issuedAt + hour + 40 * minute, lookAhead: 30 * minute },
      { action: "replace", replaces: ["expiresAt"] },
    ],
    [
      "due: expires in 1 hour 20 minutes; renewal begins 1 hour before the end, with a look-ahead of 1 hour",
      { now: issuedAt + hour + 40 * minute, lookAhead: 30 * day },
      { action: "replace", replaces: ["expiresAt"], shortenedLookAhead: hour },
    ],
    [
      "due: expires in 5 minutes; renewal begins 10 minutes before the end",
      { now: issuedAt + 2 * hour + 55 * minute, renewBefore: { milliseconds: 10 * minute }, renewsInPlace: true },
      { action: "update", replaces: [], renewal: "change" },
    ],
    [
      "due: expires in 20 minutes; renewal begins 1 hour before the end",
      { now: issuedAt + 2 * hour + 40 * minute, isRevocable: false },
      { action: "update", replaces: [], renewal: "issue" },
    ],
    [
      "expired 3 hours ago",
      { now: issuedAt + 6 * hour, isRevocable: false, renewsInPlace: true },
      { action: "update", replaces: [], renewal: "issue" },
    ],
    [
      "ends 2026-01-01T03:00:00.000Z, the date that you gave: it is not renewed past that date. To renew it, give a later date or a duration",
      { now: issuedAt + 2 * hour, userEnd: issuedAt + 3 * hour },
      { action: "none", replaces: [] },
    ],
    [
      "ended 2026-01-01T03:00:00.000Z, the date that you gave: it is not renewed past that date. To renew it, give a later date or a duration",
      { now: issuedAt + 6 * hour, userEnd: issuedAt + 3 * hour },
      { action: "none", replaces: [] },
    ],
    [
      "clientSecret changed",
      { changes: [{ argument: "clientSecret", needs: "update" }] },
      { action: "update", replaces: [] },
    ],
  ])("%s", (words, parts, expected) => {
    const { reason, ...decision } = decide({ ...quiet, ...parts });
    expect(decision).toEqual(expected);
    expect(reason && sentence(reason)).toBe(words);
  });

  test("nothing of a token that is neither due nor changed", () => {
    expect(decide(quiet)).toEqual({ action: "none", replaces: [] });
    expect(decide({ ...quiet, now: issuedAt + 2 * hour - 1 })).toMatchObject({ action: "none" });
  });
});
