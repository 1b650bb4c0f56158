import { readFileSync } from "node:fs";
import { z } from "zod";
import { vendors } from "../../provider/vendors";
import { day, decrypted, encrypted, exported, hour, minute, resourceOf } from "./exported-stack";
import { expectGolden } from "./golden";
import { ask, reportOf, token } from "./orphans/asking";
import { everything, wholeStack } from "./whole-stack";

describe("formats", () => {
  afterEach(() => {
    delete process.env.NO_COLOR;
  });

  test.each([
    ["json", "stack.json"],
    ["markdown", "stack.md"],
    ["html", "stack.html"],
    ["text", "stack.txt"],
  ] as const)(
    "%s shows every vendor's token in every condition, as in test/fixtures/status/%s",
    async (format, file) => {
      const { code, stderr, stdout } = await ask(wholeStack, { format });
      expect([code, stderr]).toEqual([0, ""]);
      for (const { name } of everything) expect(stdout).toContain(name);
      expectGolden(file, stdout);
    },
  );

  test("a terminal gets colours and line characters", async () => {
    const { stdout } = await ask(wholeStack, {}, { isTTY: true, columns: 120 });
    expect(stdout).toContain("\u001b[31mexpired ");
    expect(stdout).toMatch(/━●[─┄]/);
    expectGolden("terminal.txt", stdout);
  });

  test("neither NO_COLOR, nor a dumb terminal, nor a file gets an escape sequence", async () => {
    process.env.NO_COLOR = "1";
    const withoutColour = await ask(wholeStack, {}, { isTTY: true });
    delete process.env.NO_COLOR;
    const { TERM } = process.env;
    process.env.TERM = "dumb";
    const dumb = await ask(wholeStack, {}, { isTTY: true });
    process.env.TERM = TERM;
    const file = await ask(wholeStack);
    for (const { stdout } of [withoutColour, dumb, file]) expect(stdout).toMatch(/^[\x20-\x7e\n]+$/);
  });

  test("the bar shows where now is and where renewal begins", async () => {
    const bars = async (issued: number) => {
      const { stdout } = await ask(exported([resourceOf({ ...token, issued, expires: issued + hour })]), {});
      return /[=#|.-]{10,}/.exec(stdout.split("LIFE")[1] ?? "")?.[0];
    };
    expect(await bars(-15 * minute)).toBe("======|---------........");
    expect(await bars(-55 * minute)).toBe("================######|.");
    expect(await bars(-2 * hour)).toBe("================#######|");
  });

  test("json keeps to the schema", async () => {
    const schema = z.fromJSONSchema(JSON.parse(readFileSync("cli/status/schema.json", "utf8")));
    for (const text of [wholeStack, exported([]), "{"]) {
      expect(schema.safeParse(await reportOf(text, { within: day })).error).toBeUndefined();
    }
    const report = await reportOf(wholeStack);
    expect(schema.safeParse({ ...report, version: 2 }).success).toBe(false);
    const [stack] = report.stacks;
    const wrong = { ...stack, tokens: [{ ...stack?.tokens[0], condition: "fine" }] };
    expect(schema.safeParse({ ...report, stacks: [wrong] }).success).toBe(false);
  });

  test("every word that json has of a token is in the schema", async () => {
    const { $defs } = JSON.parse(readFileSync("cli/status/schema.json", "utf8"));
    const [stack] = (await reportOf(wholeStack)).stacks;
    expect(Object.keys(stack?.tokens[0] ?? {}).sort()).toEqual(Object.keys($defs.token.properties).sort());
    expect($defs.token.required.sort()).toEqual(Object.keys($defs.token.properties).sort());
    expect(Object.keys(stack?.problems[0] ?? {}).sort()).toEqual(Object.keys($defs.problem.properties).sort());
  });

  test("no format prints a secret, encrypted or in clear", async () => {
    for (const secret of [encrypted, decrypted]) {
      const text = exported(everything.map((sample) => resourceOf(sample, secret)));
      expect(text).toMatch(/CIPHERTEXT|PLAINTEXT/);
      for (const format of ["text", "json", "markdown", "html"] as const) {
        const { stdout } = await ask(text, { format });
        expect(stdout).toContain("oauth2-due");
        expect(stdout).not.toMatch(/CIPHERTEXT|PLAINTEXT|SALT|1b47061264138c4ac30d75fd1eb44270/);
      }
    }
  });

  test("a name can neither steer a terminal nor break out of a page or a table", async () => {
    const name = "a\u001b[2J|<script>alert(1)</script>\n**b**";
    const text = exported([resourceOf({ ...token, name })]);
    const page = (await ask(text, { format: "html" })).stdout;
    expect(page).not.toContain("<script");
    expect(page).toContain("&lt;script&gt;");
    const [, , , row = "", ...rest] = (await ask(text, { format: "markdown" })).stdout.split("\n").slice(1);
    expect(row).toContain("\\|\\<script\\>alert(1)\\</script\\>");
    expect(row).toContain("\\*\\*b\\*\\*");
    expect(rest).toEqual([""]);
    expect((await ask(text, {}, { isTTY: true })).stdout).not.toContain("\u001b[2J");
    expect((await reportOf(text)).stacks[0]?.tokens[0]?.name).toBe(name);
  });

  test("a pull request is told the sum of it in the first line", async () => {
    const [first] = (await ask(wholeStack, { format: "markdown" })).stdout.split("\n");
    const each = vendors.length;
    expect(first).toBe(
      `**Access tokens**, 2026-03-01T12:00:00Z: ${5 * each + 2} tokens: ${each} revoked, ${each} expired, ` +
        `${each} due, ${each + 2} ok, ${each} endless, 1 replaced and not yet revoked, 1 not readable`,
    );
  });
});
