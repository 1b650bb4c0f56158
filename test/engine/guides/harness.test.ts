import * as pulumi from "@pulumi/pulumi";
import { stack, type TestStack } from "../../support/engine/stack";

// A provider that needs no file, so that nothing but the engine and this harness is tried here.
const provider = `
  exports.handler = () => ({
    async diff(id, olds, news) {
      return { changes: olds.text !== news.text || olds.model !== news.model, replaces: olds.model !== news.model ? ["model"] : [] };
    },
    async create(inputs) {
      if (inputs.text === "refused") throw new Error("refused by the vendor");
      return { id: "note-" + inputs.model, outs: { ...inputs, secret: "s3cret-" + (process.env.SUFFIX || "0") } };
    },
    async read(id, props) {
      return process.env.GONE ? {} : { id, props };
    },
    async update(id, olds, news) {
      return { outs: { ...news, secret: olds.secret } };
    },
    async delete() {
      console.log("deleted");
    },
  });`;

class Note extends pulumi.CustomResource {
  declare readonly secret: pulumi.Output<string>;

  constructor(name: string, args: { text: string; model: string }, options: pulumi.CustomResourceOptions = {}) {
    const props = { secret: undefined, ...args, __provider: provider };
    super("pulumi-nodejs:dynamic/harness:Note", name, props, { ...options, additionalSecretOutputs: ["secret"] });
  }
}

class Folder extends pulumi.ComponentResource {
  readonly note: Note;

  constructor(name: string, args: { text: string; model: string }) {
    super("harness:Folder", name);
    this.note = new Note(`${name}-note`, args, { parent: this });
  }
}

const program =
  (text: string, model = "a") =>
  async () => ({ secret: new Folder("one", { text, model }).note.secret, colour: new pulumi.Config().get("colour") });

const stacks: TestStack[] = [];

async function make(...args: Parameters<typeof stack>) {
  const made = await stack(...args);
  stacks.push(made);
  return made;
}

afterEach(async () => {
  for (const made of stacks.splice(0)) await made.dispose();
});

const urn = "urn:pulumi:dev::tests::harness:Folder$pulumi-nodejs:dynamic/harness:Note::one-note";

test("a stack is brought up, read, previewed, edited, replaced and destroyed", async () => {
  const dev = await make("dev", program("hello"), { config: { "tests:colour": { value: "red", secret: true } } });

  const up = await dev.up({ env: { SUFFIX: "1" } });
  expect(up).toMatchObject({ ok: true, exitCode: 0, changes: { create: 3 }, diagnostics: [] });
  expect(up.steps).toContainEqual({
    op: "create",
    urn,
    type: "pulumi-nodejs:dynamic/harness:Note",
    name: "one-note",
    failed: false,
  });
  expect(await dev.outputs()).toEqual({
    secret: { value: "s3cret-1", secret: true },
    colour: { value: "red", secret: false },
  });
  expect(await dev.rawState()).toContain(urn);
  expect(await dev.rawState()).not.toContain("s3cret-1");

  // Another stack at the same state reads this one, and its configuration takes paths.
  const reader = async () => ({
    taken: new pulumi.StackReference("organization/tests/dev").requireOutput("secret"),
    inner: new pulumi.Config().requireObject<{ key: string }>("outer").key,
  });
  const config = { "tests:outer.key": { value: "deep", secret: true, path: true } };
  const prod = await make("prod", reader, { backend: dev.backend, config });
  expect(await prod.up()).toMatchObject({ ok: true });
  expect(await prod.outputs()).toMatchObject({ taken: { value: "s3cret-1", secret: true }, inner: { value: "deep" } });

  expect(await dev.preview({ expectNoChanges: true })).toMatchObject({ ok: true, changes: { same: 3 } });
  const unexpected = await dev.preview({ program: program("bye"), expectNoChanges: true });
  expect(unexpected).toMatchObject({ ok: false, changes: { same: 2, update: 1 } });
  expect(unexpected.exitCode).toBeGreaterThan(0);

  const plan = await dev.previewJson({ program: program("hello", "b") });
  expect(plan.plan.steps.find((step) => step.op === "replace")).toMatchObject({
    urn,
    replaceReasons: ["model"],
  });
  expect((await dev.previewDiff({ program: program("hello", "b") })).output).toMatch(/~ model *: "a" => "b"/);

  const state = await dev.state();
  expect(state).toEqual(await dev.automation.exportStack());
  expect(await dev.outputs()).toEqual(await dev.automation.outputs());
  for (const resource of state.deployment.resources) if (resource.urn === urn) resource.outputs.text = "drifted";
  await dev.importState(state);
  expect(await dev.preview()).toMatchObject({ ok: true, changes: { same: 2, update: 1 } });

  const replaced = await dev.up({ program: program("hello", "b") });
  expect(replaced.changes).toEqual({ same: 2, replace: 1 });
  expect(replaced.steps.filter((step) => step.urn === urn).map((step) => step.op)).toEqual([
    "create-replacement",
    "replace",
    "delete-replaced",
  ]);
  expect(replaced.diagnostics).toContainEqual({ urn: undefined, severity: "info", message: "deleted" });

  expect(await dev.destroy()).toMatchObject({ ok: true, changes: { delete: 3 } });
});

test("stacks run side by side; a failure is thrown nowhere and does not mark the next run; a refresh says what is gone", async () => {
  const [one, two] = await Promise.all([make("one", program("a")), make("two", program("refused"))]);
  const [first, up] = await Promise.all([one.up(), two.up()]);
  expect(first.ok).toBe(true);
  expect(up).toMatchObject({ ok: false, exitCode: 1 });
  expect(up.error?.message).toContain("refused by the vendor");
  expect(up.diagnostics).toContainEqual({
    urn: urn.replace(":dev:", ":two:"),
    severity: "error",
    message: "refused by the vendor",
  });
  expect(up.steps.find((step) => step.name === "one-note")).toMatchObject({ op: "create", failed: true });
  expect(await two.up({ program: program("accepted") })).toMatchObject({ ok: true, exitCode: 0 });

  const refresh = await two.refresh({ env: { GONE: "yes" }, args: ["--diff"] });
  expect(refresh.steps.find((step) => step.name === "one-note")).toMatchObject({ op: "delete" });
  expect(await two.preview({ program: program("accepted") })).toMatchObject({ changes: { same: 2, create: 1 } });
});
