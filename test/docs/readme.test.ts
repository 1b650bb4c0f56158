import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";
import { vendors } from "../../provider/vendors";

const guides = readdirSync("docs", { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".md"));
const paths = [
  "README.md",
  "SECURITY.md",
  "CONTRIBUTING.md",
  "CHANGELOG.md",
  ...guides.map((name) => join("docs", name)),
];
const pages = paths.map((path) => ({ path, text: readFileSync(path, "utf8") }));
// Their code is of several files or uses the generated SDK, and is compiled where it is run.
const compiledElsewhere = ["docs/components.md", "docs/testing.md", "docs/writing-a-vendor.md"];
const blocks = pages
  .filter(({ path }) => !compiledElsewhere.includes(path))
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
  const broken = links(text).filter(({ file, heading }) => {
    const target = file === "" ? path : join(dirname(path), file);
    if (heading !== undefined) return !headings(readFileSync(target, "utf8")).includes(heading);
    return !existsSync(target);
  });
  expect(broken).toEqual([]);
});

test("docs/README.md leads to every guide, or to the index of its folder", () => {
  const linked = linkedBy("docs/README.md");
  const others = guides.filter((name) => !name.includes("/") && name !== "README.md");
  const indices = ["operations/README.md", "credentials/README.md"];
  expect([...others, ...indices].filter((name) => !linked.includes(name))).toEqual([]);
});

test("the table of classes in README.md has a row for each, and leads to the page of every vendor", () => {
  const rows = [...(pages[0]?.text ?? "").matchAll(/^\| \[`(\w+)`\]\((\S+)\) \|/gm)];
  const classes = vendors.map(({ resource }) => resource);
  expect(rows.map(([, name]) => name).sort()).toEqual(classes.sort());
  const ofVendors = guides.filter((name) => name.startsWith("credentials/") && !name.endsWith("README.md"));
  expect(new Set(rows.map(([, , page]) => page))).toEqual(new Set(ofVendors.map((name) => `docs/${name}`)));
});

test("README.md is read in two minutes", () => {
  const [readme] = pages;
  const prose = readme?.text.replace(/```.*?```/gs, "").replace(/^\|.*$/gm, "") ?? "";
  expect(prose.split(/\s+/).length).toBeLessThan(560);
});

function linkedBy(page: string): string[] {
  return links(pages.find(({ path }) => path === page)?.text ?? "").map(({ file }) => file);
}

/** What a page links that is not elsewhere on the web. */
function links(text: string): { file: string; heading: string | undefined }[] {
  const found = text.matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g);
  return [...found].map(([, file = "", heading]) => ({ file, heading }));
}

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
