import { isDeepStrictEqual } from "node:util";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { providerNameKey } from "../provider/credentials/places";
import { failure, propertiesIn, structOf } from "./messages";
import { opened, wrapped } from "./sealed";

/** What a provider resource may have beside the credential sets, and is no secret. */
const plain = ["lookAhead", "version", "pluginDownloadURL"];

/** The arguments of a provider resource: of an explicit `Provider`, or of what Pulumi makes of stack configuration. */
export class Configuration {
  #values: ReadonlyMap<string, string> = new Map();

  /** Reads a value under the key that it has in stack configuration. */
  readonly read = (key: string): string | undefined => this.#values.get(key);

  /** Completes arguments: each credential set becomes one secret, since a secret inside a map would stand in clear. */
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

  /** Arguments that changed are saved; which of its resources that changes is told by their own diff. */
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

/** The name of a provider that a program declares; `undefined` of the one that Pulumi itself makes. */
function explicitName(urn: string): string | undefined {
  const name = urn.split("::")[3];
  return name === undefined || /^default(_|$)/.test(name) ? undefined : name;
}

/** Sentences on arguments that there are not. */
function unknownNames(names: readonly string[]): string[] {
  // Loaded for explicit providers alone: the declarations of the vendors are not needed to start.
  const { vendors } = require("../provider/vendors") as typeof import("../provider/vendors");
  const known = new Set([...plain, ...vendors.map(({ group }) => group)]);
  return names
    .filter((name) => !known.has(name) && !name.startsWith("__"))
    .map((name) => `There is no "${name}" in the arguments of a provider: there are ${[...known].join(", ")}.`);
}
