import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const readme = readFileSync("README.md", "utf8");
const pages = [readme, readFileSync("docs/wiring.md", "utf8")];
const blocks = pages.flatMap((page) => [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? ""));

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

test("every file that the README links is there", () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link ?? "");
  expect(links.length).toBeGreaterThan(2);
  expect(links.filter((link) => !ts.sys.fileExists(link) && !ts.sys.directoryExists(link))).toEqual([]);
});

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
