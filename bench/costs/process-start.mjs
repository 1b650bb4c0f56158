import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import grpc from "@grpc/grpc-js";
import { median } from "../statistics.mjs";

const require = createRequire(import.meta.url);
const { ResourceProviderClient } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const { CheckRequest, ConfigureRequest } = require("@pulumi/pulumi/proto/provider_pb");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
const { stateText } = require("../../lib/provider/state/provider-text.js");

const root = fileURLToPath(new URL("../..", import.meta.url));
const type = "pulumi-nodejs:dynamic/access-tokens:ThousandEyesAccessToken";
const args = { endpoint: "http://127.0.0.1:1", clientId: "a", clientSecret: "b" };

/** The two providers: the program that the engine starts, and what it asks it about a token. */
const providers = {
  dynamic: {
    script: require.resolve("@pulumi/pulumi/cmd/dynamic-provider/index.js"),
    news: { ...args, __provider: stateText({ resource: "ThousandEyesAccessToken" }) },
    urn: `urn:pulumi:s::p::${type}::a`,
  },
  native: {
    script: join(root, "lib/plugin/main.js"),
    news: args,
    urn: "urn:pulumi:s::p::access-tokens:index:ThousandEyesAccessToken::a",
  },
};

/**
 * Measures the milliseconds until the provider process listens, and then until it has answered its first check: of the
 * dynamic provider, and of the native one.
 */
export async function processStart(repetitions) {
  const runs = { dynamic: [], native: [] };
  for (let repetition = 0; repetition < repetitions; repetition++) {
    for (const [name, each] of Object.entries(runs)) each.push(await oneStart(providers[name]));
  }
  const of = (name, time) => median(runs[name].map((run) => run[time]));
  return {
    listens: of("dynamic", "listens"),
    answers: of("dynamic", "answers"),
    "native listens": of("native", "listens"),
    "native answers": of("native", "answers"),
  };
}

async function oneStart({ news, script, urn }) {
  const begin = performance.now();
  // The provider process finds the package from this folder.
  const child = spawn(process.execPath, [script, "127.0.0.1:1"], { cwd: root, stdio: ["ignore", "pipe", "ignore"] });
  try {
    const [port] = await once(child.stdout, "data");
    const listens = performance.now() - begin;
    const client = new ResourceProviderClient(`127.0.0.1:${String(port).trim()}`, grpc.credentials.createInsecure());
    const request = new CheckRequest().setUrn(urn).setOlds(new Struct()).setNews(Struct.fromJavaScript(news));
    await call(client, "configure", new ConfigureRequest().setArgs(new Struct()));
    await call(client, "check", request);
    const answers = performance.now() - begin;
    client.close();
    return { listens, answers };
  } finally {
    child.kill();
  }
}

const call = (client, method, request) =>
  new Promise((resolve, reject) => client[method](request, (error) => (error ? reject(error) : resolve())));
