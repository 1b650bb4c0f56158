import { isDeepStrictEqual } from "node:util";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { providerNameKey } from "../provider/credentials/places";
import { failure, propertiesIn, structOf } from "./messages";
import { opened, wrapped } from "./sealed";

/** The arguments of a provider resource that are not credential sets and not secret. */
const plain = ["lookAhead", "version", "pluginDownloadURL"];

/** The arguments of an explicit `Provider`, or of the default one, which Pulumi creates from stack configuration. */
export class Configuration {
  #values: ReadonlyMap<string, string> = new Map();

  /** Returns a value by its key in stack configuration. */
  readonly read = (key: string): string | undefined => this.#values.get(key);

  /** Makes each credential set one secret, since a secret inside a map would be stored in plain text. */
  check(request: proto.CheckRequest): proto.CheckResponse {
    const entries = Object.entries(opened(propertiesIn(request.getNews()))).filter(([, value]) => value !== null);
    const response = new proto.CheckResponse();
    const inputs = entries.map(([name, value]) => [name, plain.includes(name) ? value : wrapped(value)]);
    response.setInputs(structOf(Object.fromEntries(inputs)));
    if (explicitName(request.getUrn()) !== undefined) {
      response.setFailuresList(unknownNames(entries.map(([name]) => name)).map(failure));
    }
    return response;
  }

  /** Returns whether the arguments changed. The diff of each resource tells what that changes for the resource. */
  diff(request: proto.DiffRequest): proto.DiffResponse {
    const [olds, news] = [request.getOldInputs() ?? request.getOlds(), request.getNews()].map((struct) =>
      opened(propertiesIn(struct)),
    );
    const response = new proto.DiffResponse();
    const { DIFF_NONE, DIFF_SOME } = proto.DiffResponse.DiffChanges;
    response.setChanges(isDeepStrictEqual(olds, news) ? DIFF_NONE : DIFF_SOME);
    return response;
  }

  configure(request: proto.ConfigureRequest): proto.ConfigureResponse {
    const values = new Map<string, string>();
    for (const [name, value] of Object.entries(opened(propertiesIn(request.getArgs())))) {
      values.set(`access-tokens:${name}`, typeof value === "string" ? value : JSON.stringify(value));
    }
    const name = explicitName(request.getUrn() ?? "");
    if (name !== undefined) values.set(providerNameKey, name);
    this.#values = values;
    const response = new proto.ConfigureResponse();
    response.setAcceptsecrets(true);
    response.setSupportspreview(true);
    return response;
  }
}

/** Returns the name of a provider that a program declares, or `undefined` for the default provider. */
function explicitName(urn: string): string | undefined {
  const name = urn.split("::")[3];
  return name === undefined || /^default(_|$)/.test(name) ? undefined : name;
}

/** Returns an error message for each unknown argument. */
function unknownNames(names: readonly string[]): string[] {
  // Loaded only for explicit providers, since the start does not need the vendors' declarations.
  const { vendors } = require("../provider/vendors") as typeof import("../provider/vendors");
  const known = new Set([...plain, ...vendors.map(({ group }) => group)]);
  return names
    .filter((name) => !known.has(name) && !name.startsWith("__"))
    .map((name) => `A provider has no argument "${name}"; it has ${[...known].join(", ")}.`);
}
