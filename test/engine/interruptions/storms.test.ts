import { setTimeout as after } from "node:timers/promises";
import { CommvaultAccessToken, ThousandEyesAccessToken } from "pulumi-access-tokens";
import { type EmulatorConnection, startCommvault, startThousandEyes } from "pulumi-access-tokens/testing";
import type { Run } from "../../support/engine/run";
import type { Program } from "../../support/engine/stack-options";
import { closing, testStack } from "../../support/engine/token-stack";

/** What may meet a limit: the requests that are under way when the first of them does. */
const atOnce = 16;

/** The state of so many resources is written once, and not after each of them. */
const fast = { PULUMI_EXPERIMENTAL: "true", PULUMI_SKIP_CHECKPOINTS: "true" };

/** How often the server was asked what since the last call: `POST Login 200`. */
async function asked(server: EmulatorConnection): Promise<Record<string, number>> {
  const log = await server.log();
  await server.clearLog();
  const counts: Record<string, number> = {};
  for (const { method, path, status } of log) {
    const words = [method, path.split("/").at(-1), status].join(" ");
    counts[words] = (counts[words] ?? 0) + 1;
  }
  return counts;
}

/** What was said of the tokens, at this severity. */
function said({ diagnostics }: Run, severity: string): string[] {
  const own = diagnostics.filter((each) => each.severity === severity && each.urn?.includes("AccessToken::"));
  return own.map(({ message }) => message);
}

test("of 300 tokens at once, 240 use up the limit, few meet it, and the rest are issued when it is over", async () => {
  const count = 300;
  const server = closing(await startThousandEyes({ lifetime: 30 * 86_400, rateLimit: 100_000 }));
  const program: Program = async () => {
    for (let number = 0; number < count; number++) new ThousandEyesAccessToken(`t${number}`, server.credentials);
  };
  const dev = await testStack("dev", program, { env: fast });
  const run = dev.up();
  // However slow the machine is, the window ends soon after the 240th request, and not before it.
  while ((await server.log()).length < 240) await after(50);
  await server.control({ limit: { remaining: 0, resetInSeconds: 4 } });
  const up = await run;
  expect(up).toMatchObject({ ok: true, changes: { create: count + 1 } });
  expect(said(up, "info")).toEqual([
    expect.stringMatching(/^ThousandEyes accepts no more requests until \S+Z: waiting/),
  ]);
  const { "POST token 429": refused, ...rest } = await asked(server);
  expect(rest).toEqual({ "POST token 200": count });
  expect(refused).toBeLessThanOrEqual(atOnce);
});

test("150 tokens with a wrong password are one failed login; where the quota is used up, the next run goes on", async () => {
  const count = 150;
  const server = closing(await startCommvault());
  const program =
    (password = server.credentials.password): Program =>
    async () => {
      for (let number = 0; number < count; number++) {
        new CommvaultAccessToken(`t${number}`, { ...server.credentials, password, accessTokenType: "MS_SCIM" });
      }
    };
  const dev = await testStack("dev", program(), { env: fast });
  const wrong = await dev.up({ program: program("a-wrong-password"), continueOnError: true });
  expect(await asked(server)).toEqual({ "POST Login 200": 1 });
  expect(said(wrong, "error")).toHaveLength(count);

  // As the SaaS has it: the login is a write, too.
  await server.control({ quota: { writes: 100, reads: 1000, periodSeconds: 3600 } });
  const limited = await dev.up({ continueOnError: true });
  expect(limited).toMatchObject({ ok: false, changes: { create: 99 } });
  const errors = said(limited, "error");
  expect(errors).toHaveLength(count - 99);
  for (const error of errors) {
    expect(error).toMatch(/answered 429 .* accepts requests again from \S+Z on: run again then, and the run goes on/);
  }
  const { "POST AccessToken 429": refused, ...sent } = await asked(server);
  expect(sent).toEqual({ "POST Login 200": 1, "GET AccessToken 200": 1, "POST AccessToken 200": 99 });
  expect(refused).toBeLessThanOrEqual(atOnce);

  await server.control({ quota: null });
  expect(await dev.up()).toMatchObject({ ok: true, changes: { create: count - 99, same: 100 } });
  expect(await asked(server)).toEqual({
    "POST Login 200": 1,
    "GET AccessToken 200": 1,
    "POST AccessToken 200": count - 99,
    "POST Logout 200": 1,
  });
});
