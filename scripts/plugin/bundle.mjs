import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const fromRoot = (path) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** The packages that the provider takes from Pulumi's own copy of them. */
const OF_PULUMI = [
  "@grpc/grpc-js",
  "google-protobuf/google/protobuf/any_pb",
  "google-protobuf/google/protobuf/empty_pb",
  "google-protobuf/google/protobuf/struct_pb",
];

/** Writes the compiled provider and all that it needs, except Node.js, into one file. Returns the folders of the packages in it. */
export async function bundle(outfile) {
  const { metafile } = await build({
    // Not as the entry: its first line is for a shell, which a function around the file does not allow.
    stdin: { contents: 'require("./lib/plugin/main.js");', resolveDir: fromRoot("") },
    outfile,
    bundle: true,
    platform: "node",
    target: "node20",
    // Names of errors are part of messages.
    keepNames: true,
    minify: true,
    legalComments: "none",
    metafile: true,
    absWorkingDir: fromRoot(""),
    logLevel: "error",
    plugins: [
      { name: "packages of Pulumi", setup: bundlePackagesOfPulumi },
      { name: "languages of zod", setup: leaveOutLanguages },
    ],
  });
  const folders = Object.keys(metafile.inputs).map((file) => /^.*node_modules\/(@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  return { packages: [...new Set(folders.filter((found) => found !== undefined))].map(fromRoot) };
}

/** Names these packages as the bundler finds them: the provider asks for them by a name that it computes. */
function bundlePackagesOfPulumi({ onLoad }) {
  const members = OF_PULUMI.map((name) => `${JSON.stringify(name)}: () => require(${JSON.stringify(name)})`);
  onLoad({ filter: /provider\/messages\/pulumi-package\.js$/ }, () => ({
    contents: `exports.pulumiPackage = (name) => ({ ${members.join(", ")} })[name]();`,
    resolveDir: fromRoot("node_modules/@pulumi/pulumi"),
  }));
}

/** Leaves out zod's messages in other languages. They are most of its files, and nobody can ask this file for one. */
function leaveOutLanguages({ onLoad }) {
  onLoad({ filter: /zod\/v4\/locales\/index\.cjs$/ }, () => ({ contents: "" }));
}
