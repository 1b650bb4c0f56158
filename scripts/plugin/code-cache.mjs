import { fork } from "node:child_process";
import { once } from "node:events";
import { createRequire } from "node:module";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import grpc from "@grpc/grpc-js";

const require = createRequire(import.meta.url);
const { ResourceProviderClient } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const proto = require("@pulumi/pulumi/proto/provider_pb");
const { Struct } = require("google-protobuf/google/protobuf/struct_pb");

/** Nothing listens on this port, so the request fails after the HTTP client is loaded. */
const args = { endpoint: "http://127.0.0.1:1", clientId: "a", clientSecret: "b" };
const urn = "urn:pulumi:s::p::access-tokens:index:ThousandEyesAccessToken::a";

/**
 * Writes what V8 compiles for the provider in this folder, as far as a stack with one token uses it.
 *
 * @param node the Node.js of the folder: no other one can use the result
 */
export async function writeCodeCache(folder, node) {
  const provider = fork(join(folder, "start.cjs"), ["127.0.0.1:1"], { execPath: node, silent: true });
  try {
    const [port] = await Promise.race([once(provider.stdout, "data"), failure(provider)]);
    const client = new ResourceProviderClient(`127.0.0.1:${String(port).trim()}`, grpc.credentials.createInsecure());
    const call = (method, request) => new Promise((resolve) => client[method](request, resolve));
    const properties = Struct.fromJavaScript(args);
    await call("getSchema", new proto.GetSchemaRequest());
    await call("configure", new proto.ConfigureRequest().setArgs(new Struct()));
    await call("check", new proto.CheckRequest().setUrn(urn).setOlds(new Struct()).setNews(properties));
    await call("create", new proto.CreateRequest().setUrn(urn).setProperties(properties));
    client.close();
    provider.send("write");
    await once(provider, "exit");
  } finally {
    provider.kill();
  }
}

/** Rejects with what the provider prints, if it ends by itself. */
async function failure(provider) {
  const output = await text(provider.stderr);
  throw new Error(`the provider does not start: ${output}`);
}
