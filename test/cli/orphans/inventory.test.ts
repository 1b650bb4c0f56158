import fc from "fast-check";
import { type Finding, Inventory, type KnownState } from "../../../cli/status/orphans/inventory";
import { deploymentIn } from "../../../cli/status/stack/deployment";
import type { ListedToken } from "../../../provider/contract/token";
import { markerOf } from "../../../provider/leftovers/marker";
import { commvault } from "../../../provider/vendors/commvault/commvault";
import { day, exported, hour, now, resourceOf, urnOf } from "../exported-stack";

const nameOf = (resource: string, nonce = "00000001") =>
  `nightly-${markerOf(urnOf({ name: resource, vendor: commvault }))}-${nonce}`;

/** A state of long ago, or of now, in which each resource has a token. */
function state(held: Readonly<Record<string, Partial<ListedToken>>>, asOf = now): KnownState {
  const resources = Object.entries(held).map(([name, { id = "1", name: listedName = nameOf(name) }]) => {
    const resource = resourceOf({ name, vendor: commvault, issued: -day });
    return { ...resource, id, outputs: { ...(resource.outputs as object), listedName } };
  });
  return { deployment: deploymentIn(exported(resources)), asOf };
}

function finding(token: Partial<ListedToken>, ...states: readonly KnownState[]): Finding {
  return new Inventory(states).finding({ id: "7", name: nameOf("a", "00000007"), issuedAt: now - day, ...token }, now);
}

test("a token under the mark of a resource whose states all lack it is an orphan", () => {
  expect(finding({}, state({ a: {} }), state({ b: {} }))).toBe("orphan");
  expect(finding({ expiresAt: now + 1 }, state({ a: {} }))).toBe("orphan");
});

test.each<[string, Finding, Partial<ListedToken>, KnownState[]]>([
  ["its id is in a state", "held", { id: "1" }, [state({ a: {} })]],
  ["its id is in another state", "held", {}, [state({ a: {} }), state({ b: { id: "7" } })]],
  ["its name is in a state", "held", {}, [state({ a: { name: nameOf("a", "00000007") } })]],
  ["its resource is in no state", "foreign", {}, [state({ b: {} })]],
  ["there is no state", "foreign", {}, []],
  ["its name has the mark elsewhere", "foreign", { name: `${nameOf("a")}-copy` }, [state({ a: {} })]],
  ["its name has no nonce", "foreign", { name: nameOf("a").slice(0, -9) }, [state({ a: {} })]],
  ["its end has come", "over", { expiresAt: now }, [state({ a: {} })]],
  ["it is an hour old", "young", { issuedAt: now - hour + 1 }, [state({ a: {} })]],
  ["it is younger than an old state", "young", {}, [state({ a: {} }, now - 2 * day)]],
  ["it is younger than the older of two states", "young", {}, [state({ a: {} }), state({ a: {} }, now - 2 * day)]],
  ["the older of them comes first", "young", {}, [state({ a: {} }, now - 2 * day), state({ a: {} })]],
  ["its age is not told", "young", { issuedAt: undefined }, [state({ a: {} })]],
  ["the state does not tell its time", "young", {}, [state({ a: {} }, Number.NEGATIVE_INFINITY)]],
])("where %s, it is %s", (_, found, token, states) => {
  expect(finding(token, ...states)).toBe(found);
});

test("one more state makes no token of a resource that was known before an orphan", () => {
  const name = fc.constantFrom("a", "b", "c");
  const nonce = fc.constantFrom("00000001", "00000002");
  const token = fc.record({
    id: fc.constantFrom("1", "2", "3"),
    name: fc.tuple(name, nonce).map(([a, b]) => nameOf(a, b)),
  });
  const known = fc.tuple(fc.dictionary(name, token), fc.integer({ min: now - 3 * day, max: now }));
  fc.assert(
    fc.property(token, fc.array(known, { maxLength: 3 }), known, (listed, before, more) => {
      const states = before.map(([held, asOf]) => state(held, asOf));
      const [was, is] = [finding(listed, ...states), finding(listed, ...states, state(...more))];
      return is !== "orphan" || was === "orphan" || was === "foreign";
    }),
  );
});
