import { readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";

const readme = readFileSync("README.md", "utf8");
const blocks = [...readme.matchAll(/```ts\n(.*?)```/gs)].map(([, code]) => code ?? "");

/** What a reader has around a block: a configuration, and a package that this one does not depend on. */
const surroundings = `
declare module "@pulumi/kubernetes" { export const core: { v1: { Secret: new (name: string, args: object) => object } }; }
declare const config: import("@pulumi/pulumi").Config;
declare const clientSecret: import("@pulumi/pulumi").Output<string>;
`;

test("the README has code", () => expect(blocks.length).toBeGreaterThan(1));

test.each(blocks.map((code) => [code]))("this code of the README compiles:\n%s", (code) => {
  expect(problems(`${code}\nexport {};`)).toEqual([]);
});

test("code that does not compile is found", () => {
  const wrong = 'import { OAuth2AccessToken } from "pulumi-access-tokens";\nnew OAuth2AccessToken("a", { scpe: "b" });';
  expect(problems(wrong)).toEqual([expect.stringContaining("scpe")]);
});

test("every file that the README links is there", () => {
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link]) => link ?? "");
  expect(links.length).toBeGreaterThan(2);
  expect(links.filter((link) => !ts.sys.fileExists(link) && !ts.sys.directoryExists(link))).toEqual([]);
});

function problems(code: string): string[] {
  // The files need not exist, but their folder decides what their imports find.
  const sources: Record<string, string> = {
    [join(process.cwd(), "readme-block.ts")]: code,
    [join(process.cwd(), "readme-surroundings.d.ts")]: surroundings,
  };
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
  return ts.getPreEmitDiagnostics(program).map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
}
