import { encrypted, exported, other, resourceOf, urnOf } from "./exported-stack";
import { ask, reportOf, token, tokenOf } from "./orphans/asking";
import { wholeStack } from "./whole-stack";

describe("a state that is not as it should be", () => {
  const deployment = (more: object) => JSON.stringify({ version: 3, deployment: more });

  test.each([
    ["an empty file", "", "it is empty"],
    ["no JSON", "pulumi: error SECRET", "it is not JSON, or cut off"],
    ["a cut off export", wholeStack.slice(0, 5000), "it is not JSON, or cut off"],
    ["a list", "[]", "it is not the state of a stack"],
    ["null", "null", "it is not the state of a stack"],
    ["other JSON", '{"version":3,"name":"SECRET"}', 'no "deployment" in it'],
    ["the file of a backend", '{"version":3,"checkpoint":{"latest":{}}}', "it is a backend's own state file"],
    ["an old format", '{"version":1,"deployment":{}}', "export it with Pulumi 3"],
    ["resources that are no list", deployment({ resources: { SECRET: 1 } }), '"resources" is not a list'],
  ])("%s is refused in one line that repeats nothing of it, with exit code 1", async (_name, text, problem) => {
    const { code, stderr, stdout } = await ask(text);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toMatch(/^pulumi-access-tokens: standard input: [^\n]+\n$/);
    expect(stderr).toContain(problem);
    expect(stderr).not.toContain("SECRET");
  });

  test.each([
    ["never updated", deployment({ manifest: {} })],
    ["without resources", deployment({ resources: null })],
    ["with the root alone", exported([])],
    ["with other resources alone", exported([other("a"), other("b")])],
  ])("a stack %s has no tokens, which is no failure", async (_name, text) => {
    expect((await reportOf(text)).stacks).toMatchObject([{ tokens: [], problems: [] }]);
    const { code, stderr, stdout } = await ask(text, { failOn: ["due", "expired", "revoked"] });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(/^[^\n]+: 0 tokens\n$/);
    expect((await ask(text, { format: "markdown" })).stdout).toMatch(/^\*\*Access tokens\*\*[^\n]+: 0 tokens\n$/);
  });

  const without = (name: string) => {
    const { [name]: gone, ...outputs } = resourceOf(token).outputs as Record<string, unknown>;
    return outputs;
  };

  test.each([
    [
      "a class that this version does not know",
      { type: "pulumi-nodejs:dynamic/access-tokens:FutureToken" },
      "no class FutureToken",
    ],
    ["no issuedAt", { outputs: without("issuedAt") }, "its issuedAt in state is missing"],
    [
      "an expiresAt that is no time",
      { outputs: { ...without(""), expiresAt: "soon" } },
      "its expiresAt in state is missing or not a time",
    ],
    ["an encrypted expiresAt", { outputs: { ...without(""), expiresAt: encrypted } }, "its expiresAt is a secret"],
    ["no outputs", { outputs: undefined }, "its issuedAt in state is missing"],
    ["a deletion for a replacement to come", { pendingReplacement: true }, "deleted for a replacement"],
  ])("a token with %s is shown with the reason, beside the others", async (_name, more, problem) => {
    const text = exported([resourceOf({ ...token, name: "odd", resource: more }), resourceOf(token)]);
    const { code, stderr, stdout } = await ask(text);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toMatch(new RegExp(`^not read {3}odd \\(\\w+\\): .*${problem}`, "m"));
    expect(stdout).toMatch(/^ok +reports/m);
    expect((await reportOf(text)).stacks[0]).toMatchObject({
      tokens: [{ name: "reports" }],
      problems: [{ name: "odd" }],
    });
    for (const format of ["markdown", "html"] as const) expect((await ask(text, { format })).stdout).toContain(problem);
  });

  test("a token of the native provider is shown as any other", async () => {
    const resource = { type: "access-tokens:index:OAuth2AccessToken", provider: "urn:of-a-provider::id" };
    expect(await tokenOf({ ...token, resource })).toMatchObject({ class: "OAuth2AccessToken", condition: "ok" });
  });

  test("entries that are no resources are passed over", async () => {
    const odd = [null, 7, "text", [], {}, { urn: 1, type: 2 }, { urn: "x" }, other("a", { dependencies: 7 })];
    expect((await reportOf(exported([...odd, resourceOf(token)]))).stacks[0]?.tokens).toHaveLength(1);
  });

  test("a token whose issue was cut off is named", async () => {
    const pending = { pending_operations: [{ resource: resourceOf(token), type: "creating" }, { type: "creating" }] };
    const [stack] = (await reportOf(exported([], pending))).stacks;
    expect(stack).toMatchObject({
      tokens: [],
      problems: [{ name: "reports", problem: expect.stringContaining("creating") }],
    });
  });

  test("a token that was kept although it cannot be used says why", async () => {
    const initErrors = ["the token was issued and is kept in state, but it may not be used"];
    expect(await tokenOf({ ...token, resource: { initErrors } })).toMatchObject({ remarks: initErrors });
  });

  test("arguments that this version does not know are passed over", async () => {
    const resource = resourceOf(token);
    const inputs = { ...(resource.inputs as object), renewBefore: "40 minutes", colour: "green", scope: 7 };
    const [stack] = (await reportOf(exported([{ ...resource, inputs }]))).stacks;
    expect(stack?.tokens).toMatchObject([{ condition: "due" }]);
  });

  test("the export of Windows PowerShell, in UTF-16, is read", async () => {
    const text = Buffer.from(`\ufeff${exported([resourceOf(token)])}`, "utf16le");
    expect((await ask(text)).stdout).toMatch(/^ok +reports/m);
  });

  test("a thousand tokens are shown, each with its dependents", async () => {
    const samples = Array.from({ length: 1000 }, (_, index) => ({ ...token, name: `token-${index}` }));
    const users = samples.map((sample) => other(`user-of-${sample.name}`, { dependencies: [urnOf(sample)] }));
    const text = exported([...samples.map((sample) => resourceOf(sample)), ...users]);
    const [stack] = (await reportOf(text)).stacks;
    expect(stack?.tokens).toHaveLength(1000);
    for (const { dependents, name } of stack?.tokens ?? []) {
      expect(dependents.map((each) => each.name)).toEqual([`user-of-${name}`]);
    }
    for (const format of ["text", "markdown", "html"] as const) {
      expect((await ask(text, { format })).stdout).toContain("user-of-token-999");
    }
  });
});
