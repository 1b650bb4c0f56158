import type { Vendor } from "../../provider/contract/vendor";
import { stateText } from "../../provider/state/provider-text";
import { cohesity } from "../../provider/vendors/cohesity/access-token";
import { cohesityApiKey } from "../../provider/vendors/cohesity/api-key";
import { commvault } from "../../provider/vendors/commvault/commvault";
import { type EmulatorConnection, startCohesity, startCommvault } from "../../testing";
import { type ProviderProcess, providerProcess } from "../support/provider-process/provider-process";

const opened: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

/** Issues tokens of these classes in turn, all at once: what came of them, and what was sent. */
async function issueAll(
  provider: ProviderProcess,
  server: EmulatorConnection,
  vendors: readonly Vendor[],
  count: number,
  credentials: object,
) {
  const outcomes = await Promise.allSettled(
    Array.from({ length: count }, async (_, number) => {
      const vendor = vendors[number % vendors.length] as Vendor;
      const urn = `urn:pulumi:dev::tests::pulumi-nodejs:dynamic/access-tokens:${vendor.resource}::t${number}`;
      const given = { ...credentials, resourceUrn: urn, __provider: stateText(vendor) };
      const { inputs } = await provider.check({}, given);
      return provider.create(inputs);
    }),
  );
  const sent = (await server.log()).map(({ method, path, status }) => `${method} ${path.split("/").at(-1)} ${status}`);
  await server.clearLog();
  const errors = outcomes.flatMap((each) => (each.status === "rejected" ? [String(each.reason.message)] : []));
  const issued = outcomes.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  return { errors, issued, sent };
}

async function start(): Promise<ProviderProcess> {
  const provider = await providerProcess();
  opened.push({ close: () => provider.kill() });
  return provider;
}

test("tokens and API keys with one wrong password send it once", async () => {
  const server = await startCohesity();
  opened.push(server);
  const { endpoint, username } = server.credentials;
  const credentials = { endpoint, username, password: "a-wrong-password" };
  const { errors, sent } = await issueAll(await start(), server, [cohesity, cohesityApiKey], 50, credentials);
  expect(sent).toHaveLength(1);
  expect(errors).toHaveLength(50);
  expect(
    errors.filter((each) => each.includes("It was refused before in this run, so nothing was sent.")),
  ).toHaveLength(49);
});

test("three hundred tokens at once are issued in one login session, also where it lapses; one list tells of all", async () => {
  const server = await startCommvault();
  opened.push(server);
  const provider = await start();
  const first = await issueAll(provider, server, [commvault], 150, server.credentials);
  expect(first.errors).toEqual([]);
  // One list of the account's tokens, to tell what an earlier run may have left.
  const issues = Array(150).fill("POST AccessToken 200");
  expect(first.sent.sort()).toEqual(["GET AccessToken 200", ...issues, "POST Login 200"]);
  await server.control({ lapseSessions: true });
  const second = await issueAll(provider, server, [commvault], 150, server.credentials);
  expect(second.errors).toEqual([]);
  expect(second.sent.filter((each) => each === "POST Login 200")).toHaveLength(1);
  expect(second.sent.filter((each) => each === "POST AccessToken 200")).toHaveLength(150);
  const observed = await Promise.all(second.issued.map(({ id, outs }) => provider.read(id, outs)));
  expect(new Set(observed.map(({ props }) => props.status))).toEqual(new Set(["issued"]));
  expect(await server.log()).toMatchObject([{ method: "GET", path: expect.stringMatching(/AccessToken$/) }]);
  await server.clearLog();
  // Interrupted, it logs out, and then ends as whoever interrupts it expects.
  expect(await provider.kill()).toEqual({ code: null, signal: "SIGINT" });
  expect(await server.log()).toMatchObject([{ path: expect.stringMatching(/Logout$/), status: 200 }]);
});

test("a logout that is not answered does not keep the process from its end", async () => {
  const server = await startCommvault();
  opened.push(server);
  const provider = await start();
  expect((await issueAll(provider, server, [commvault], 1, server.credentials)).errors).toEqual([]);
  await server.fault({ match: "/Logout", delay: 60_000 });
  // By force where it takes longer than the engine waits.
  expect(await provider.kill()).toEqual({ code: null, signal: "SIGINT" });
});
