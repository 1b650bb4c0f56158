import type { ProviderError } from "../../support/provider-process/provider-error";
import {
  type ProviderProcess,
  type ProviderProcessOptions,
  providerProcess,
} from "../../support/provider-process/provider-process";

const text = `
  const grpc = require("@grpc/grpc-js");
  const { EngineClient } = require("@pulumi/pulumi/proto/engine_grpc_pb");
  const { LogRequest, LogSeverity } = require("@pulumi/pulumi/proto/engine_pb");
  const engine = new EngineClient(process.argv.at(-1), grpc.credentials.createInsecure());
  const log = (urn, message) =>
    new Promise((resolve) =>
      engine.log(new LogRequest().setSeverity(LogSeverity.WARNING).setMessage(message).setUrn(urn), resolve));
  let configured;
  exports.handler = () => ({
    async configure(request) { configured = request.config.get("vendor:key"); },
    async check(olds, news) { return { inputs: { ...news, configured }, failures: news.bad ? [{ property: "", reason: "bad" }] : [] }; },
    async diff(id, olds, news) {
      await log("urn:x", "due");
      return { changes: news.unknown ? undefined : olds.n !== news.n, replaces: olds.n === news.n ? [] : ["n"] };
    },
    async create(inputs) {
      console.log("creating in " + process.cwd() + " with " + process.env.EXTRA);
      if (inputs.fail) throw Object.assign(new Error("half"), { id: "1", properties: { ...inputs, n: 2 }, reasons: ["why"] });
      return { id: "1", outs: { ...inputs, list: [1, { a: null }] } };
    },
    async read(id, props) { return id === "gone" ? {} : { id, props, inputs: { n: 3 } }; },
    async update(id, olds, news) { throw new Error("refused"); },
    async delete() {},
  });`;

let provider: ProviderProcess;
const started: ProviderProcess[] = [];

async function start(options?: ProviderProcessOptions) {
  const process = await providerProcess(options);
  started.push(process);
  return process;
}

beforeEach(async () => {
  provider = await start({ config: { "vendor:key": "value" } });
});

afterEach(async () => {
  for (const process of started.splice(0)) await process.kill();
});

const inputs = (rest: object = {}) => ({ __provider: text, n: 1, ...rest });

test("a resource goes through its life", async () => {
  expect(await provider.check({}, inputs())).toEqual({ inputs: inputs({ configured: "value" }), failures: [] });
  expect((await provider.check({}, inputs({ bad: true }))).failures).toEqual([{ property: "", reason: "bad" }]);
  const { id, outs } = await provider.create(inputs());
  expect({ id, outs }).toEqual({ id: "1", outs: inputs({ list: [1, { a: null }] }) });
  expect(await provider.diff(id, outs, inputs())).toMatchObject({ changes: false, replaces: [] });
  expect(await provider.diff(id, outs, inputs({ n: 2 }))).toMatchObject({ changes: true, replaces: ["n"] });
  expect((await provider.diff(id, outs, inputs({ unknown: true }))).changes).toBeUndefined();
  expect(await provider.read(id, outs)).toMatchObject({ id, props: outs, inputs: { n: 3 } });
  expect((await provider.read("gone", outs)).id).toBe("");
  await provider.delete(id, outs);
});

test("what the provider logs reaches the engine with its URN", async () => {
  await provider.diff("1", inputs(), inputs());
  expect(provider.logs).toContainEqual({ severity: "warning", message: "due", urn: "urn:x", ephemeral: false });
});

test("errors keep what they say about the resource", async () => {
  const half: ProviderError = await provider.create(inputs({ fail: true })).catch((error) => error);
  expect(half).toMatchObject({
    name: "ProviderError",
    message: "half",
    failedInit: { id: "1", properties: { n: 2, __provider: text }, reasons: ["why"] },
  });
  const refused: ProviderError = await provider.update("1", inputs(), inputs()).catch((error) => error);
  expect(refused).toMatchObject({ message: "refused", code: 2 });
  expect(refused.failedInit).toBeUndefined();
});

test("what a process prints is complete once it has ended", async () => {
  const other = await start({ env: { EXTRA: "spice" } });
  await other.create(inputs());
  await other.kill();
  expect(other.output).toBe(`creating in ${process.cwd()} with spice\n`);
});

test("a process that is killed says how, and calls to it fail", async () => {
  const other = await start({ engineAddress: "127.0.0.1:1" });
  const call = other.delete("1", { __provider: "exports.handler = () => ({ delete: () => new Promise(() => {}) })" });
  const failure = call.catch((error) => error);
  expect(await other.kill("SIGKILL")).toEqual({ code: null, signal: "SIGKILL" });
  expect(await failure).toMatchObject({ name: "ProviderError" });
});

test("a process that cannot start says so", async () => {
  await expect(providerProcess({ env: { NODE_OPTIONS: "--no-such-option" } })).rejects.toThrow("--no-such-option");
});
