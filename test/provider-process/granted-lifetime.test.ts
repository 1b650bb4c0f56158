import { stateText } from "../../provider/state-text";
import type { Vendor } from "../../provider/vendor";
import { laserfiche } from "../../provider/vendors/laserfiche";
import { thousandEyes } from "../../provider/vendors/thousandeyes";
import { startLaserfiche, startThousandEyes } from "../../testing";
import { type Properties, type ProviderProcess, providerProcess } from "../support/provider-process";

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

/** A provider process, and what it said since it was last asked. */
async function start() {
  const provider = await providerProcess();
  opened.push({ close: () => provider.kill() });
  let heard = 0;
  const said = () => {
    const news = provider.logs.slice(heard).map(({ message, severity }) => `${severity}: ${message}`);
    heard = provider.logs.length;
    return news.filter((each) => !each.includes(": due: "));
  };
  return { provider, said };
}

const inputsOf = (vendor: Vendor, args: object): Properties => ({
  ...args,
  resourceUrn: `urn:pulumi:dev::tests::pulumi-nodejs:dynamic/access-tokens:${vendor.resource}::reports`,
  __provider: stateText(vendor),
});

/** The plan of a run, in which the process learns of the token that there is. */
const plan = (provider: ProviderProcess, id: string, outs: Properties, inputs: Properties) =>
  provider.check(inputs, inputs).then(() => provider.diff(id, outs, inputs));

test("a server that cuts lifetimes is not renewed in silence: a cut is told once, one to seconds each time", async () => {
  const server = await startThousandEyes();
  opened.push(server);
  const { provider, said } = await start();
  const inputs = inputsOf(thousandEyes, server.credentials);
  await server.control({ nextLifetime: 86_400 });
  await provider.create({ ...inputs, resourceUrn: `${inputs.resourceUrn}-for-a-day` });
  expect(said()).toEqual([]);
  let token = await provider.create(inputs);
  expect(said()).toEqual([expect.stringMatching(/^info: granted for 1 hour: it lapses unless/)]);

  const replacedFor = async (seconds: number) => {
    await plan(provider, token.id, token.outs, inputs);
    await server.control({ nextLifetime: seconds });
    token = await provider.create(inputs);
    return said();
  };
  expect(await replacedFor(3000)).toEqual([]);
  const cut = /^warning: granted for 10 minutes, and before for 50 minutes: it lapses unless .* in the last 3 minutes/;
  expect(await replacedFor(600)).toEqual([expect.stringMatching(cut)]);
  expect(await replacedFor(600)).toEqual([]);
  const seconds =
    /^warning: granted for 20 seconds: it ends before another run can renew it, and every "pulumi up" issues/;
  expect(await replacedFor(20)).toEqual([expect.stringMatching(seconds)]);
  expect(await replacedFor(20)).toEqual([expect.stringMatching(seconds)]);
});

test("a window longer than what the server granted becomes a third of it, and one warning says so", async () => {
  const server = await startThousandEyes();
  opened.push(server);
  const { provider, said } = await start();
  const inputs = inputsOf(thousandEyes, { ...server.credentials, renewBefore: "2 hours" });
  const { id, outs } = await provider.create(inputs);
  const words =
    /^warning: the server granted 1 hour, too little for a renewBefore of 2 hours: the token is renewed 20 minutes before/;
  expect(said().filter((each) => each.startsWith("warning"))).toEqual([expect.stringMatching(words)]);
  await plan(provider, id, outs, inputs);
  expect(said()).toEqual([]);
});

test("nor is one that renews in place", async () => {
  const server = await startLaserfiche();
  opened.push(server);
  const { provider, said } = await start();
  const inputs = inputsOf(laserfiche, server.credentials);
  const { id, outs } = await provider.create(inputs);
  said();
  await server.fault({ match: "/Refresh", body: { value: new Date(Date.now() + 20_000).toISOString() } });
  // A token that is due.
  const old = { ...outs, issuedAt: "2020-01-01T00:00:00Z" };
  await provider.update(id, old, inputs);
  expect(said()).toEqual([expect.stringMatching(/^warning: granted for (1\d|20) seconds: it ends before another run/)]);
});
