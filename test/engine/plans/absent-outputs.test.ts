import type * as pulumi from "@pulumi/pulumi";
import { clock } from "pulumi-access-tokens/testing";
import { optionalOutputsOf, outputsOf } from "../../../provider/contract/outputs";
import type { Vendor } from "../../../provider/contract/vendor";
import { vendors } from "../../../provider/vendors";
import { MARK, SECRET } from "../../support/checks/secret-mark";
import { done } from "../../support/engine/reading";
import type { TestStack } from "../../support/engine/stack";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn, type StateEntry } from "../../support/engine/state-entry";
import { closing, testStack } from "../../support/engine/token-stack";
import { isNative } from "../../support/native/way-in";
import { Witness } from "../../support/programs/witness";
import { type Args, everyClass } from "../../support/provider-process/every-class";

/** Another state than files, where it is set: `postgres://...`, of a database with no state. */
const backend = process.env.TEST_BACKEND;

/** All that a program can read of a token. A class has more than its outputs. */
const readable = (vendor: Vendor) => [...outputsOf(vendor), ...(isNative ? [] : ofClass(vendor)), "requestHeaders"];
const ofClass = ({ resource }: Vendor) => (resource === "CohesityApiKey" ? ["renewAt", "apiKey"] : ["renewAt"]);

const witnessOf = ({ resource }: Vendor) => `${resource}Witness`;

/** A token of every class in state, and all outputs of each: the inputs of another resource, and outputs of the stack. */
async function everyOutput(more: Args = {}) {
  const { classes, close, emulators } = await everyClass();
  closing({ close });
  const program =
    (changed: Args = {}): Program =>
    async () => {
      const outputs: Record<string, unknown> = {};
      for (const { args, make, vendor } of classes) {
        const token = make(vendor.resource, { ...args, ...more, ...changed });
        const inputs: Record<string, pulumi.Output<string>> = {};
        for (const output of readable(vendor)) {
          const value = token[output] as pulumi.Output<unknown>;
          inputs[output] = value.apply((each) => JSON.stringify(each ?? "absent"));
          outputs[`${vendor.resource}.${output}`] = value;
        }
        new Witness(witnessOf(vendor), inputs);
      }
      return outputs;
    };
  const dev = await testStack("dev", program(), backend === undefined ? {} : { backend });
  expect((await dev.up()).ok).toBe(true);
  const requests = async () => {
    const logs = await Promise.all(Object.values(emulators).map((emulator) => emulator.log()));
    return logs.flat().length;
  };
  return { dev, program, requests };
}

/** No step of a preview changes a resource, no output of the stack is another, and a pipeline that asks is told so. */
async function expectSilence(dev: TestStack, program: Program): Promise<void> {
  const preview = await dev.preview({ program, expectNoChanges: true, diff: true });
  expect([preview.exitCode, Object.keys(preview.changes)]).toEqual([0, ["same"]]);
  expect(preview.output).not.toMatch(/unknown|output<|^ *[+~-] /m);
}

/** The outputs of each token in state. */
async function tokens(dev: TestStack): Promise<[Vendor, StateEntry["outputs"]][]> {
  return Promise.all(
    vendors.map(async (vendor): Promise<[Vendor, StateEntry["outputs"]]> => {
      const [token, ...others] = await copiesIn(dev, vendor.resource);
      if (token === undefined || others.length > 0) throw new Error(`not one ${vendor.resource} in state`);
      return [vendor, token.outputs];
    }),
  );
}

/** The outputs that are declared and not in state. */
async function lacking(dev: TestStack): Promise<string[]> {
  return (await tokens(dev)).flatMap(([vendor, outputs]) =>
    outputsOf(vendor).filter((output) => outputs[output] === undefined),
  );
}

/** Makes the state as 0.1.0 wrote it: without what a token lacks. */
async function asOf010(dev: TestStack): Promise<void> {
  const state = await dev.state();
  for (const resource of state.deployment.resources ?? []) {
    const vendor = vendors.find(({ resource: name }) => resource.urn.endsWith(`::${name}`));
    if (vendor === undefined) continue;
    const present = Object.entries(resource.outputs).filter(([, value]) => value !== null);
    resource.outputs = Object.fromEntries(present);
    resource.additionalSecretOutputs.push(...(vendor.secretOutputs ?? []));
  }
  await dev.importState(state);
}

