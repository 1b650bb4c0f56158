import { CommvaultAccessToken } from "pulumi-access-tokens";
import { startCommvault } from "pulumi-access-tokens/testing";
import { engineProcess } from "../../support/engine/engine-processes";
import { said } from "../../support/engine/reading";
import type { Run } from "../../support/engine/run";
import type { TestStack } from "../../support/engine/stack";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { closing, testStack } from "../../support/engine/token-stack";

/** Another state than files, where it is set: `postgres://...`. */
const backend = process.env.TEST_BACKEND;

/** Two people, or two jobs of CI, each with a folder of their own, and one stack. */
async function twoOperators(program: Program): Promise<{ first: TestStack; second: TestStack }> {
  const first = await testStack("dev", program, backend === undefined ? {} : { backend });
  return { first, second: await testStack("dev", program, { backend: first.backend }) };
}

/** Does something during an `up`, before its program makes anything. */
async function whileUp(stack: TestStack, program: Program, act: () => Promise<void>): Promise<Run> {
  const [started, gate] = [signal(), signal()];
  const up = stack.up({
    program: async () => {
      started.give();
      await gate.given;
      return program();
    },
  });
  try {
    await Promise.race([started.given, up]);
    await act();
  } finally {
    gate.give();
    await up;
  }
  return up;
}

function signal(): { readonly given: Promise<void>; give(): void } {
  let give = () => {};
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

test("a second run is refused while the first one runs; cancelled, the lock alone is gone, and a token is in no state", async () => {
  const server = closing(await startCommvault());
  const program: Program = async () => {
    new CommvaultAccessToken("reports", server.credentials);
  };
  const { first, second } = await twoOperators(program);
  const inState = async () => (await copiesIn(second)).map(({ id }) => id);

  const up = await whileUp(first, program, async () => {
    const holder = new RegExp(`currently locked by 1 lock.*created by \\S+@\\S+ \\(pid ${engineProcess()}\\)`, "s");
    for (const refused of [await second.up(), await second.destroy()]) {
      expect([refused.exitCode, refused.output]).toEqual([1, expect.stringMatching(holder)]);
    }
    expect(await second.preview()).toMatchObject({ ok: true, changes: { create: 1 } });
    expect(await server.log()).toEqual([]);

    await second.automation.cancel();
    expect((await second.up()).ok).toBe(true);
    expect(await inState()).toEqual(["41"]);
  });
  // It knows only what was in state when it began, and writes what it made.
  expect([up.ok, await inState()]).toEqual([true, ["42"]]);
  expect(said(up, "reports")).toContainEqual(expect.stringMatching(/^warning: token 41 .* has the mark/));
});
