import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Report } from "../../cli/status/report";
import { oauth2 } from "../../provider/vendors/oauth2/oauth2";
import { everyCondition, exported, resourceOf } from "./exported-stack";
import { token } from "./orphans/asking";

const main = join(__dirname, "../../lib/cli/main.js");

describe("the command", () => {
  const folder = mkdtempSync(join(tmpdir(), "status-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  /** The real process, which has the real clock. */
  function run(args: string[], { input = "", PATH = process.env.PATH } = {}) {
    const env = { ...process.env, PATH };
    const { status, stderr, stdout } = spawnSync(process.execPath, [main, "status", ...args], {
      encoding: "utf8",
      cwd: folder,
      env,
      input,
    });
    return { status, stderr, stdout };
  }

  function file(...wanted: string[]): string {
    const path = join(folder, `${wanted.join("-") || "none"}.json`);
    const samples = everyCondition(oauth2, "reports", Date.now());
    const resources = samples.filter(({ condition }) => wanted.includes(condition)).map((sample) => resourceOf(sample));
    writeFileSync(path, exported(resources));
    return path;
  }

  test.each([
    [[], "due,expired,revoked", 0],
    [["ok", "endless"], "due,expired,revoked", 0],
    [["ok", "due"], "due", 3],
    [["due"], "expired,revoked", 0],
    [["expired"], "due", 0],
    [["due", "expired"], "due, expired", 4],
    [["due", "expired", "revoked"], "due,expired,revoked", 5],
    [["due", "expired", "revoked"], "due", 3],
    [["revoked"], "revoked", 5],
  ])("with tokens that are %j, --fail-on %s exits %d", (wanted, failOn, code) => {
    const { status, stderr, stdout } = run(["--file", file(...wanted), "--fail-on", failOn]);
    expect([status, stderr]).toEqual([code, ""]);
    for (const condition of wanted) expect(stdout).toContain(`reports-${condition}`);
  });

  test("without --fail-on it exits 0, whatever it shows", () => {
    expect(run(["--file", file("due", "expired", "revoked")]).status).toBe(0);
  });

  test("--within finds what will be due, and so fails on it", () => {
    expect(run(["--file", file("ok"), "--fail-on", "due", "--within", "7 days"]).status).toBe(0);
    expect(run(["--file", file("ok"), "--fail-on", "due", "--within", "P30D"]).status).toBe(3);
  });

  test("several files and standard input make one report", () => {
    const input = exported([resourceOf({ ...token, name: "piped" })]);
    const { status, stdout } = run(["--file", file("ok"), "--file", "-", "--file", file("due"), "--json"], { input });
    expect(status).toBe(0);
    const { stacks } = JSON.parse(stdout) as Report;
    expect(stacks.map(({ tokens }) => tokens[0]?.name)).toEqual(["reports-ok", "piped", "reports-due"]);
  });

  test("a stack that cannot be read is told, the others are shown, and the exit code is 1", () => {
    const args = ["--file", join(folder, "missing.json"), "--file", file("revoked"), "--file", folder];
    const { status, stderr, stdout } = run([...args, "--fail-on", "revoked"]);
    expect(status).toBe(1);
    expect(stdout).toContain("reports-revoked");
    expect(stderr.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^pulumi-access-tokens: .*missing\.json: there is no such file$/),
      expect.stringMatching(/^pulumi-access-tokens: .*: it is a folder$/),
    ]);
    const { stacks } = JSON.parse(run([...args, "--json"]).stdout) as Report;
    expect(stacks.map(({ error }) => error)).toEqual(["there is no such file", undefined, "it is a folder"]);
    expect(run([...args, "--markdown"]).stdout).toContain("missing.json could not be read: there is no such file");
    expect(run([...args, "--html"]).stdout).toContain("could not be read: it is a folder");
  });

  test("where there is no pulumi, it says so", () => {
    const { status, stderr, stdout } = run(["dev"], { PATH: folder });
    expect([status, stdout]).toEqual([1, ""]);
    expect(stderr).toMatch(/^pulumi-access-tokens: dev: there is no pulumi on the PATH; [^\n]*--file[^\n]*\n$/);
  });

  test("stacks are named as with Pulumi's own commands, each is read once", () => {
    const { stderr } = run(["-s", "dev", "prod", "--stack", "dev", "--stack=test"], { PATH: folder });
    expect(stderr.match(/^pulumi-access-tokens: \w+: /gm)).toEqual(
      ["dev", "test", "prod"].map((stack) => `pulumi-access-tokens: ${stack}: `),
    );
  });

  test.each([[["status", "--cwd"]], [["status", "-C"]], [["-C"]], [["--cwd"]]])(
    "%j names the folder to be in",
    (words) => {
      file("ok");
      const args = [...words, folder, ...(words.includes("status") ? [] : ["status"]), "--file", "ok.json", "-j"];
      const { stdout } = spawnSync(process.execPath, [main, ...args], { encoding: "utf8", cwd: tmpdir() });
      expect((JSON.parse(stdout) as Report).stacks).toMatchObject([{ tokens: [{ name: "reports-ok" }] }]);
    },
  );

  test("an option that is on or off may say so", () => {
    expect(JSON.parse(run(["--file", file("ok"), "--json=true", "--html=false"]).stdout)).toMatchObject({ version: 1 });
  });

  test.each([
    [["--json", "--html"], "--json and --html"],
    [["--fail-on", "ok"], 'has no value "ok"; the values are due, expired, revoked'],
    [["--fail-on", ""], "the values are due, expired, revoked"],
    [["--fail-on", "due,lost"], 'has no value "lost"'],
    [["--within", "a fortnight"], "--within must be a duration"],
    [["--within", "1 month"], "--within must be a duration"],
    [["--file", "-", "--file", "-"], "only once"],
    [["--file"], "--file"],
    [["--fiel", "x"], "--fiel"],
  ])("%j is refused on standard error with exit code 2", (args, message) => {
    const { status, stderr, stdout } = run(args);
    expect([status, stdout]).toEqual([2, ""]);
    expect(stderr).toContain(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  test("--help tells every option and every exit code", () => {
    const { status, stdout } = run(["--help"]);
    expect(status).toBe(0);
    for (const word of [
      "-s, --stack",
      "-C, --cwd",
      "--file",
      "--json",
      "--markdown",
      "--html",
      "--within",
      "--fail-on",
      "3 due",
      "4 expired",
      "5 revoked",
    ]) {
      expect(stdout).toContain(word);
    }
  });

  test("a reader that leaves early is no failure to report", () => {
    const path = join(folder, "many.json");
    const samples = Array.from({ length: 2000 }, (_, index) => ({ ...token, name: `token-${index}` }));
    writeFileSync(path, exported(samples.map((sample) => resourceOf(sample))));
    const line = `"${process.execPath}" "${main}" status --file "${path}" | head -1`;
    const { stderr, stdout } = spawnSync("sh", ["-c", line], { encoding: "utf8" });
    expect(stdout).toContain("2000 tokens");
    expect(stderr).toBe("");
  });
});