test("what is made of any output of any class is as it was after up and after refresh; what is absent is null in state", async () => {
  const { dev, program } = await everyOutput();
  await expectSilence(dev, program());
  const absent: string[] = [];
  for (const [vendor, outputs] of await tokens(dev)) {
    const [{ inputs } = { inputs: undefined }] = await copiesIn(dev, witnessOf(vendor));
    for (const output of optionalOutputsOf(vendor).filter((each) => outputs[each] === null)) {
      absent.push(`${vendor.resource}.${output}`);
      expect([output, inputs?.[output]]).toEqual([output, JSON.stringify("absent")]);
    }
    for (const output of vendor.secretOutputs ?? []) {
      if (outputs[output] !== null)
        expect([output, outputs[output]]).toEqual([output, expect.objectContaining({ [MARK]: SECRET })]);
    }
    // Nothing is in state that is not declared.
    const known = [...outputsOf(vendor), ...Object.keys(vendor.arguments), "__provider", "resourceUrn"];
    expect(Object.keys(outputs).filter((output) => !known.includes(output))).toEqual([]);
  }
  expect(absent).toEqual(expect.arrayContaining(vendors.map(({ resource }) => `${resource}.renewedAt`)));
  const kinds = ["OAuth2AccessToken.refreshToken", "CohesityApiKey.expiresAt"];
  expect(absent).toEqual(expect.arrayContaining(kinds));
  expect(await lacking(dev)).toEqual([]);
  const { "CohesityApiKey.accessToken": accessToken, "CohesityApiKey.apiKey": apiKey } = await dev.outputs();
  expect(accessToken).toEqual({ value: expect.any(String), secret: true });
  expect(apiKey).toEqual(isNative ? undefined : accessToken);

  expect((await dev.refresh({ expectNoChanges: true })).ok).toBe(true);
  await expectSilence(dev, program());
  expect(await lacking(dev)).toEqual([]);
  expect((await dev.destroy()).ok).toBe(true);
});

// There was no native provider in 0.1.0, and its state is as the core returns it.
const testOfClasses = isNative ? test.skip : test;

testOfClasses(
  "state of 0.1.0 is completed by a refresh, which shows no change and asks no more than any other, or by a renewal, in place or by another token",
  async () => {
    const { dev, program, requests } = await everyOutput({ rotationTriggers: { release: "1" } });
    await asOf010(dev);
    expect(await lacking(dev)).toEqual(expect.arrayContaining(vendors.map(() => "renewedAt")));
    await expectSilence(dev, program());
    const asked: number[] = [await requests()];
    for (const _ of ["completes it", "has nothing to complete"]) {
      const refresh = await dev.refresh({ expectNoChanges: true });
      expect([refresh.ok, Object.keys(refresh.changes)]).toEqual([true, ["same"]]);
      expect(await lacking(dev)).toEqual([]);
      asked.push(await requests());
    }
    const [none = 0, once = 0, twice = 0] = asked;
    expect(once - none).toBe(twice - once);
    await expectSilence(dev, program());

    await asOf010(dev);
    const renewal = await dev.up({ env: clock("50 minutes") });
    expect([renewal.ok, done(renewal, "LaserficheAccessToken")]).toEqual([true, ["update"]]);
    const [[, outputs] = [undefined, {}]] = (await tokens(dev)).filter(([{ resource }]) =>
      /^LaserficheAcc/.test(resource),
    );
    expect(outputs).toMatchObject({ renewedAt: expect.any(String), grantedScope: null });
    await expectSilence(dev, program());

    const released = program({ rotationTriggers: { release: "2" } });
    const replaced = await dev.up({ program: released });
    expect([replaced.ok, replaced.changes.replace]).toEqual([true, vendors.length]);
    expect(await lacking(dev)).toEqual([]);
    await expectSilence(dev, released);
    expect((await dev.destroy()).ok).toBe(true);
  },
);
