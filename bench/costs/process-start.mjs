import { spawn } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import grpc from "@grpc/grpc-js";
import { median } from "../statistics.mjs";

const require = createRequire(import.meta.url);
const { ResourceProviderClient } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const { CheckRequest, ConfigureRequest } = require("@pulumi/pulumi/proto/provider_pb");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");
const { stateText } = require("../../lib/provider/state/provider-text.js");

/** Measures the milliseconds until the provider process listens, and then until it has answered its first check. */
export async function processStart(repetitions) {
  const runs = [];
  for (let repetition = 0; repetition < repetitions; repetition++) runs.push(await oneStart());
  return { listens: median(runs.map(({ listens }) => listens)), answers: median(runs.map(({ answers }) => answers)) };
}

async function oneStart() {
  const script = require.resolve("@pulumi/pulumi/cmd/dynamic-provider/index.js");
  const begin = performance.now();
  const child = spawn(process.execPath, [script, "127.0.0.1:1"], { stdio: ["ignore", "pipe", "ignore"] });
  try {
    const [port] = await once(child.stdout, "data");
    const listens = performance.now() - begin;
    const client = new ResourceProviderClient(`127.0.0.1:${String(port).trim()}`, grpc.credentials.createInsecure());
    const news = Struct.fromJavaScript({
      __provider: stateText({ resource: "ThousandEyesAccessToken" }),
      endpoint: "http://127.0.0.1:1",
      clientId: "a",
      clientSecret: "b",
    });
    const request = new CheckRequest().setOlds(new Struct()).setNews(news);
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
