import type { handleUnaryCall, UntypedServiceImplementation } from "@grpc/grpc-js";
import { type PluginAttach, PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { pulumiPackage } from "../provider/messages/pulumi-package";
import { reportTo } from "../provider/messages/report";
import { Configuration } from "./configuration";
import type { Resources } from "./resources";
import { schema, version } from "./schema";

/** Returns the gRPC service for the engine. gRPC answers any other method as unimplemented. */
export function service(): UntypedServiceImplementation {
  const configuration = new Configuration();
  let made: Resources | undefined;
  // Loads the vendors and the validation of arguments late, so that a request for the schema does not wait for them.
  const resources = () => {
    made ??= new (require("./resources") as typeof import("./resources")).Resources(configuration.read);
    return made;
  };
  return {
    getPluginInfo: answering(async () => {
      const info = new PluginInfo();
      info.setVersion(version());
      return info;
    }),
    attach: answering(async (request: PluginAttach) => {
      reportTo(request.getAddress());
      // This process lives longer than a run, and the memory of one run misleads the next.
      await made?.close();
      made = undefined;
      return empty();
    }),
    getSchema: answering(async () => {
      const response = new proto.GetSchemaResponse();
      response.setSchema(JSON.stringify(schema()));
      return response;
    }),
    checkConfig: answering(async (request: proto.CheckRequest) => configuration.check(request)),
    diffConfig: answering(async (request: proto.DiffRequest) => configuration.diff(request)),
    configure: answering(async (request: proto.ConfigureRequest) => configuration.configure(request)),
    check: answering((request: proto.CheckRequest) => resources().check(request)),
    diff: answering((request: proto.DiffRequest) => resources().diff(request)),
    create: answering((request: proto.CreateRequest) => resources().create(request)),
    read: answering((request: proto.ReadRequest) => resources().read(request)),
    update: answering((request: proto.UpdateRequest) => resources().update(request)),
    delete: answering(async (request: proto.DeleteRequest) => {
      await resources().delete(request);
      return empty();
    }),
    cancel: answering(async () => {
      await made?.close();
      return empty();
    }),
  };
}

function answering<Request, Response>(
  answer: (request: Request) => Promise<Response>,
): handleUnaryCall<Request, Response> {
  return ({ request }, callback) =>
    void (async () => answer(request))().then((response) => callback(null, response), callback);
}

function empty() {
  const { Empty } = pulumiPackage(
    "google-protobuf/google/protobuf/empty_pb",
  ) as typeof import("google-protobuf/google/protobuf/empty_pb");
  return new Empty();
}
