import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { isSafe } from "redos-detector";
import ts from "typescript";

jest.setTimeout(60_000);

/** The regular expressions of a file that repeat something: without that there is nothing to try twice. */
function repeating(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, "utf8"), ts.ScriptTarget.ES2022, true);
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node) && /[*+{]/.test(node.text)) found.push(node.text);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

const files = readdirSync("provider", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
const all = files.flatMap((name) =>
  repeating(path.join("provider", name)).map((text): [string, string] => [name, text]),
);

test("there are regular expressions to look at, and no others", () => {
  expect(all.length).toBeGreaterThan(15);
  const made = files.filter((name) => readFileSync(path.join("provider", name), "utf8").includes("new RegExp("));
  expect(made).toEqual([]);
});

/** Whether the ways to match a text are few, however long the text is. */
const isHarmless = (text: string): boolean => {
  const [, source = "", flags = ""] = /^\/(.*)\/(\w*)$/s.exec(text) ?? [];
  const pattern = new RegExp(source, flags.replace(/[^imsu]/g, ""));
  return isSafe(pattern, { timeout: 50_000, maxScore: 200 }).safe;
};

test.each(all)("%s: %s takes no text long", (_, text) => expect(isHarmless(text)).toBe(true));

test.each(["/^(a+)+$/", "/^[\\w.:-]+:\\d+$/", "/\\/+$/"])("%s would be found", (text) => {
  expect(isHarmless(text)).toBe(false);
});
