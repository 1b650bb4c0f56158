import * as pulumi from "@pulumi/pulumi";
import { typeOfTests } from "../native/way-in";

const provider = `
  exports.handler = () => ({
    create: async (inputs) => ({ id: "witness", outs: inputs }),
    update: async (id, olds, news) => ({ outs: news }),
    delete: async () => {},
  });`;

/** A resource that does nothing with its inputs: a plan shows which of them changed, or are not known. */
export class Witness extends pulumi.CustomResource {
  constructor(name: string, inputs: Readonly<Record<string, pulumi.Input<unknown>>>) {
    super(typeOfTests("Witness"), name, { ...inputs, __provider: provider });
  }
}
