import * as pulumi from "@pulumi/pulumi";
import { typeOfTests } from "../native/way-in";

const provider = `
  exports.handler = () => ({
    async diff(id, olds, news) {
      return { changes: olds.version !== news.version };
    },
    async create(inputs) {
      return { id: "release", outs: { ...inputs, built: "build-" + inputs.version } };
    },
    async update(id, olds, news) {
      return { outs: { ...news, built: "build-" + news.version } };
    },
    async delete() {},
  });`;

/** A resource with an output that a preview does not know whenever its version changes. */
export class Release extends pulumi.CustomResource {
  declare readonly built: pulumi.Output<string>;

  constructor(name: string, args: { version: string }) {
    super(typeOfTests("Release"), name, { built: undefined, ...args, __provider: provider });
  }
}
