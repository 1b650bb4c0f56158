import type { Vendor } from "../../provider/contract/vendor";
import { stateText } from "../../provider/state/provider-text";
import { cohesityApiKey } from "../../provider/vendors/cohesity/api-key";
import { commvault } from "../../provider/vendors/commvault/commvault";
import { laserfiche } from "../../provider/vendors/laserfiche/v1-alpha";
import { oauth2 } from "../../provider/vendors/oauth2/oauth2";
import { thousandEyes } from "../../provider/vendors/thousandeyes/thousandeyes";
import { startCohesity, startCommvault, startLaserfiche, startOAuth2, startThousandEyes } from "../../testing";
import { type Properties, type ProviderProcess, providerProcess } from "../support/provider-process/provider-process";

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
  expect(said()).toEqual([expect.stringMatching(/^info: granted for 1 hour: it expires unless/)]);

  const replacedFor = async (seconds: number) => {
    await plan(provider, token.id, token.outs, inputs);
    await server.control({ nextLifetime: seconds });
    token = await provider.create(inputs);
    return said();
  };
  expect(await replacedFor(3000)).toEqual([]);
  const cut =
    /^warning: granted for 10 minutes \(the token before: 50 minutes\): it expires unless .* in its last 3 minutes/;
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

const unnamed =
  /^warning: the server named no lifetime, so the token counts as one without an end .* If it does expire, set assumedLifetime$/;

test("a reply without a lifetime is not taken in silence, and a lifetime that is assumed later counts", async () => {
  const server = await startThousandEyes();
  opened.push(server);
  const { provider, said } = await start();
  const inputs = inputsOf(thousandEyes, server.credentials);
  await server.control({ nextLifetime: null });
  const { id, outs } = await provider.create(inputs);
  expect(said()).toEqual([expect.stringMatching(unnamed)]);
  expect(await plan(provider, id, outs, inputs)).toMatchObject({ changes: false });

  const old = { ...outs, issuedAt: new Date(Date.now() - 50 * 60_000).toISOString() };
  const assumed = { ...inputs, assumedLifetime: "1 hour" };
  expect(await plan(provider, id, old, assumed)).toMatchObject({ changes: true, replaces: [] });
  await server.control({ nextLifetime: null });
  const { outs: renewed } = await provider.update(id, old, assumed);
  expect(Date.parse(String(renewed.expiresAt)) - Date.parse(String(renewed.issuedAt))).toBe(3_600_000);
  expect(said()).toEqual([expect.stringMatching(/^info: token \w+ \(without an end\) stays valid/)]);
});

test("an OAuth 2.0 server that names no lifetime is asked for the end by introspection", async () => {
  const server = await startOAuth2();
  opened.push(server);
  const { provider, said } = await start();
  const inputs = inputsOf(oauth2, {
    issuer: server.credentials.issuer,
    clientId: server.credentials.clientId,
    clientSecret: server.credentials.clientSecret,
  });
  await server.control({ nextLifetime: null });
  const { outs } = await provider.create(inputs);
  const lifetime = Date.parse(String(outs.expiresAt)) - Date.parse(String(outs.issuedAt));
  expect(Math.round(lifetime / 60_000)).toBe(60);
  expect(said().filter((each) => each.startsWith("warning"))).toEqual([]);

  await server.control({ nextLifetime: null });
  const { outs: endless } = await provider.create({ ...inputs, introspect: false });
  expect(endless.expiresAt ?? null).toBeNull();
  expect(said()).toEqual([expect.stringMatching(unnamed)]);
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

/** A server that takes a moment for each reply, as servers do. */
async function keysOf(args: object) {
  const server = await startCohesity();
  opened.push(server);
  const { adminApiKey, endpoint } = server.credentials;
  await server.fault({ delay: 30, count: 20 });
  return inputsOf(cohesityApiKey, { adminApiKey, endpoint, ...args });
}

test("a lifetime that was granted as it was asked for is told, and counted, as it was asked for", async () => {
  const { provider, said } = await start();
  const inputs = await keysOf({ expiryTime: "2 hours", renewal: "rotate" });
  const granted = /^info: granted for 2 hours: it expires unless .* in its last 40 minutes/;
  const { id, outs } = await provider.create(inputs);
  expect(said()).toEqual([expect.stringMatching(granted)]);
  const lasts = (from: unknown) => Date.parse(String(outs.expiresAt)) - Date.parse(String(from));
  expect(lasts(outs.issuedAt)).toBe(7_200_000);

  // One that is due, and is rotated.
  const from = (milliseconds: number) => new Date(Date.now() + milliseconds).toISOString();
  const due = { ...outs, issuedAt: from(-86_400_000), expiresAt: from(600_000) };
  await plan(provider, id, due, inputs);
  said();
  const { outs: rotated } = await provider.update(id, due, inputs);
  expect(Date.parse(String(rotated.expiresAt)) - Date.parse(String(rotated.renewedAt))).toBe(7_200_000);

  const commvaultServer = await startCommvault();
  opened.push(commvaultServer);
  await commvaultServer.fault({ delay: 400, count: 20 });
  const pair = inputsOf(commvault, {
    ...commvaultServer.credentials,
    renewedBy: "consumer",
    renewableUntil: "2 days",
  });
  const token = await provider.create(pair);
  expect(Date.parse(String(token.outs.expiresAt)) - Date.parse(String(token.outs.issuedAt))).toBe(172_800_000);
});

test.each([150, 7200])(
  "a date of the user's own, %s seconds ahead, is told to be the end for good",
  async (seconds) => {
    const { provider, said } = await start();
    const end = new Date(Math.floor(Date.now() / 1000 + seconds) * 1000);
    await provider.create(await keysOf({ expiryTime: end.toISOString() }));
    expect(said()).toEqual([
      `info: ends ${end.toISOString()}, the date that you gave: it is not renewed past that date. To renew it, give a later date or a duration`,
    ]);
  },
);
