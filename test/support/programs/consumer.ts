import * as pulumi from "@pulumi/pulumi";
import { typeOfTests } from "../native/way-in";

// A text of its own, as the token's class has: nothing of the test runs in the provider process.
const provider = `
  const use = async (inputs) => {
    const reply = await fetch(inputs.url, { headers: inputs.headers });
    return { ...inputs, status: reply.status };
  };
  exports.handler = () => ({
    async diff(id, olds, news) {
      return { changes: JSON.stringify([olds.url, olds.headers]) !== JSON.stringify([news.url, news.headers]) };
    },
    async create(inputs) {
      return { id: "consumer", outs: await use(inputs) };
    },
    async update(id, olds, news) {
      return { outs: await use(news) };
    },
    async delete() {},
  });`;

/** A resource that uses a token: whenever the token changes, it sends it to what the token opens. */
export class Consumer extends pulumi.CustomResource {
  /** What the server answered. */
  declare readonly status: pulumi.Output<number>;

  constructor(
    name: string,
    args: { url: pulumi.Input<string>; headers: pulumi.Input<Record<string, pulumi.Input<string>>> },
    options: pulumi.CustomResourceOptions = {},
  ) {
    const props = { status: undefined, ...args, __provider: provider };
    super(typeOfTests("Consumer"), name, props, options);
  }
}
