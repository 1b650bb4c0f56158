import { readFileSync, writeFileSync } from "node:fs";
import ts from "typescript";
import { type Declaration, nameOf, PublicApi } from "../support/checks/public-api";

const api = new PublicApi();
const printer = ts.createPrinter({ removeComments: true });

test("etc/api.md holds what the package declares; `UPDATE_GOLDEN=1 npx jest test/package/api` writes it", () => {
  const report = [
    "# What this package declares to its users",
    "",
    "The names that each entry point exports, and the declarations of these and of all that they name in turn.",
    "`UPDATE_GOLDEN=1 npx jest test/package/api` writes this file.",
    ...Object.entries(api.exports).flatMap(([entry, names]) => ["", `## \`${entry}\``, "", ...names.map(item)]),
    "",
    "## Declarations",
    "",
    "```ts",
    ...api.declarations.map((each) => printer.printNode(ts.EmitHint.Unspecified, each, each.getSourceFile())),
    "```",
    "",
  ].join("\n");
  if (process.env.UPDATE_GOLDEN) writeFileSync("etc/api.md", report);
  expect(report).toBe(readFileSync("etc/api.md", "utf8"));
});

test("all that it declares is documented", () => {
  expect(api.declarations.flatMap(undocumented)).toEqual([]);
});

function item(name: string): string {
  return `- \`${name}\``;
}

/** The names of a declaration and of its members that have no comment. */
function undocumented(declaration: Declaration): string[] {
  const name = nameOf(declaration);
  const hasMembers = ts.isClassDeclaration(declaration) || ts.isInterfaceDeclaration(declaration);
  const members = [...(hasMembers ? declaration.members : [])].filter((member) => !isUnderstood(member));
  const isContinued = ts.isModuleBlock(declaration.parent);
  return [
    ...(isContinued || isDocumented(declaration) ? [] : [name]),
    ...members.filter((member) => !isDocumented(member)).map((member) => `${name}.${member.name?.getText()}`),
  ];
}

/** A constructor is documented by its class, and what is private is nobody's. */
function isUnderstood(member: ts.ClassElement | ts.TypeElement): boolean {
  return ts.isConstructorDeclaration(member) || (member.name !== undefined && ts.isPrivateIdentifier(member.name));
}

function isDocumented(node: ts.Node): boolean {
  return ts.getJSDocCommentsAndTags(node).length > 0;
}
