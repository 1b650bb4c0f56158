import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

const folder = "docs/operations";
const paths = [
  "README.md",
  "docs/wiring.md",
  "docs/testing.md",
  ...readdirSync(folder).map((name) => join(folder, name)),
];
const pages = paths.map((path) => ({ path, text: readFileSync(path, "utf8") }));
// The code of docs/testing.md is of several files, and is compiled where it is run.
const blocks = pages
  .filter(({ path }) => path !== "docs/testing.md")
  .flatMap(({ text }) => [...text.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? ""));

/** What a reader has around a block. */
const surroundings = `
declare const config: import("@pulumi/pulumi").Config;
declare const clientSecret: import("@pulumi/pulumi").Output<string>;
`;

test("every block of code compiles", () => {
  expect(blocks.length).toBeGreaterThan(5);
  expect(problems(blocks)).toEqual([]);
});

test("code that does not compile is found", () => {
  const wrong = 'import { OAuth2AccessToken } from "pulumi-access-tokens";\nnew OAuth2AccessToken("a", { scpe: "b" });';
  expect(problems([wrong])).toEqual([expect.stringContaining("scpe")]);
});

test.each(pages)("every file and heading that $path links is there", ({ path, text }) => {
  const links = [...text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)];
  const broken = links.filter(([, file = "", heading]) => {
    const target = file === "" ? path : join(dirname(path), file);
    if (heading !== undefined) return !headings(readFileSync(target, "utf8")).includes(heading);
    return !ts.sys.fileExists(target) && !ts.sys.directoryExists(target);
  });
  expect(broken.map(([link]) => link)).toEqual([]);
});

/** The headings of a page, as links name them. */
function headings(text: string): string[] {
  return [...text.matchAll(/^#+ (.*)$/gm)].map(([, words = ""]) =>
    words
      .toLowerCase()
      .replace(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );
}

function problems(codes: readonly string[]): string[] {
  // The files need not exist, but their folder decides what their imports find.
  const sources: Record<string, string> = { [join(process.cwd(), "surroundings.d.ts")]: surroundings };
  for (const [index, code] of codes.entries()) {
    sources[join(process.cwd(), `block-${index}.ts`)] = `${code}\nexport {};`;
  }
  const options: ts.CompilerOptions = {
    module: ts.ModuleKind.Node16,
    moduleResolution: ts.ModuleResolutionKind.Node16,
    target: ts.ScriptTarget.ES2022,
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    types: ["node"],
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, getSourceFile } = host;
  host.fileExists = (name) => name in sources || fileExists(name);
  host.getSourceFile = (name, ...rest) =>
    name in sources ? ts.createSourceFile(name, sources[name] ?? "", rest[0]) : getSourceFile(name, ...rest);
  const program = ts.createProgram(Object.keys(sources), options, host);
  return ts.getPreEmitDiagnostics(program).map(({ file, messageText }) => {
    const code = file === undefined ? "" : `${sources[file.fileName]}\n`;
    return code + ts.flattenDiagnosticMessageText(messageText, "\n");
  });
}
