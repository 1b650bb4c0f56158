import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OAuth2AccessToken, ThousandEyesAccessToken } from "pulumi-access-tokens";
import { clock, startThousandEyes } from "pulumi-access-tokens/testing";
import type { Report } from "../../../cli/status/report";
import { said } from "../../support/engine/reading";
import { statusCommand } from "../../support/engine/status-command";
import { closing, tokenStack } from "../../support/engine/token-stack";
import { Consumer } from "../../support/programs/consumer";

/** A stack with a token of two vendors, and `status` as its user runs it: in the project's folder, without passphrase. */
async function statusStack() {
  const { client, dev, server, sent, traffic } = await tokenStack();
  const thousandEyes = closing(await startThousandEyes());
  const { endpoint, clientId, clientSecret } = thousandEyes.credentials;
  const program = async () => {
    new OAuth2AccessToken("reports", { ...client, scope: "reports:read" });
    new ThousandEyesAccessToken("tests", { endpoint, clientId, clientSecret, renewBefore: "5 minutes" });
  };
  const { workDir } = dev.automation.workspace;
  const command = await statusCommand(dev);
  const run = (...args: string[]) => command(args);
  const tokens = async (...args: string[]) => {
    const { stdout } = await run("dev", "--json", ...args);
    const [stack] = (JSON.parse(stdout) as Report).stacks;
    return Object.fromEntries((stack?.tokens ?? []).map((token) => [token.name, token]));
  };
  return { client, dev, program, run, sent, server, tokens, traffic, workDir };
}

/** A sentence without the seconds that went by between two looks at it. */
function withoutTimes(text: string | null | undefined): string {
  return (text ?? "")
    .replace(/^info: /, "")
    .replace(/expires in .*?;/, "expires in …;")
    .replace(/, with a look-ahead of .*$/, "");
}

test("status finds due within a time what a preview at that time finds due, in the same words", async () => {
  const { dev, program, run, tokens } = await statusStack();
  await dev.up({ program });
  for (const [ahead, due] of [
    ["20 minutes", []],
    ["45 minutes", ["reports"]],
    ["58 minutes", ["reports", "tests"]],
  ] as const) {
    const preview = await dev.preview({ program, env: clock(ahead) });
    const found = await tokens("--within", ahead);
    for (const name of ["reports", "tests"]) {
      const isDue = (due as readonly string[]).includes(name);
      expect([ahead, name, found[name]?.condition]).toEqual([ahead, name, isDue ? "due" : "ok"]);
      expect(said(preview, name).map(withoutTimes)).toEqual(isDue ? [withoutTimes(found[name]?.reason)] : []);
    }
    expect((await run("dev", "--within", ahead, "--fail-on", "due,expired,revoked")).code).toBe(due.length > 0 ? 3 : 0);
  }
});

test("status finds revoked what a refresh found revoked, and nothing once it is replaced", async () => {
  const { dev, program, run, sent, server, tokens, traffic } = await statusStack();
  await dev.up({ program });
  await sent();
  await server.control({ revoke: { token: traffic.hash(1) } });
  expect((await tokens()).reports?.condition).toBe("ok");
  await dev.refresh();
  const preview = await dev.preview({ program });
  const { reports, tests } = await tokens();
  expect([reports?.condition, tests?.condition]).toEqual(["revoked", "ok"]);
  expect(said(preview, "reports")).toEqual([`info: ${reports?.reason}`]);
  expect((await run("dev", "--fail-on", "due,expired,revoked")).code).toBe(5);
  await dev.up({ program });
  expect((await run("dev", "--fail-on", "due,expired,revoked")).code).toBe(0);
});

test("status reads an export from a file, names what uses a token, and prints no secret", async () => {
  const { client, dev, run, server, workDir } = await statusStack();
  const up = await dev.up({
    program: async () => {
      const token = new OAuth2AccessToken("reports", { ...client, scope: "reports:read" });
      new Consumer("reader", { url: server.credentials.resource, headers: token.requestHeaders });
      return { accessToken: token.accessToken };
    },
  });
  expect(up.ok).toBe(true);
  const state = await dev.state();
  await writeFile(join(workDir, "state.json"), JSON.stringify(state));
  const byEngine = await run("--file", "state.json", "--json");
  const { stacks } = JSON.parse(byEngine.stdout) as Report;
  expect(stacks).toMatchObject([{ name: "dev", project: "tests", problems: [] }]);
  expect(stacks[0]?.tokens).toMatchObject([
    { name: "reports", condition: "ok", replaced: false, dependents: [{ name: "reader" }], remarks: [] },
  ]);
  const { accessToken } = await dev.outputs();
  const secrets = [client.clientSecret, accessToken?.value as string];
  for (const format of [[], ["--json"], ["--markdown"], ["--html"]]) {
    const { code, stderr, stdout } = await run("dev", "--file", "state.json", ...format);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("reader");
    for (const secret of [...secrets, "ciphertext", "__provider"]) expect(stdout).not.toContain(secret);
  }
});

test("status says that there is no such stack, in one line", async () => {
  const { run } = await statusStack();
  const { code, stderr, stdout } = await run("nope");
  expect([code, stdout]).toEqual([1, ""]);
  expect(stderr).toBe("pulumi-access-tokens: nope: pulumi says: no stack named 'nope' found\n");
});
