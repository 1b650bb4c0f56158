import type { Vendor } from "../../provider/contract/vendor";
import { stateText } from "../../provider/state/provider-text";
import { commvault } from "../../provider/vendors/commvault/commvault";
import { laserfiche } from "../../provider/vendors/laserfiche/v1-alpha";
import { thousandEyes } from "../../provider/vendors/thousandeyes/thousandeyes";
import { clock, type EmulatorConnection, startCommvault, startLaserfiche, startThousandEyes } from "../../testing";
import { type Properties, type ProviderProcess, providerProcess } from "../support/provider-process/provider-process";

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

type Server = EmulatorConnection & { close(): Promise<void> };

/** Has a server tell its time, which is right. */
async function tellTime(server: Server): Promise<void> {
  await server.clearFaults();
  await server.fault({ count: 100, headers: { date: new Date().toUTCString() } });
}

/** A provider on a machine whose clock is so far off. */
async function machine(offset: string): Promise<ProviderProcess> {
  const provider = await providerProcess({ env: clock(offset) });
  opened.push({ close: () => provider.kill() });
  return provider;
}

const urnOf = (vendor: Vendor, name: string) =>
  `urn:pulumi:dev::tests::pulumi-nodejs:dynamic/access-tokens:${vendor.resource}::${name}`;

async function inputsFor(
  provider: ProviderProcess,
  vendor: Vendor,
  args: object,
  name = "reports",
): Promise<Properties> {
  const given = { ...args, resourceUrn: urnOf(vendor, name), __provider: stateText(vendor) };
  const { failures, inputs } = await provider.check({}, given);
  expect(failures).toEqual([]);
  return inputs;
}

const warnings = ({ logs }: ProviderProcess) =>
  logs.filter(({ severity }) => severity === "warning").map(({ message }) => message);

const cases: [string, Vendor, () => Promise<Server & { credentials: object }>, number][] = [
  ["ThousandEyesAccessToken", thousandEyes, startThousandEyes, 60],
  ["CommvaultAccessToken, whose end the reply names,", commvault, startCommvault, 120],
];

test.each(cases)("the times of a %s are the server's, and one warning says so", async (_, vendor, start, minutes) => {
  const server = await start();
  opened.push(server);
  for (const [offset, direction] of [
    ["-90 minutes", "behind"],
    ["90 minutes", "ahead of"],
  ] as const) {
    const provider = await machine(offset);
    for (const name of [`reports ${direction}`, `other ${direction}`]) {
      await tellTime(server);
      const { outs } = await provider.create(await inputsFor(provider, vendor, server.credentials, name));
      const [issuedAt = 0, expiresAt = 0] = [outs.issuedAt, outs.expiresAt].map((time) => Date.parse(String(time)));
      expect(Math.abs(issuedAt - Date.now())).toBeLessThan(60_000);
      expect(Math.round((expiresAt - issuedAt) / 60_000)).toBe(minutes);
    }
    const apart = "1 hour (29|30) minutes";
    expect(warnings(provider)).toEqual([
      expect.stringMatching(
        `^the clock of this machine is ${apart} ${direction} the server's\\. Tokens have the server's times`,
      ),
    ]);
  }
});

test("a clock that is half a minute off is taken for right; the times are the server's all the same", async () => {
  const server = await startThousandEyes();
  opened.push(server);
  const provider = await machine("30 seconds");
  const inputs = await inputsFor(provider, thousandEyes, server.credentials);
  await tellTime(server);
  const { outs } = await provider.create(inputs);
  expect(Date.parse(String(outs.issuedAt))).toBeLessThan(Date.now() + 15_000);
  expect(warnings(provider)).toEqual([]);
});

test("a renewal in place is recorded by the server's clock, too", async () => {
  const server = await startLaserfiche();
  opened.push(server);
  const provider = await machine("-90 minutes");
  const inputs = await inputsFor(provider, laserfiche, server.credentials);
  const { id, outs } = await provider.create(inputs);
  await tellTime(server);
  const { outs: renewed } = await provider.update(id, { ...outs, issuedAt: "2020-01-01T00:00:00Z" }, inputs);
  expect(Math.abs(Date.parse(String(renewed.renewedAt)) - Date.now())).toBeLessThan(60_000);
});
