import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OAuth2AccessToken, ThousandEyesAccessToken } from "pulumi-access-tokens";
import { clock, startThousandEyes } from "pulumi-access-tokens/testing";
import type { Report } from "../../../cli/status/report";
import { said } from "../../support/engine/reading";
import { statusCommand } from "../../support/engine/status-command";
import { closing, tokenStack } from "../../support/engine/token-stack";
import { Consumer } from "../../support/programs/consumer";

/**
 * A stack with a token of two vendors, one of which has a consumer, and `status` as its user runs it: in the project's
 * folder, without passphrase.
 */
async function statusStack() {
  const { client, dev, server, traffic } = await tokenStack();
  const thousandEyes = closing(await startThousandEyes());
  const { endpoint, clientId, clientSecret } = thousandEyes.credentials;
  const program = async () => {
    const token = new OAuth2AccessToken("reports", { ...client, scope: "reports:read" });
    new Consumer("reader", { url: server.credentials.resource, headers: token.requestHeaders });
    new ThousandEyesAccessToken("tests", { endpoint, clientId, clientSecret, renewBefore: "5 minutes" });
    return { accessToken: token.accessToken };
  };
  const { workDir } = dev.automation.workspace;
  const command = await statusCommand(dev);
  const run = (...args: string[]) => command(args);
  const tokens = async (...args: string[]) => {
    const { code, stdout } = await run("dev", "--json", ...args);
    const [stack] = (JSON.parse(stdout) as Report).stacks;
    const named = (name: string) => stack?.tokens.find((token) => token.name === name);
    return { code, reports: named("reports"), tests: named("tests") };
  };
  return { client, dev, program, run, server, tokens, traffic, workDir };
}

/** A sentence without the seconds that went by between two looks at it. */
function withoutTimes(text: string | null | undefined): string {
  return (text ?? "")
    .replace(/^info: /, "")
    .replace(/expires in .*?;/, "expires in …;")
    .replace(/, with a look-ahead of .*$/, "");
}

const failing = ["--fail-on", "due,expired,revoked"];

test("status finds what a preview finds due at that time, and what a refresh found revoked, and prints no secret", async () => {
  const { client, dev, program, run, server, tokens, traffic, workDir } = await statusStack();
  expect((await dev.up({ program })).ok).toBe(true);

  // Of an export in a file: what uses a token, and no secret.
  await writeFile(join(workDir, "state.json"), JSON.stringify(await dev.state()));
  const byEngine = await run("--file", "state.json", "--json");
  const { stacks } = JSON.parse(byEngine.stdout) as Report;
  expect(stacks).toMatchObject([{ name: "dev", project: "tests", problems: [] }]);
  expect([...(stacks[0]?.tokens ?? [])].sort((one, other) => one.name.localeCompare(other.name))).toMatchObject([
    { name: "reports", condition: "ok", replaced: false, dependents: [{ name: "reader" }], remarks: [] },
    { name: "tests", condition: "ok", replaced: false, dependents: [], remarks: [] },
  ]);
  const { accessToken } = await dev.outputs();
  const secrets = [client.clientSecret, accessToken?.value as string];
  for (const format of [[], ["--json"], ["--markdown"], ["--html"]]) {
    const { code, stderr, stdout } = await run("dev", "--file", "state.json", ...format);
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain("reader");
    for (const secret of [...secrets, "ciphertext", "__provider"]) expect(stdout).not.toContain(secret);
  }

  // Due within a time: in the words of a preview at that time.
  for (const [ahead, due] of [
    ["20 minutes", []],
    ["45 minutes", ["reports"]],
    ["58 minutes", ["reports", "tests"]],
  ] as const) {
    const preview = await dev.preview({ program, env: clock(ahead) });
    const found = await tokens("--within", ahead, ...failing);
    for (const name of ["reports", "tests"] as const) {
      const isDue = (due as readonly string[]).includes(name);
      expect([ahead, name, found[name]?.condition]).toEqual([ahead, name, isDue ? "due" : "ok"]);
      expect(said(preview, name).map(withoutTimes)).toEqual(isDue ? [withoutTimes(found[name]?.reason)] : []);
    }
    expect(found.code).toBe(due.length > 0 ? 3 : 0);
  }

  // Revoked, once a refresh has found it; and no longer, once it is replaced.
  await traffic.take();
  await server.control({ revoke: { token: traffic.hash(1) } });
  expect((await tokens()).reports?.condition).toBe("ok");
  await dev.refresh();
  const preview = await dev.preview({ program });
  const { code, reports, tests } = await tokens(...failing);
  expect([code, reports?.condition, tests?.condition]).toEqual([5, "revoked", "ok"]);
  expect(said(preview, "reports")).toEqual([`info: ${reports?.reason}`]);
  await dev.up({ program });
  expect((await run("dev", ...failing)).code).toBe(0);

  // Without such a stack: one line.
  const unknown = await run("nope");
  expect([unknown.code, unknown.stdout]).toEqual([1, ""]);
  expect(unknown.stderr).toBe("pulumi-access-tokens: nope: pulumi says: no stack named 'nope' found\n");
});
