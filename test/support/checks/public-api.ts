import { readFileSync } from "node:fs";
import { resolve, sep } from "node:path";
import ts from "typescript";

const built = resolve("lib") + sep;
const manifest: { name: string; exports: Record<string, string | { types: string }> } = JSON.parse(
  readFileSync("package.json", "utf8"),
);

/** One declaration of the package that users can see, as the compiler wrote it. */
export type Declaration = ts.DeclarationStatement | ts.VariableStatement;

/** What the package declares to its users, read from the declaration files that it publishes. */
export class PublicApi {
  /** The names that each entry point exports. */
  readonly exports: Readonly<Record<string, readonly string[]>>;
  /** The declarations of these names, and of all that they name in turn; a name may have several. */
  readonly declarations: readonly Declaration[];
  readonly #checker: ts.TypeChecker;
  readonly #found = new Set<Declaration>();

  constructor() {
    const entries = Object.entries(manifest.exports).flatMap(([name, entry]) =>
      typeof entry === "string" ? [] : [[name.replace(/^\./, manifest.name), resolve(entry.types)] as const],
    );
    const { Node16: module } = ts.ModuleKind;
    const { ES2022: target } = ts.ScriptTarget;
    const program = ts.createProgram(
      entries.map(([, file]) => file),
      { module, target, strict: true, types: ["node"] },
    );
    this.#checker = program.getTypeChecker();
    const exported = entries.map(([name, file]) => {
      const source = program.getSourceFile(file);
      const symbol = source && this.#checker.getSymbolAtLocation(source);
      if (symbol === undefined) throw new Error(`no module ${file}`);
      return [name, this.#checker.getExportsOfModule(symbol)] as const;
    });
    for (const [, symbols] of exported) for (const symbol of symbols) this.#add(symbol);
    this.exports = Object.fromEntries(
      exported.map(([name, symbols]) => [name, symbols.map(({ name }) => name).sort()]),
    );
    this.declarations = [...this.#found].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : Number(nameOf(a) !== nameOf(b))));
  }

  #add(named: ts.Symbol): void {
    const symbol = named.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(named) : named;
    for (const node of symbol.declarations ?? []) {
      const declaration = (ts.isVariableDeclaration(node) ? node.parent.parent : node) as Declaration;
      const isTopLevel = [ts.SyntaxKind.SourceFile, ts.SyntaxKind.ModuleBlock].includes(declaration.parent?.kind);
      const isOurs = resolve(node.getSourceFile().fileName).startsWith(built);
      if (!isTopLevel || !isOurs || this.#found.has(declaration)) continue;
      this.#found.add(declaration);
      this.#addNamesIn(declaration);
    }
  }

  #addNamesIn(node: ts.Node): void {
    if (ts.isIdentifier(node)) {
      const symbol = this.#checker.getSymbolAtLocation(node);
      if (symbol !== undefined) this.#add(symbol);
    }
    ts.forEachChild(node, (child) => this.#addNamesIn(child));
  }
}

/** The name of what is declared. */
export function nameOf(declaration: Declaration): string {
  const named = ts.isVariableStatement(declaration) ? declaration.declarationList.declarations[0] : declaration;
  return named?.name?.getText() ?? "";
}
