import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import type { Socket } from "node:net";
import { createInterface } from "node:readline";
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as proto from "@pulumi/pulumi/proto/provider_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { type JavaScriptValue, Struct } from "google-protobuf/google/protobuf/struct_pb";
import { type EngineLog, FakeEngine } from "./fake-engine";
import { ProviderError } from "./provider-error";
import { wire } from "./wire";

export type Properties = Record<string, unknown>;
export type Exit = { code: number | null; signal: NodeJS.Signals | null };

export interface ProviderProcessOptions {
  /** What the engine passes on before anything else: the configuration of the stack. */
  config?: Record<string, string>;
  /** On top of the environment of the test. */
  env?: Record<string, string>;
  /** Where the process looks for the modules that `__provider` requires. */
  cwd?: string;
  /** An address to give to the process as that of the engine, instead of an engine that keeps the logs. */
  engineAddress?: string;
}

/** Starts the process in which the engine runs dynamic providers, or the native provider. The caller kills it. */
export async function providerProcess(options: ProviderProcessOptions = {}): Promise<ProviderProcess> {
  const engine = new FakeEngine();
  const address = options.engineAddress ?? (await engine.listen());
  const child = spawn(process.execPath, [wire.program, address], {
    cwd: options.cwd ?? process.cwd(),
    env: { ...process.env, PULUMI_NODEJS_PROJECT: "tests", PULUMI_PROJECT: "tests", ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const started = new ProviderProcess(child, engine);
  await started.ready();
  await started.configure(options.config ?? {});
  return started;
}

/**
 * The process, spoken to as the engine speaks to it, with plain objects. Inputs and outputs carry the text of the
 * provider as `__provider`. What the provider throws arrives as a `ProviderError`.
 */
export class ProviderProcess {
  /** What the process wrote to its output and error output, but for its port. Complete once it has ended. */
  output = "";
  readonly exited: Promise<Exit>;
  readonly #child: ChildProcess;
  readonly #engine: FakeEngine;
  #client: ResourceProviderClient | undefined;

  constructor(child: ChildProcess, engine: FakeEngine) {
    this.#child = child;
    this.#engine = engine;
    child.stderr?.on("data", (chunk) => {
      this.output += chunk;
    });
    // A test that failed before its `kill` must not leave the process behind, nor wait for it.
    const end = () => child.kill("SIGKILL");
    process.once("exit", end);
    for (const each of [child, child.stdout as Socket, child.stderr as Socket]) each.unref();
    this.exited = once(child, "close").then(([code, signal]) => {
      process.off("exit", end);
      this.#client?.close();
      engine.close();
      return { code, signal };
    });
  }

  /** Resolves once the process listens. */
  async ready(): Promise<void> {
    const port = await new Promise<string>((resolve, reject) => {
      if (!this.#child.stdout) throw new Error("the process has no output");
      createInterface(this.#child.stdout).on("line", (line) => {
        if (this.#client) this.output += `${line}\n`;
        else resolve(line);
      });
      this.exited.then(({ code }) => reject(new Error(`the provider process ended with ${code}: ${this.output}`)));
    });
    this.#client = new ResourceProviderClient(`127.0.0.1:${port}`, grpc.credentials.createInsecure());
  }

  /** The messages that the provider sent to the engine. */
  get logs(): readonly EngineLog[] {
    return this.#engine.logs;
  }

  async configure(config: Record<string, string>): Promise<void> {
    await this.#call("configure", new proto.ConfigureRequest().setArgs(struct(wire.configuration(config))));
  }

  async check(olds: Properties, news: Properties) {
    const request = new proto.CheckRequest().setUrn(urnOf(news)).setOlds(sent(olds)).setNews(sent(news));
    const reply = await this.#call<proto.CheckResponse>("check", request);
    const failures = reply.getFailuresList().map((each) => each.toObject());
    return { inputs: received(reply.getInputs(), news), failures };
  }

  /** `changes` is undefined where the provider leaves the answer to the engine. */
  async diff(id: string, olds: Properties, news: Properties) {
    const request = new proto.DiffRequest().setUrn(urnOf(news)).setId(id).setOlds(sent(olds)).setNews(sent(news));
    const reply = await this.#call<proto.DiffResponse>("diff", request);
    const { DIFF_SOME, DIFF_UNKNOWN } = proto.DiffResponse.DiffChanges;
    const changes = reply.getChanges();
    return {
      changes: changes === DIFF_UNKNOWN ? undefined : changes === DIFF_SOME,
      replaces: reply.getReplacesList(),
      deleteBeforeReplace: reply.getDeletebeforereplace(),
    };
  }

  async create(inputs: Properties) {
    const request = new proto.CreateRequest().setUrn(urnOf(inputs)).setProperties(sent(inputs));
    const reply = await this.#call<proto.CreateResponse>("create", request, inputs);
    return { id: reply.getId(), outs: received(reply.getProperties(), inputs) };
  }

  /** An empty `id` says that the resource is gone; `inputs` is undefined where the provider gave none. */
  async read(id: string, props: Properties) {
    const request = new proto.ReadRequest().setUrn(urnOf(props)).setId(id).setProperties(sent(props));
    const reply = await this.#call<proto.ReadResponse>("read", request);
    const inputs = reply.getInputs();
    return {
      id: reply.getId(),
      props: received(reply.getProperties(), props),
      inputs: inputs && received(inputs, props),
    };
  }

  async update(id: string, olds: Properties, news: Properties) {
    const request = new proto.UpdateRequest().setUrn(urnOf(news)).setId(id).setOlds(sent(olds)).setNews(sent(news));
    const reply = await this.#call<proto.UpdateResponse>("update", request, news);
    return { outs: received(reply.getProperties(), news) };
  }

  async delete(id: string, props: Properties): Promise<void> {
    await this.#call("delete", new proto.DeleteRequest().setUrn(urnOf(props)).setId(id).setProperties(sent(props)));
  }

  /** Tells the process that the run is over. */
  async cancel(): Promise<void> {
    await this.#call("cancel", new Empty());
  }

  /** Sends a signal and resolves once the process has ended, by force if it takes longer than the engine waits. */
  async kill(signal: NodeJS.Signals = "SIGINT"): Promise<Exit> {
    this.#child.kill(signal);
    const force = setTimeout(() => this.#child.kill("SIGKILL"), 5000);
    return this.exited.finally(() => clearTimeout(force));
  }

  /** Sends a request. `inputs` are those of the resource that it makes or changes. */
  #call<Reply>(method: string, request: unknown, inputs: Properties = {}): Promise<Reply> {
    return new Promise((resolve, reject) => {
      const client = this.#client as unknown as Record<string, Method<Reply>>;
      client[method]?.(request, (error, reply) => {
        if (error) reject(new ProviderError(error, (returned) => wire.received(returned, inputs)));
        else resolve(reply);
      });
    });
  }
}

type Method<Reply> = (request: unknown, reply: (error: grpc.ServiceError | null, reply: Reply) => void) => void;

const struct = (value: Properties): Struct => Struct.fromJavaScript(value as Record<string, JavaScriptValue>);
const sent = (value: Properties): Struct => struct(wire.sent(value));
const received = (value: Struct | undefined, given: Properties): Properties =>
  wire.received(value?.toJavaScript() ?? {}, given);

/** A test names the URN of a resource among its properties, as a dynamic provider is told it. */
const urnOf = ({ resourceUrn }: Properties): string => String(resourceUrn ?? "");
