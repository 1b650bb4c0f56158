import { type Copy, ProcessMemory } from "../../provider/lifecycle/memory";

const urn = "urn:pulumi:dev::project::access-tokens:Token::reports";
const otherUrn = "urn:pulumi:dev::project::access-tokens:Token::billing";

function copy(id: string, accessToken: string, resourceUrn: string | undefined = urn): Copy {
  return {
    id,
    state: { accessToken, issuedAt: "2026-01-01T00:00:00.000Z", status: "issued", resourceUrn } as Copy["state"],
  };
}

const inputs = { resourceUrn: urn, onReplace: "expire" };

let memory: ProcessMemory;
beforeEach(() => {
  memory = new ProcessMemory();
});

describe("the newest copy of a resource", () => {
  test("is what took a copy's place, where the process has seen another id for its URN", () => {
    const before = { resourceUrn: urn };
    memory.remembersCopy(copy("1", "one"), before);
    expect(memory.newestOf(copy("1", "one"))).toMatchObject({ id: "1", inputs: before });
    memory.remembersCopy(copy("2", "two"), inputs);
    expect(memory.newestOf(copy("1", "one"))).toMatchObject({ id: "2", inputs });
    expect(memory.newestOf(copy("2", "two"))).toMatchObject({ id: "2", inputs });
  });

  test("is not known where this run planned no copy of it", () => {
    expect(memory.newestOf(copy("1", "one"))).toBeUndefined();
    memory.remembersCopy(copy("2", "two", otherUrn), { resourceUrn: otherUrn });
    expect(memory.newestOf(copy("1", "one"))).toBeUndefined();
  });

  test("is the one that goes, with the inputs of the check, where it was checked and not planned", () => {
    memory.remembersCheck(urn, {}, inputs, undefined);
    expect(memory.newestOf(copy("1", "one"))).toMatchObject({ id: "1", inputs });
    memory.remembersCopy(copy("2", "two"), { resourceUrn: urn });
    expect(memory.newestOf(copy("1", "one"))).toMatchObject({ id: "2", inputs: { resourceUrn: urn } });
  });

  test("is known under a new name, though its state has the old one", () => {
    const renamed = { resourceUrn: otherUrn };
    memory.remembersCopy(copy("1", "one"), renamed);
    memory.remembersCopy(copy("2", "two", otherUrn), renamed);
    expect(memory.newestOf(copy("1", "one"))).toMatchObject({ id: "2", inputs: renamed });
  });
});

describe("a token is shared", () => {
  test("where another copy holds it, until that one is gone", () => {
    memory.remembersCopy(copy("1", "same"), inputs);
    expect(memory.isShared(copy("1", "same"))).toBe(false);
    memory.remembersCopy(copy("2", "same", otherUrn), { resourceUrn: otherUrn });
    expect(memory.isShared(copy("1", "same"))).toBe(true);
    expect(memory.isShared(copy("2", "same", otherUrn))).toBe(true);
    memory.forgets(copy("2", "same", otherUrn));
    expect(memory.isShared(copy("1", "same"))).toBe(false);
  });

  test("where two servers gave tokens the same id and the same resource is meant once", () => {
    memory.remembersCopy(copy("1", "same"), inputs);
    memory.remembersCopy(copy("1", "same"), inputs);
    expect(memory.isShared(copy("1", "same"))).toBe(false);
    memory.remembersCopy(copy("1", "same", otherUrn), { resourceUrn: otherUrn });
    expect(memory.isShared(copy("1", "same"))).toBe(true);
  });

  test("also where what took a copy's place, unplanned, was given its token and with it its id", () => {
    memory.remembersIssue(copy("1", "same"), inputs);
    expect(memory.isShared(copy("1", "same"))).toBe(true);
  });

  test("and not by another token of the same id", () => {
    memory.remembersCopy(copy("1", "one"), inputs);
    memory.remembersCopy(copy("1", "two", otherUrn), { resourceUrn: otherUrn });
    expect(memory.isShared(copy("1", "one"))).toBe(false);
  });

  test("and whoever holds it first says how old it is", () => {
    expect(memory.holderOf("same")).toBeUndefined();
    memory.remembersCopy(copy("1", "same"), inputs);
    expect(memory.holderOf("same")).toMatchObject({ issuedAt: "2026-01-01T00:00:00.000Z" });
    memory.forgets(copy("1", "same"));
    expect(memory.holderOf("same")).toBeUndefined();
  });
});

