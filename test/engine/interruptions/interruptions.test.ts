import { existsSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { CommvaultAccessToken } from "pulumi-access-tokens";
import { startCommvault } from "pulumi-access-tokens/testing";
import { dynamicProviderProcess, engineProcess } from "../../support/engine/engine-processes";
import { said } from "../../support/engine/reading";
import type { Run } from "../../support/engine/run";
import { copiesIn } from "../../support/engine/state-entry";
import { closing, testStack } from "../../support/engine/token-stack";
import { during } from "../../support/provider-process/crash";

const request = "POST /V4/AccessToken";

async function commvaultStack() {
  const server = closing(await startCommvault());
  const dev = await testStack("dev", async () => {
    new CommvaultAccessToken("reports", server.credentials);
  });
  const inState = async () => (await copiesIn(dev)).map(({ id }) => id);
  return { server, dev, inState };
}

/** The ids of the tokens that the user is told of as left behind, each with its end and with what to do. */
const told = (run: Run) =>
  said(run, "reports").flatMap((text) => /^warning: token (\d+) \(.*ends .*Z\) .*--orphans/.exec(text)?.[1] ?? []);

test("an engine that is killed leaves the stack locked and the operation pending; the next run tells of the token", async () => {
  const { dev, inState, server } = await commvaultStack();
  let provider = 0;
  const kill = () => {
    provider = dynamicProviderProcess();
    process.kill(engineProcess(), "SIGKILL");
  };
  expect((await during({ server, request }, () => dev.up(), kill)).ok).toBe(false);
  // Nobody ends the provider process then.
  process.kill(provider, "SIGKILL");
  expect(await inState()).toEqual([]);

  await server.clearLog();
  const locked = await dev.up();
  expect([locked.ok, locked.output]).toEqual([false, expect.stringMatching(/currently locked by 1 lock/)]);
  expect(await server.log()).toEqual([]);

  await dev.automation.cancel();
  const up = await dev.up();
  expect([up.ok, told(up), await inState()]).toEqual([true, ["41"], ["42"]]);
  expect(said(up)).toContainEqual(expect.stringMatching(/reports, interrupted while creating/));
  const refresh = await dev.refresh({ args: ["--clear-pending-creates"] });
  expect([refresh.ok, told(refresh)]).toEqual([true, ["41"]]);
  expect((await dev.state()).deployment).not.toHaveProperty("pending_operations");
});

test("Ctrl-C once lets the token get into state; twice does not, and the next run tells of it", async () => {
  const { dev, inState, server } = await commvaultStack();
  const once = () => void process.kill(engineProcess(), "SIGINT");
  const cancelled = await during({ server, request, delay: 1500 }, () => dev.up(), once);
  expect([cancelled.ok, await inState()]).toEqual([false, ["41"]]);
  expect(said(cancelled)).toContain("error: update canceled");
  expect((await dev.preview({ expectNoChanges: true })).ok).toBe(true);
  expect((await dev.destroy()).ok).toBe(true);

  const twice = async () => {
    once();
    await sleep(300);
    once();
  };
  expect((await during({ server, request }, () => dev.up(), twice)).ok).toBe(false);
  expect(await inState()).toEqual([]);
  const up = await dev.up();
  expect([up.ok, told(up), await inState()]).toEqual([true, ["42"], ["43"]]);
});

test("where the state cannot be written, the token is in it at the end, or the next run tells of it", async () => {
  const { dev, inState, server } = await commvaultStack();
  const folder = path.join(fileURLToPath(dev.backend), ".pulumi", "stacks");
  const aside = `${folder}.aside`;
  const spoil = () => {
    renameSync(folder, aside);
    writeFileSync(folder, "");
  };
  // The engine tries for half a minute, and then again for its own end: that one may succeed.
  const mend = (output: string) => {
    if (!/failed to save snapshot/.test(output) || !existsSync(aside)) return;
    rmSync(folder);
    renameSync(aside, folder);
  };
  const broken = await during({ server, request, delay: 1500 }, () => dev.up({ onOutput: mend }), spoil);
  expect(broken.ok).toBe(false);
  const held = await inState();
  const up = await dev.up();
  const expected = held.length > 0 ? [true, [], ["41"]] : [true, ["41"], ["42"]];
  expect([up.ok, told(up), await inState()]).toEqual(expected);
});
