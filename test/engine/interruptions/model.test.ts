import fc from "fast-check";
import { ModelClock } from "../../model/clock";
import { EngineStack } from "../../model/engine-stack";
import { runSequence } from "../../model/sequence";
import { steps } from "../../model/steps";
import type { ModelVendor } from "../../model/vendors";
import { testStack } from "../../support/engine/token-stack";
import { fixtures } from "../../vendors/fixture";

/** By class. */
const modelVendors = new Map(fixtures.flatMap(({ model }) => (model ? [[model.resource, model] as const] : [])));

const sequences = Number(process.env.MODEL_ENGINE_SEQUENCES ?? 10);
// The same in every run of the tests; `npm run model` draws others.
const seed = Number(process.env.MODEL_SEED ?? 42);

let clock: ModelClock;
beforeAll(() => {
  clock = new ModelClock();
});
afterAll(() => clock.close());

test(`${sequences} sequences on the engine leave no token that nobody knows (MODEL_SEED=${seed})`, async () => {
  const dev = await testStack("dev", async () => {});
  const property = fc.asyncProperty(fc.constantFrom(...modelVendors.keys()), steps(5), async (resource, sequence) => {
    const vendor = modelVendors.get(resource) as ModelVendor;
    const server = await vendor.start(clock.env);
    try {
      await runSequence(sequence, { vendor, server, clock, stack: new EngineStack(dev, resource, clock.env) });
    } finally {
      await server.close();
    }
  });
  // To shrink what fails, replay it on the provider process.
  await fc.assert(property, { numRuns: sequences, seed, endOnFailure: true });
}, 1_800_000);
