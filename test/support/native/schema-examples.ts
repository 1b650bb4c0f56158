import { readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

interface Schema {
  readonly resources: Readonly<Record<string, { readonly description: string }>>;
}

/** Writes the example that the schema has of each class, in a language, and returns the paths. */
export async function writeExamples(language: string, pathOf: (resource: string) => string): Promise<string[]> {
  const { resources } = JSON.parse(readFileSync("etc/schema.json", "utf8")) as Schema;
  const paths = Object.entries(resources).map(async ([token, { description }]) => {
    const [, code] = new RegExp(`\`\`\`${language}\n(.*?)\`\`\``, "s").exec(description) ?? [];
    if (code === undefined) throw new Error(`the schema has no example of ${token} in ${language}`);
    const path = pathOf(token.split(":").at(-1) ?? "");
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, code);
    return path;
  });
  return Promise.all(paths);
}
