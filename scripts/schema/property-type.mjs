import ts from "typescript";

/**
 * Converts the types that the classes declare to types of Pulumi's schema.
 *
 * If a class takes a text or a list, the schema has only the list. If it takes a text or an object, the schema has only
 * the text. Union types do not work in every language.
 */
export class PropertyTypes {
  /** The named types of the schema, by token. */
  named = {};
  #checker;

  constructor(checker) {
    this.#checker = checker;
  }

  /** @param name the name of the property; with a capital first letter, it names an enumeration or object */
  of(node, name) {
    const members = this.#members(node);
    const literals = members.filter((member) => ts.isLiteralTypeNode(member) && ts.isStringLiteral(member.literal));
    if (literals.length > 1)
      return this.#enumeration(
        name,
        literals.map(({ literal }) => literal.text),
      );
    const list = members.find(ts.isArrayTypeNode);
    if (list !== undefined) return { type: "array", items: this.of(list.elementType, name) };
    for (const [keyword, type] of keywords) if (members.some(({ kind }) => kind === keyword)) return { type };
    const [only] = members;
    if (only.kind === ts.SyntaxKind.UnknownKeyword) return { $ref: "pulumi.json#/Any" };
    if (ts.isTypeLiteralNode(only)) return this.#object(name, only.members);
    if (isReference(only, "Record")) {
      return { type: "object", additionalProperties: this.of(only.typeArguments[1], name) };
    }
    throw new Error(`no type of the schema for ${node.getText()}`);
  }

  /** Registers a named type. Throws if another type of the package has the same name. */
  reference(name, type) {
    const token = `access-tokens:index:${name[0].toUpperCase()}${name.slice(1)}`;
    const known = this.named[token];
    if (known !== undefined && JSON.stringify(known) !== JSON.stringify(type)) {
      throw new Error(`two types are called ${token}`);
    }
    this.named[token] = type;
    return { $ref: `#/types/${token}` };
  }

  /** Whether a value may be left out. */
  isOptional(node) {
    const inner = isReference(node, "Output", "Input") ? node.typeArguments[0] : node;
    return ts.isUnionTypeNode(inner) && inner.types.some(({ kind }) => kind === ts.SyntaxKind.UndefinedKeyword);
  }

  /** Returns the members of a union type, without Pulumi's wrapper types. */
  #members(node) {
    if (isReference(node, "Input", "Output")) return this.#members(node.typeArguments[0]);
    if (ts.isParenthesizedTypeNode(node)) return this.#members(node.type);
    if (ts.isUnionTypeNode(node)) return node.types.flatMap((member) => this.#members(member));
    if (node.kind === ts.SyntaxKind.UndefinedKeyword) return [];
    const alias = ts.isTypeReferenceNode(node) && this.#checker.getSymbolAtLocation(node.typeName);
    const declared = alias && this.#aliased(alias).declarations?.find(ts.isTypeAliasDeclaration);
    return declared && !node.typeArguments ? this.#members(declared.type) : [node];
  }

  #aliased(symbol) {
    return symbol.flags & ts.SymbolFlags.Alias ? this.#checker.getAliasedSymbol(symbol) : symbol;
  }

  #enumeration(name, values) {
    return this.reference(name, { type: "string", enum: values.map((value) => ({ value })) });
  }

  #object(name, members) {
    const properties = members.map((member) => [
      member.name.text,
      { ...this.of(member.type, member.name.text), ...describing(this.#checker, member.symbol) },
    ]);
    const required = members.filter(({ questionToken }) => !questionToken).map((member) => member.name.text);
    return this.reference(name, { type: "object", properties: Object.fromEntries(properties), required });
  }
}

const keywords = [
  [ts.SyntaxKind.StringKeyword, "string"],
  [ts.SyntaxKind.NumberKeyword, "number"],
  [ts.SyntaxKind.BooleanKeyword, "boolean"],
];

function isReference(node, ...names) {
  return ts.isTypeReferenceNode(node) && names.includes(node.typeName.getText().split(".").at(-1));
}

/** Returns the documentation comment of a property or class. */
export function describing(checker, symbol) {
  const text = ts.displayPartsToString(symbol.getDocumentationComment(checker)).replace(/\{@link (\w+)\}/g, "`$1`");
  const tags = symbol.getJsDocTags(checker).flatMap(({ name, text: parts }) => {
    const words = ts.displayPartsToString(parts);
    return name === "default" ? [`Default: ${words}.`] : name === "see" ? [`See ${words}.`] : [];
  });
  const description = [text, ...tags].filter((part) => part !== "").join("\n\n");
  return description === "" ? {} : { description };
}
