import { readFileSync } from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import type { Vendor } from "../../../provider/contract/vendor";
import { vendors } from "../../../provider/vendors";
import { typeOf } from "./way-in";

interface Property {
  readonly type?: string;
  readonly secret?: boolean;
}

interface SchemaResource {
  readonly inputProperties: Readonly<Record<string, Property>>;
  readonly properties: Readonly<Record<string, Property>>;
  readonly aliases: readonly { readonly type: string }[];
}

const schema = JSON.parse(readFileSync("etc/schema.json", "utf8")) as {
  readonly resources: Readonly<Record<string, SchemaResource>>;
};

/** Makes the class that an SDK generated from the schema has, with the headers that the tests send. */
function nativeClass(vendor: Vendor) {
  const type = typeOf(vendor.resource);
  const { aliases, inputProperties, properties } = schema.resources[type] as SchemaResource;
  const outputs = Object.keys(properties).filter((name) => !(name in inputProperties));
  const additionalSecretOutputs = Object.keys(properties).filter((name) => properties[name]?.secret);
  return class extends pulumi.CustomResource {
    readonly requestHeaders: pulumi.Output<Record<string, string>>;

    constructor(name: string, args: Readonly<Record<string, unknown>> = {}, opts: pulumi.CustomResourceOptions = {}) {
      const given = Object.entries(args).map(([argument, value]) => [
        argument,
        asDeclared(value, inputProperties[argument] ?? {}),
      ]);
      const inputs = { ...Object.fromEntries(outputs.map((each) => [each, undefined])), ...Object.fromEntries(given) };
      const options = pulumi.mergeOptions({ additionalSecretOutputs, aliases: [...aliases] }, opts);
      super(type, name, inputs, options);
      const { accessToken, tokenType } = this as unknown as Record<"accessToken" | "tokenType", pulumi.Output<string>>;
      this.requestHeaders = pulumi.secret(
        pulumi.all([accessToken, tokenType]).apply((token) => {
          return vendor.requestHeaders({ accessToken: token[0], tokenType: token[1] ?? undefined }, {});
        }),
      );
    }
  };
}

/** Returns a value as the schema declares it: a list for one string with spaces between, and a secret marked. */
function asDeclared(value: unknown, { secret, type }: Property): unknown {
  const declared = type === "array" && typeof value === "string" ? value.split(/ +/) : value;
  return secret && declared !== undefined && declared !== null ? pulumi.secret(declared) : declared;
}

class Provider extends pulumi.ProviderResource {
  constructor(name: string, args: Readonly<Record<string, unknown>>, opts?: pulumi.ResourceOptions) {
    const inputs = Object.entries(args).map(([argument, value]) => [
      argument,
      typeof value === "string" ? value : pulumi.jsonStringify(value),
    ]);
    super("access-tokens", name, Object.fromEntries(inputs), opts);
  }
}

// In the place of the package, to the program of a test.
module.exports = {
  ...Object.fromEntries(vendors.map((vendor) => [vendor.resource, nativeClass(vendor)])),
  Provider,
};
