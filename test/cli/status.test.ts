import { Lifecycle } from "../../provider/lifecycle/lifecycle";
import { vendors } from "../../provider/vendors";
import { cohesityApiKey } from "../../provider/vendors/cohesity/api-key";
import { oauth2 } from "../../provider/vendors/oauth2/oauth2";
import { thousandEyes } from "../../provider/vendors/thousandeyes/thousandeyes";
import { withoutName } from "../support/checks/without-name";
import {
  bagsOf,
  day,
  encrypted,
  everyCondition,
  exported,
  hour,
  minute,
  now,
  other,
  resourceOf,
  type Sample,
  urnOf,
} from "./exported-stack";
import { ask, reportOf, token, tokenOf } from "./orphans/asking";

describe("the decision", () => {
  let reported: string[];
  beforeEach(() => {
    reported = [];
    // Where there is no engine, the provider says on standard error what it would say in the plan.
    jest.spyOn(console, "error").mockImplementation((line: string) => void reported.push(line));
  });
  afterEach(() => jest.restoreAllMocks());

  const samples = vendors.flatMap((vendor) => everyCondition(vendor, "reports"));

  test.each(samples.map((sample) => [sample.condition, sample.vendor.resource, sample] as const))(
    "%s of %s is what the diff of the plan decides, in its words",
    async (condition, _class, sample) => {
      const { id, inputs, outputs } = bagsOf(sample);
      const diff = await new Lifecycle(sample.vendor, () => now).diff(id, outputs, inputs);
      const status = await tokenOf(sample);
      expect(status?.condition).toBe(condition);
      expect(diff.changes).toBe(condition === "due" || condition === "expired" || condition === "revoked");
      const said = reported.map((line) => withoutName(line.replace("info: ", ""), urnOf(sample)));
      expect(said).toEqual(status?.reason === null ? [] : [status?.reason]);
    },
  );

  test.each([
    ["10 minutes", -49 * minute, "ok"],
    ["10 minutes", -50 * minute, "due"],
    ["50%", -29 * minute, "ok"],
    ["50%", -30 * minute, "due"],
    [undefined, -39 * minute, "ok"],
    [undefined, -40 * minute, "due"],
  ])(
    "with renewBefore %s a token of an hour, issued %d milliseconds from now, is %s",
    async (renewBefore, issued, condition) => {
      const sample = { ...token, issued, expires: issued + hour, ...(renewBefore ? { inputs: { renewBefore } } : {}) };
      expect((await tokenOf(sample))?.condition).toBe(condition);
    },
  );

  test("a token without an end is one whose lifetime nobody named, unless that was asked for, and an assumed one counts", async () => {
    const remark = expect.stringMatching(/^the server named no lifetime, .* If it does expire, set assumedLifetime$/);
    const endless = { name: "endless", vendor: token.vendor, issued: -50 * minute };
    expect(await tokenOf(endless)).toMatchObject({ condition: "endless", remarks: [remark] });
    expect(await tokenOf({ ...endless, resource: { delete: true } })).toMatchObject({ remarks: [] });
    expect(await tokenOf({ ...endless, vendor: cohesityApiKey })).toMatchObject({ condition: "endless", remarks: [] });
    const assumed = { ...endless, inputs: { assumedLifetime: "1 hour" } };
    const expiresAt = new Date(now + 10 * minute).toISOString();
    expect(await tokenOf(assumed)).toMatchObject({ condition: "due", expiresAt, remarks: [] });
  });

  test.each([
    [-10 * minute, 0, "ok", null],
    [-10 * minute, day, "due", /^ends .*not renewed past that date/],
    [-50 * minute, 0, "due", /^ends .*not renewed past that date/],
    [-70 * minute, 0, "expired", /^ended .*not renewed past that date/],
  ])(
    "a token whose end was given as a date, issued %d milliseconds from now, is within %d milliseconds %s",
    async (issued, within, condition, reason) => {
      const expiryTime = new Date(now + issued + hour).toISOString();
      const sample = { ...token, vendor: cohesityApiKey, issued, expires: issued + hour, inputs: { expiryTime } };
      const status = await tokenOf(sample, { within });
      expect(status?.condition).toBe(condition);
      expect(status?.reason).toEqual(reason === null ? null : expect.stringMatching(reason));
      const replaced = await tokenOf({ ...sample, resource: { delete: true } }, { within });
      expect(replaced?.condition).toBe(condition === "due" ? "ok" : condition);
      const { id, inputs, outputs } = bagsOf(sample);
      expect(await new Lifecycle(cohesityApiKey, () => now).diff(id, outputs, inputs)).toMatchObject({
        changes: false,
      });
    },
  );

  test("a token renewed in place lives from its renewal on", async () => {
    const status = await tokenOf({ ...token, issued: -30 * day, renewed: -minute, expires: 59 * minute });
    expect(status).toMatchObject({ condition: "ok", renewAt: new Date(now + 39 * minute).toISOString() });
  });

  test("a renewBefore that is a secret is not counted with, and a remark says so", async () => {
    const resource = resourceOf(token);
    const inputs = { ...(resource.inputs as object), renewBefore: encrypted };
    const { stacks } = await reportOf(exported([{ ...resource, inputs }]));
    expect(stacks[0]?.tokens[0]).toMatchObject({
      renewAt: new Date(now + 10 * minute).toISOString(),
      remarks: ["renewBefore is a secret in state, so status cannot read it and ignores it"],
    });
  });
});

