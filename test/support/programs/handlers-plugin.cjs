#!/usr/bin/env node
// The provider `tests` of programs with the native provider. It runs the handler in the text of each resource, as
// Pulumi's dynamic provider does, and starts in a sixth of the time: it does not load the SDK.
const Module = require("node:module");
const { Server, ServerCredentials } = require("@grpc/grpc-js");
const { PluginInfo } = require("@pulumi/pulumi/proto/plugin_pb");
const { ResourceProviderService } = require("@pulumi/pulumi/proto/provider_grpc_pb");
const proto = require("@pulumi/pulumi/proto/provider_pb");
const { propertiesIn, structOf } = require("../../../lib/plugin/messages");
const { pulumiPackage } = require("../../../lib/provider/messages/pulumi-package");

const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
const { Empty } = pulumiPackage("google-protobuf/google/protobuf/empty_pb");
const handlers = new Map();

function handlerOf({ __provider: text }) {
  if (!handlers.has(text)) {
    const made = new Module("");
    made._compile(text, "");
    handlers.set(text, made.exports.handler());
  }
  return handlers.get(text);
}

const answers = {
  getPluginInfo() {
    const info = new PluginInfo();
    info.setVersion("1.0.0");
    return info;
  },
  checkConfig: checked,
  diffConfig: () => new proto.DiffResponse(),
  configure: () => new proto.ConfigureResponse(),
  check: checked,
  async diff(request) {
    const news = propertiesIn(request.getNews());
    const response = new proto.DiffResponse();
    const handler = handlerOf(news);
    // Without a `diff`, the engine compares.
    if (handler.diff === undefined) return response;
    const { changes } = await handler.diff(request.getId(), propertiesIn(request.getOlds()), news);
    response.setChanges(changes ? DIFF_SOME : DIFF_NONE);
    return response;
  },
  async create(request) {
    const inputs = propertiesIn(request.getProperties());
    const { id, outs } = await handlerOf(inputs).create(inputs);
    const response = new proto.CreateResponse();
    response.setId(id);
    response.setProperties(structOf(outs));
    return response;
  },
  read(request) {
    const response = new proto.ReadResponse();
    response.setId(request.getId());
    response.setProperties(request.getProperties());
    response.setInputs(request.getInputs());
    return response;
  },
  async update(request) {
    const news = propertiesIn(request.getNews());
    const { outs } = await handlerOf(news).update(request.getId(), propertiesIn(request.getOlds()), news);
    const response = new proto.UpdateResponse();
    response.setProperties(structOf(outs));
    return response;
  },
  async delete(request) {
    const properties = propertiesIn(request.getProperties());
    await handlerOf(properties).delete(request.getId(), properties);
    return new Empty();
  },
  cancel: () => new Empty(),
};

function checked(request) {
  const response = new proto.CheckResponse();
  response.setInputs(request.getNews());
  return response;
}

const service = Object.fromEntries(
  Object.entries(answers).map(([name, answer]) => [
    name,
    ({ request }, callback) =>
      void (async () => answer(request))().then((response) => callback(null, response), callback),
  ]),
);
const server = new Server({ "grpc.max_receive_message_length": -1, "grpc.max_send_message_length": -1 });
server.addService(ResourceProviderService, service);
server.bindAsync("127.0.0.1:0", ServerCredentials.createInsecure(), (error, port) => {
  if (error !== null) throw error;
  process.stdout.write(`${port}\n`);
});
