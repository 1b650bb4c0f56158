import fc from "fast-check";
import { type ProviderProcess, providerProcess } from "../support/provider-process/provider-process";
import { fixtures } from "../vendors/fixture";
import { ModelClock } from "./clock";
import { ProcessStack } from "./process-stack";
import { runSequence } from "./sequence";
import { steps } from "./steps";
import type { ModelVendor, Server } from "./vendors";

/** By class. */
const modelVendors = new Map(fixtures.flatMap(({ model }) => (model ? [[model.resource, model] as const] : [])));

const sequences = Number(process.env.MODEL_SEQUENCES ?? 400);
// The same in every run of the tests; `npm run model` draws others.
const seed = Number(process.env.MODEL_SEED ?? 7);

let clock: ModelClock;
let provider: ProviderProcess;
let count = 0;
const oauth2: Server[] = [];

beforeAll(async () => {
  clock = new ModelClock();
  provider = await providerProcess({ env: clock.env });
});

afterAll(async () => {
  await Promise.all([provider.kill("SIGKILL"), ...oauth2.map((each) => each.close())]);
  clock.close();
});

test(`${sequences} sequences of operations, faults and time leave no token that nobody knows (MODEL_SEED=${seed})`, async () => {
  const property = fc.asyncProperty(fc.constantFrom(...modelVendors.keys()), steps(12), async (resource, sequence) => {
    const vendor = modelVendors.get(resource) as ModelVendor;
    const isKept = vendor.resource === "OAuth2AccessToken";
    const server = (isKept ? oauth2[0] : undefined) ?? (await vendor.start(clock.env));
    if (isKept && oauth2.length === 0) oauth2.push(server);
    const stackName = `s${++count}`;
    const urn = (name: string) =>
      `urn:pulumi:${stackName}::model::pulumi-nodejs:dynamic/access-tokens:${vendor.resource}::${name}`;
    const stack = new ProcessStack(provider, vendor.resource, urn);
    const crash = (isOn: boolean) => {
      stack.losesReplies = isOn;
    };
    try {
      await runSequence(sequence, { vendor, server, clock, stack, crash });
    } finally {
      await (isKept ? reset(server) : server.close());
    }
  });
  await fc.assert(property, { numRuns: sequences, seed });
}, 3_600_000);

/** What a sequence that failed leaves behind is not the next one's. */
async function reset({ connection }: Server): Promise<void> {
  await connection.clearFaults();
  await connection.clearLog();
  await connection.control({ nextLifetime: 3600 });
}
