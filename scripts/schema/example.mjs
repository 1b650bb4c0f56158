import ts from "typescript";

/**
 * Returns the example of a class in each language, as the documentation of its resource has it.
 *
 * @param program the text of a program in TypeScript whose `new Class("name", { ... })` has only texts and lists of texts
 * @param types the schema's types of the arguments
 */
export function exampleOf(program, types) {
  const { resource, name, args } = declarationIn(program);
  const written = Object.entries(languages).map(
    ([language, write]) =>
      `\`\`\`${language}\n${write(resource, name, Object.entries(args), types).join("\n")}\n\`\`\``,
  );
  const opening = ["{{% examples %}}", "## Example Usage", "{{% example %}}"];
  return [...opening, ...written, "{{% /example %}}", "{{% /examples %}}"].join("\n");
}

function declarationIn(program) {
  const file = ts.createSourceFile("index.ts", program, ts.ScriptTarget.Latest, true);
  const [creation] = file.statements
    .filter(ts.isVariableStatement)
    .flatMap(({ declarationList }) => declarationList.declarations.map(({ initializer }) => initializer))
    .filter(ts.isNewExpression);
  const [name, args] = creation.arguments;
  return { resource: creation.expression.text, name: name.text, args: literal(args) };
}

function literal(node) {
  if (ts.isStringLiteral(node)) return node.text;
  if (ts.isArrayLiteralExpression(node)) return node.elements.map(literal);
  if (ts.isObjectLiteralExpression(node)) {
    return Object.fromEntries(node.properties.map((member) => [member.name.text, literal(member.initializer)]));
  }
  throw new Error(`an example has ${node.getText()}, which is no literal`);
}

const languages = {
  typescript: (resource, name, args) => [
    `import { ${resource} } from "pulumi-access-tokens-sdk";`,
    "",
    ...call(`const token = new ${resource}("${name}", {`, args, (key, value) => `  ${key}: ${json(value)},`, "});"),
  ],
  python: (resource, name, args) => [
    "import pulumi_access_tokens as access_tokens",
    "",
    `token = access_tokens.${resource}(`,
    `    "${name}",`,
    ...args.map(([key, value]) => `    ${snakeCase(key)}=${json(value)},`),
    ")",
  ],
  go: (resource, name, args, types) => [
    "package main",
    "",
    "import (",
    '\t"example.com/pulumi-access-tokens/sdk/go/accesstokens"',
    '\t"github.com/pulumi/pulumi/sdk/v3/go/pulumi"',
    ")",
    "",
    "func main() {",
    "\tpulumi.Run(func(ctx *pulumi.Context) error {",
    ...call(
      `\t\t_, err := accesstokens.New${resource}(ctx, "${name}", &accesstokens.${resource}Args{`,
      args,
      (key, value) => `\t\t\t${key[0].toUpperCase()}${key.slice(1)}: ${goValue(value, types[key])},`,
      "\t\t})",
    ),
    "\t\treturn err",
    "\t})",
    "}",
  ],
  yaml: (resource, name, args) => [
    "resources:",
    `  ${name}:`,
    `    type: access-tokens:${resource}`,
    ...(args.length === 0 ? [] : ["    properties:"]),
    ...args.map(([key, value]) => `      ${key}: ${json(value)}`),
  ],
};

/** A call on one line if it has no arguments. */
function call(begin, args, line, end) {
  return args.length === 0 ? [begin + end.trim()] : [begin, ...args.map(([key, value]) => line(key, value)), end];
}

function goValue(value, type) {
  if (Array.isArray(value)) return `pulumi.StringArray{${value.map((each) => goValue(each, type.items)).join(", ")}}`;
  const named = type.$ref?.split(":").at(-1);
  return named === undefined ? `pulumi.String(${json(value)})` : `accesstokens.${named}(${json(value)})`;
}

function snakeCase(name) {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

function json(value) {
  return Array.isArray(value) ? `[${value.map(json).join(", ")}]` : JSON.stringify(value);
}
