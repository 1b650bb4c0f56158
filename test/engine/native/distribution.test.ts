import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { basename, join, resolve } from "node:path";
import { credentials } from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { GetSchemaRequest, type GetSchemaResponse } from "@pulumi/pulumi/proto/provider_pb";
import { clock, type OAuth2Emulator, startOAuth2 } from "pulumi-access-tokens/testing";
import { stringify } from "yaml";
import { closing } from "../../support/engine/token-stack";
import { CommandLine } from "../../support/native/command-line";
import { exampleLife } from "../../support/native/example-life";
import { Languages } from "../../support/native/languages";
import { isMissing } from "../../support/native/missing";
import { CopiedExamples } from "../../support/programs/copied-examples";
import { serveFiles } from "../../support/servers/files";
import { Traffic } from "../../support/servers/traffic";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

let archives: string;
let archive: string;

beforeAll(async () => {
  archives = await mkdtemp(join(tmpdir(), "archives-"));
  archive = execFileSync(process.execPath, ["scripts/plugin.mjs", archives], { encoding: "utf8" }).trim();
});

afterAll(() => rm(archives, { recursive: true, force: true }));

/** A program with the token `reports`. */
function program(settings: Readonly<Record<string, unknown>> = {}, options: Readonly<Record<string, unknown>> = {}) {
  const properties = { scope: ["reports:read"], renewBefore: "10 minutes" };
  const reports = { type: "access-tokens:OAuth2AccessToken", properties, options };
  return stringify({ name: "reports", runtime: "yaml", ...settings, resources: { reports } });
}

function environmentOf({ credentials: { issuer, clientId, clientSecret } }: OAuth2Emulator) {
  return { OAUTH2_ISSUER: issuer, OAUTH2_CLIENT_ID: clientId, OAUTH2_CLIENT_SECRET: clientSecret };
}

/** Runs a program with a token from `up` to `destroy`, and returns what the server was asked. */
async function life(at: CommandLine): Promise<string[]> {
  const server = closing(await startOAuth2());
  const env = environmentOf(server);
  await at.pulumi(["stack", "init", "dev"]);
  await at.pulumi(["up", "--yes", "--skip-preview"], env);
  await at.pulumi(["destroy", "--yes", "--skip-preview"], env);
  return new Traffic(server).take();
}

test("`pulumi schema check` accepts the schema", async () => {
  const at = await CommandLine.make();
  await at.pulumi(["schema", "check", resolve("etc/schema.json")]);
});

test("the archive has what the engine asks for; `plugin install --file` takes it, and it needs no other Node.js", async () => {
  expect(basename(archive)).toMatch(
    new RegExp(`^pulumi-resource-access-tokens-v${version}-(linux|darwin)-(amd64|arm64)`),
  );
  const at = await CommandLine.make([]);
  await at.pulumi(["plugin", "install", "resource", "access-tokens", version, "--file", archive]);
  await at.write("Pulumi.yaml", program());
  const server = closing(await startOAuth2());
  const env = environmentOf(server);
  await at.pulumi(["stack", "init", "dev"]);
  await at.pulumi(["up", "--yes", "--skip-preview"], env);
  await at.pulumi(["preview", "--expect-no-changes"], env);
  const ahead = { ...env, ...clock("55 minutes") };
  expect(await at.pulumi(["up", "--yes", "--skip-preview", "--refresh"], ahead)).toMatch(/reports: due: expires in \d/);
  await at.pulumi(["destroy", "--yes", "--skip-preview"], ahead);
  const requests = ["issue 1", "introspect 1", "issue 2", "revoke 1", "revoke 2"];
  expect(await new Traffic(server).take()).toEqual(requests);
  const schema = JSON.parse(await at.pulumi(["package", "get-schema", `access-tokens@${version}`]));
  expect(schema).toMatchObject({ name: "access-tokens", version });
});

test("the Node.js of the archive takes the code that was compiled for it", async () => {
  const folder = await mkdtemp(join(archives, "unpacked-"));
  execFileSync("tar", ["-xzf", archive, "-C", folder]);
  const script = `
    const { readFileSync } = require("node:fs");
    const source = require("node:module").wrap(readFileSync("plugin.cjs", "utf8"));
    const { cachedDataRejected } = new (require("node:vm").Script)(source, { cachedData: readFileSync("plugin.cache") });
    console.log(cachedDataRejected);
  `;
  const rejected = execFileSync(join(folder, "node"), ["-e", script], { cwd: folder, encoding: "utf8" });
  expect(rejected).toBe("false\n");
});

test("`plugin install --server` takes the archive from a server", async () => {
  const at = await CommandLine.make([]);
  const server = await serveFiles(archives);
  await at.pulumi(["plugin", "install", "resource", "access-tokens", version, "--server", server.url]);
  expect(server.asked).toEqual([basename(archive)]);
  const plugins = JSON.parse(await at.pulumi(["plugin", "ls", "--json"]));
  expect(plugins).toMatchObject([{ name: "access-tokens", kind: "resource", version }]);
});

test("the engine downloads the archive from the server that a YAML program names", async () => {
  const at = await CommandLine.make([]);
  const server = await serveFiles(archives);
  await at.write("Pulumi.yaml", program({}, { version, pluginDownloadURL: server.url }));
  expect(await life(at)).toEqual(["issue 1", "revoke 1"]);
  expect(server.asked).toEqual([basename(archive)]);
});

test("the engine downloads the archive from the server that the schema names, for a TypeScript program with the SDK", async () => {
  if (await isMissing("go")) return;
  const server = await serveFiles(archives);
  const languages = await Languages.make(server.url);
  closing({ close: () => languages.dispose() });
  await exampleLife(await languages.typescript());
  expect(server.asked).toEqual([basename(archive)]);
}, 400_000);

describe("the folder `plugin` of the installed package", () => {
  let copies: CopiedExamples;

  beforeAll(async () => {
    copies = await CopiedExamples.make("examples");
  });

  afterAll(() => copies.dispose());

  test("is what `pulumi package add` starts, in the way of Pulumi's host of Node.js", async () => {
    const plugin = copies.folder("node_modules/pulumi-access-tokens/plugin");
    expect(await readFile(join(plugin, "PulumiPlugin.yaml"), "utf8")).toContain("name: nodejs");
    const start = createRequire(join(plugin, "package.json")).resolve("@pulumi/pulumi/cmd/run-plugin");
    const host = spawn(process.execPath, [start, plugin, "127.0.0.1:1"], { stdio: ["ignore", "pipe", "inherit"] });
    closing({ close: async () => void host.kill() });
    const [line] = await once(host.stdout, "data");
    const client = new ResourceProviderClient(`127.0.0.1:${String(line).trim()}`, credentials.createInsecure());
    const reply = await new Promise<GetSchemaResponse>((done, failed) => {
      client.getSchema(new GetSchemaRequest(), (error, response) => (error ? failed(error) : done(response)));
    });
    client.close();
    expect(JSON.parse(reply.getSchema())).toMatchObject({ name: "access-tokens", version });
  });

  test("is a provider for the line that `pulumi package add` writes into Pulumi.yaml", async () => {
    const at = await CommandLine.make();
    await symlink(copies.folder("node_modules"), join(at.folder, "node_modules"));
    const packages = { "access-tokens": "./node_modules/pulumi-access-tokens/plugin" };
    await at.write("Pulumi.yaml", program({ packages }));
    expect(await life(at)).toEqual(["issue 1", "revoke 1"]);
  });
});
