import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import ts from "typescript";

/** The files of a page: each block of TypeScript begins with a comment that names its file. */
export class PageCode {
  readonly names: readonly string[];
  /** Where they are and are compiled to, as in the folder of a user who installed the package. */
  readonly folder = mkdtempSync(join(tmpdir(), "page-"));

  constructor(page: string) {
    for (const name of ["@pulumi/pulumi", "@types/node", "oidc-provider"]) {
      mkdirSync(join(this.folder, "node_modules", name, ".."), { recursive: true });
      symlinkSync(resolve("node_modules", name), join(this.folder, "node_modules", name));
    }
    symlinkSync(process.cwd(), join(this.folder, "node_modules/pulumi-access-tokens"));
    const blocks = [...readFileSync(page, "utf8").matchAll(/```ts\n\/\/ (\S+)\n(.*?)```/gs)];
    for (const [, name = "", code = ""] of blocks) writeFileSync(join(this.folder, name), code);
    this.names = blocks.map(([, name = ""]) => name);
    writeFileSync(join(this.folder, "package.json"), "{}");
  }

  /** Compiles the files, and returns the compiler's messages. */
  compile(): string[] {
    const program = ts.createProgram(
      this.names.map((name) => join(this.folder, name)),
      {
        module: ts.ModuleKind.Node16,
        moduleResolution: ts.ModuleResolutionKind.Node16,
        target: ts.ScriptTarget.ES2022,
        strict: true,
        skipLibCheck: true,
        types: ["node"],
        typeRoots: [join(this.folder, "node_modules/@types")],
      },
    );
    program.emit();
    const problems = ts.getPreEmitDiagnostics(program);
    return problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"));
  }

  dispose(): void {
    rmSync(this.folder, { recursive: true });
  }
}
