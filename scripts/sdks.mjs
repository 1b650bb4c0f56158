// Writes the SDKs of the native provider for Node.js, Python and Go, from its schema.
// Usage: node scripts/sdks.mjs [FOLDER] [--pack LANGUAGE ...] [--server URL] [--schema FILE]
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { output } from "./engine/program.mjs";
import { sdkGenerator } from "./sdks/generator.mjs";
import { packers } from "./sdks/pack.mjs";

const require = createRequire(import.meta.url);

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    /** The languages whose SDK is also packed for their installer: `nodejs`, `python`, `go`. */
    pack: { type: "string", multiple: true, default: [] },
    /**
     * The server from which the engine downloads the plugin. Default: the releases of the repository in package.json.
     * Only a published package names one; without it, the SDKs name no server, and the engine asks Pulumi's own.
     */
    server: { type: "string" },
    /** The schema of another provider. */
    schema: { type: "string" },
  },
});
const [folder = "sdks"] = positionals;

const schema = values.schema === undefined ? require("../lib/plugin/schema").schema() : require(resolve(values.schema));
const temporary = await mkdtemp(join(tmpdir(), "schema-"));
try {
  const file = join(temporary, "schema.json");
  const place = values.server === undefined ? {} : { pluginDownloadURL: values.server };
  await writeFile(file, JSON.stringify({ ...schema, ...place }));
  await mkdir(folder, { recursive: true });
  await output(await sdkGenerator(), [file, folder]);
  for (const language of values.pack) await packers[language](folder, schema.version);
} finally {
  await rm(temporary, { recursive: true, force: true });
}
