// Prints the schema of the native provider, made from the vendors' declarations and the comments of their classes. It
// has no version: the provider adds its own.
import { readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { exampleOf } from "./schema/example.mjs";
import { describing, PropertyTypes } from "./schema/property-type.mjs";

const require = createRequire(import.meta.url);
const { vendors } = require("../lib/provider/vendors");
const { description, keywords, license } = require("../package.json");

/** An argument that no class declares: a dynamic provider cannot make the engine read a token first. */
const refreshBeforeUpdate = {
  type: "boolean",
  description:
    "Whether a plain `pulumi preview` and `pulumi up` ask the vendor first whether it still accepts the token, as `--refresh`\n" +
    "has them do. A change is an update of state without a request.\n\nDefault: false.",
};

/** What the class `Provider` says is true of dynamic providers only. */
const providerDescription =
  "Credentials for the tokens that use this provider, in one group for each credential set.\n\n" +
  "Its tokens do not read the stack's configuration. If one of its arguments is unknown in a preview, Pulumi plans none\n" +
  "of its tokens, and the preview does not show those that are due.";

const source = fileURLToPath(new URL("../provider/index.ts", import.meta.url));
const { config } = ts.readConfigFile(fileURLToPath(new URL("../tsconfig.json", import.meta.url)), ts.sys.readFile);
const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ".");
const program = ts.createProgram([source], options);
const checker = program.getTypeChecker();
const types = new PropertyTypes(checker);
const exported = new Map(
  checker
    .getExportsOfModule(checker.getSymbolAtLocation(program.getSourceFile(source)))
    .map((symbol) => [symbol.name, symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol]),
);

const resources = Object.fromEntries(
  vendors.map((vendor) => [`access-tokens:index:${vendor.resource}`, resourceOf(vendor)]),
);
const provider = providerProperties();
const schema = {
  name: "access-tokens",
  displayName: "Access Tokens",
  description,
  keywords: keywords.filter((word) => word !== "dynamic-provider"),
  license,
  language: {
    csharp: { respectSchemaVersion: true },
    go: { importBasePath: "example.com/pulumi-access-tokens/sdk/go/accesstokens", respectSchemaVersion: true },
    nodejs: { packageName: "pulumi-access-tokens-sdk", respectSchemaVersion: true },
    python: { pyproject: { enabled: true }, respectSchemaVersion: true },
  },
  config: { variables: provider },
  provider: { description: providerDescription, inputProperties: provider },
  types: sortedByName(types.named),
  resources: sortedByName(resources),
};
process.stdout.write(`${JSON.stringify(schema, null, 2)}\n`);

function resourceOf(vendor) {
  const { resource } = vendor;
  const outputs = propertiesOf(resource).filter((output) =>
    // A property that the program computes is declared without `declare`, and is not in state.
    declarationOf(output).modifiers?.some(({ kind }) => kind === ts.SyntaxKind.DeclareKeyword),
  );
  const inputProperties = { ...inputsOf(propertiesOf(`${resource}Args`), vendor), refreshBeforeUpdate };
  const { description: text } = describing(checker, exported.get(resource));
  return {
    description: `${text}\n\n${exampleOf(exampleProgram(resource), inputProperties)}`,
    aliases: [{ type: `pulumi-nodejs:dynamic/access-tokens:${resource}` }],
    inputProperties,
    // The provider marks its secrets itself. If the schema marked them, the engine would also encrypt a null.
    properties: Object.fromEntries(
      outputs.map((output) => [output.name, property(output, output.name === "accessToken")]),
    ),
    required: outputs.filter((output) => !types.isOptional(declarationOf(output).type)).map(({ name }) => name),
  };
}

/** Returns the program of the first folder in `examples` that declares a token of this class alone. */
function exampleProgram(resource) {
  const folder = new URL("../examples/", import.meta.url);
  const programs = readdirSync(folder).filter((name) => name !== "languages" && name !== "many-tokens");
  return programs
    .map((name) => readFileSync(new URL(`${name}/index.ts`, folder), "utf8"))
    .find((program) => program.includes(`= new ${resource}(`));
}

/** Returns a typed group for each credential set, with the members that its classes use. */
function providerProperties() {
  const properties = propertiesOf("ProviderArgs").map((symbol) => {
    const vendor = vendors.find(({ group }) => group === symbol.name);
    if (vendor === undefined) return [symbol.name, property(symbol, false)];
    const [set] = declarationOf(symbol).type.typeArguments;
    const members = checker.getPropertiesOfType(checker.getTypeFromTypeNode(set));
    const type = { type: "object", properties: inputsOf(members, vendor, false) };
    return [
      symbol.name,
      { ...types.reference(`${symbol.name}Credentials`, type), ...describing(checker, symbol), secret: true },
    ];
  });
  return Object.fromEntries(properties);
}

function inputsOf(symbols, vendor, isResource = true) {
  return Object.fromEntries(
    symbols.map((symbol) => {
      const { kind, inPlace, secret } = argumentOf(vendor, symbol.name);
      const replaces = kind === "identity" || (kind === "grant" && !inPlace);
      const made = property(symbol, secret);
      return [symbol.name, isResource && replaces ? { ...made, willReplaceOnChanges: true } : made];
    }),
  );
}

function argumentOf(vendor, name) {
  // A group may have members for a class of another vendor.
  const found = vendor.arguments[name] ?? vendors.find((other) => other.arguments[name])?.arguments[name];
  if (found === undefined) throw new Error(`${vendor.resource} declares no argument "${name}"`);
  return found;
}

function property(symbol, secret) {
  const type = types.of(declarationOf(symbol).type, typeName(symbol));
  return { ...type, ...describing(checker, symbol), ...(secret ? { secret } : {}) };
}

function propertiesOf(name) {
  return checker.getPropertiesOfType(checker.getDeclaredTypeOfSymbol(exported.get(name)));
}

function sortedByName(map) {
  return Object.fromEntries(Object.entries(map).sort(([one], [other]) => (one < other ? -1 : 1)));
}

function declarationOf({ declarations: [declaration] }) {
  return declaration;
}

/** Returns the name of a named type: the name of its property, after the class name if only one class has it. */
function typeName(symbol) {
  const owner = declarationOf(symbol).parent.name.text.replace(/Args$/, "");
  const name = `${symbol.name[0].toUpperCase()}${symbol.name.slice(1)}`;
  return vendors.some(({ resource }) => resource === owner) ? owner + name : name;
}