describe("--within", () => {
  const ahead = async (within: number, sample: Partial<Sample> = {}) => tokenOf({ ...token, ...sample }, { within });

  test("finds due what will be due by then, and says how far it looked", async () => {
    // Of an hour half is over, and the last third is the window.
    expect(await ahead(9 * minute)).toMatchObject({ condition: "ok", reason: null });
    expect(await ahead(10 * minute)).toMatchObject({
      condition: "due",
      reason: "due: expires in 30 minutes; renewal begins 20 minutes before the end, with a look-ahead of 10 minutes",
    });
  });

  test("finds due, and not expired, what will have expired by then", async () => {
    expect(await ahead(7 * day)).toMatchObject({
      condition: "due",
      reason: "due: expires in 30 minutes; renewal begins 20 minutes before the end, with a look-ahead of 7 days",
    });
  });

  test("is not shortened for a token that was just issued", async () => {
    expect(await ahead(2 * hour, { issued: 0, expires: hour })).toMatchObject({ condition: "due" });
  });

  test("changes nothing for what is due, expired, revoked or endless already", async () => {
    for (const sample of everyCondition(oauth2, "reports").filter(({ condition }) => condition !== "ok")) {
      expect(await tokenOf(sample, { within: 7 * day })).toEqual(await tokenOf(sample));
    }
  });

  test("is named in the report", async () => {
    expect((await reportOf(exported([]), { within: 7 * day })).within).toBe("7 days");
    expect(await reportOf(exported([]))).not.toHaveProperty("within");
  });
});

describe("a replaced copy", () => {
  const copies = (vendor = oauth2) =>
    exported([
      resourceOf({ ...token, vendor }),
      resourceOf({ ...token, vendor, issued: -3 * hour, expires: -2 * hour, resource: { delete: true, id: "id-old" } }),
      other("reader", { dependencies: [urnOf({ ...token, vendor })] }),
    ]);

  test("is shown as one that is not yet revoked, beside the copy in use", async () => {
    const [stack] = (await reportOf(copies())).stacks;
    expect(stack?.tokens).toMatchObject([
      { id: "id-reports", replaced: false, condition: "ok", dependents: [{ name: "reader" }] },
      { id: "id-old", replaced: true, condition: "expired", dependents: [] },
    ]);
    expect(stack?.tokens[1]?.reason).toMatch(/^replaced, and not yet revoked: the next pulumi up revokes it/);
    expect((await ask(copies())).stdout).toMatch(/^replaced {3}reports/m);
    expect((await ask(copies(), { format: "markdown" })).stdout).toMatch(/^\| replaced \|/m);
  });

  test("of a vendor without revocation is shown as left to lapse", async () => {
    const [stack] = (await reportOf(copies(thousandEyes))).stacks;
    expect(stack?.tokens[1]?.reason).toMatch(/^replaced; the vendor has no way/);
  });

  test("does not fail a pipeline, and is never due", async () => {
    expect((await ask(copies(), { failOn: ["expired"] })).code).toBe(0);
    const due = { ...token, issued: -hour, expires: minute, resource: { delete: true } };
    expect(await tokenOf(due, { within: day })).toMatchObject({ condition: "ok", replaced: true });
  });
});

test("what depends on a token is found in both places where state names it, once each", async () => {
  const urn = urnOf(token);
  const text = exported([
    resourceOf(token),
    other("by-list", { dependencies: [urn] }),
    other("by-property", { propertyDependencies: { data: [urn], metadata: null } }),
    other("by-both", { dependencies: [urn], propertyDependencies: { data: [urn], more: [urn] } }),
    other("old", { dependencies: [urn], delete: true }),
    other("none", { dependencies: ["urn:pulumi:dev::fixtures::a:b:c::x"], provider: urn }),
  ]);
  const [stack] = (await reportOf(text)).stacks;
  expect(stack?.tokens[0]?.dependents.map(({ name }) => name)).toEqual(["by-list", "by-property", "by-both"]);
});
