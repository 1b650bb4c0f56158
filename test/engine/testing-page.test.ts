import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import ts from "typescript";
import { engine } from "../support/engine";
import { run } from "../support/example";

const page = readFileSync("docs/testing.md", "utf8");
const files = [...page.matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)].map(([, name = "", code = ""]) => ({ name, code }));

let folder: string;
beforeAll(() => {
  // As in the folder of a user who installed the package.
  folder = mkdtempSync(join(tmpdir(), "testing-"));
  for (const name of ["@pulumi/pulumi", "@types/node", "oidc-provider"]) {
    mkdirSync(join(folder, "node_modules", name, ".."), { recursive: true });
    symlinkSync(resolve("node_modules", name), join(folder, "node_modules", name));
  }
  symlinkSync(process.cwd(), join(folder, "node_modules/pulumi-access-tokens"));
  writeFileSync(join(folder, "package.json"), "{}");
  for (const { name, code } of files) writeFileSync(join(folder, name), code);
});
afterAll(() => rmSync(folder, { recursive: true }));

test("the tests on the page compile, and pass against the real engine", async () => {
  expect(files.map(({ name }) => name)).toEqual(["reports.ts", "reports.unit.test.ts", "reports.life.test.ts"]);
  const program = ts.createProgram(
    files.map(({ name }) => join(folder, name)),
    {
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      skipLibCheck: true,
      types: ["node"],
      typeRoots: [join(folder, "node_modules/@types")],
    },
  );
  program.emit();
  const problems = ts.getPreEmitDiagnostics(program);
  expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);

  const { directory } = await engine();
  const env = {
    PATH: [directory, process.env.PATH].join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const tests = files.map(({ name }) => name.replace(/ts$/, "js")).filter((name) => name.includes(".test."));
  const { code, stdout } = await run(process.execPath, ["--test", ...tests], folder, env);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^# pass 2$/m)]);
});