describe("an id for a token without one of the vendor's", () => {
  test("is a short hash of the token, never the token", () => {
    const id = memory.idFor("a-token-that-is-secret");
    expect(id).toMatch(/^[0-9a-f]{16}$/);
    expect(memory.idFor("a-token-that-is-secret")).toBe(id);
    expect(memory.idFor("another-token")).not.toBe(id);
  });

  test("is never that of a copy that exists, also where the server repeats tokens", () => {
    const ids = [1, 2, 3].map(() => {
      const id = memory.idFor("same");
      memory.remembersCopy(copy(id, "same"), inputs);
      return id;
    });
    expect(new Set(ids).size).toBe(3);
    // The first goes, as after a replacement; the two others are still there.
    memory.forgets(copy(ids[0] as string, "same"));
    expect(ids.slice(1)).not.toContain(memory.idFor("same"));
  });

  test("is not that of the copy it replaces, which came out of a repeated token itself in an earlier run", () => {
    const id = memory.idFor("same");
    memory.remembersCopy(copy(id, "same"), inputs);
    const second = memory.idFor("same");
    const nextRun = new ProcessMemory();
    nextRun.remembersCopy(copy(second, "same"), inputs);
    expect(nextRun.idFor("same")).not.toBe(second);
  });
});

test("an id is not that of a copy whose first token comes back after it was renewed", () => {
  const id = memory.idFor("first");
  memory.remembersCopy(copy(id, "second"), { resourceUrn: "urn:a" });
  expect(memory.idFor("first", "urn:a")).toBe(`${id}.2`);
});

describe("the diff that follows a read", () => {
  const one = copy("1", "one");

  test("is told once whether the status changed", () => {
    expect(memory.takesObservation(one)).toBeUndefined();
    memory.remembersObservation(one, "revoked");
    expect(memory.takesObservation(one)).toBe(true);
    expect(memory.takesObservation(one)).toBeUndefined();
    memory.remembersObservation(one, "issued");
    expect(memory.takesObservation(one)).toBe(false);
  });

  test("is another one once the inputs were checked: that belongs to the plan", () => {
    memory.remembersObservation(one, "revoked");
    memory.remembersObservation(copy("2", "two", otherUrn), "revoked");
    memory.remembersCheck(urn, {}, inputs, undefined);
    expect(memory.takesObservation(one)).toBeUndefined();
    expect(memory.takesObservation(copy("2", "two", otherUrn))).toBe(true);
  });
});

describe("the inputs at the end of the last run", () => {
  const olds = { rotationTriggers: { release: "1" } };

  test("are kept through the second check of a replacement, which comes without them", () => {
    memory.remembersCheck(urn, olds, inputs, "the secret is missing");
    memory.remembersCheck(urn, {}, inputs, undefined);
    expect(memory.oldInputs(urn)).toEqual(olds);
    expect(memory.missing(urn)).toBeUndefined();
    expect(memory.oldInputs(otherUrn)).toEqual({});
  });

  test("are those that are given, where there is no URN to remember them by", () => {
    memory.remembersCheck(undefined, olds, inputs, "missing");
    expect(memory.oldInputs(undefined)).toEqual({});
    expect(memory.oldInputs(undefined, olds)).toEqual(olds);
    expect(memory.missing(undefined)).toBeUndefined();
  });
});
