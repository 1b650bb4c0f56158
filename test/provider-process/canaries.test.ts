import { generate } from "selfsigned";
import type { Vendor } from "../../provider/contract/vendor";
import { stateText } from "../../provider/state/provider-text";
import { vendors } from "../../provider/vendors";
import { cohesityApiKey } from "../../provider/vendors/cohesity/api-key";
import { commvault } from "../../provider/vendors/commvault/commvault";
import { type EmulatorGroup, startEmulators } from "../../testing";
import { canary, canaryFor } from "../support/checks/canary";
import { check } from "../support/checks/checked";
import { leaks } from "../support/checks/leaks";
import { requiredArguments, sampleOf } from "../support/checks/sample";
import type { ProviderError } from "../support/provider-process/provider-error";
import { type Properties, type ProviderProcess, providerProcess } from "../support/provider-process/provider-process";
import { type Echo, echoes, echoServer, wordsIn } from "../support/servers/echo";
import { accept, proxy, type Received, serve } from "../support/servers/loopback";
import { fixtureOf, type VendorFixture } from "../vendors/fixture";

const classes = vendors.map((vendor) => [vendor.resource, vendor] as const);

let provider: ProviderProcess;
/** What was thrown and what must be found nowhere, of the test that runs. */
let texts: Record<string, string>;
let secrets: Record<string, string>;

beforeAll(async () => {
  provider = await providerProcess();
});
afterAll(() => provider.kill());

beforeEach(() => {
  texts = {};
  secrets = { "a canary": canary };
});

/** What the process said of it on every way there is. */
async function expectNoLeak(): Promise<void> {
  texts["the messages to the engine"] = JSON.stringify(provider.logs);
  texts["the output of the process"] = provider.output;
  expect(leaks(texts, secrets)).toEqual([]);
}

/** Keeps what was thrown, if anything was. */
function keep(name: string, error: unknown): void {
  if (!(error instanceof Error)) return;
  const { failedInit, message, stack } = error as Partial<ProviderError>;
  texts[name] = [message, stack, failedInit?.reasons].join("\n");
}

/** What the provider throws. */
async function refusal(operation: Promise<unknown>): Promise<ProviderError> {
  return operation.then(
    () => Promise.reject(new Error("it was carried out")),
    (error) => error,
  );
}

/** A fresh canary in each of these arguments. */
function canaries(vendor: Vendor, names: readonly string[]): Properties {
  return Object.fromEntries(
    names.map((name) => {
      const { value, strings } = canaryFor(name, vendor.arguments[name] as never);
      for (const text of strings) if (!text.includes(canary)) secrets[`${name} ${Object.keys(secrets).length}`] = text;
      return [name, value];
    }),
  );
}

const bagOf = (vendor: Vendor, args: Properties): Properties => ({
  ...args,
  resourceUrn: `urn:pulumi:dev::tests::pulumi-nodejs:dynamic/access-tokens:${vendor.resource}::reports`,
  __provider: stateText(vendor),
});

const isSecret = (vendor: Vendor, name: string) => vendor.arguments[name]?.secret === true;
const isAddress = (name: string) => /endpoint$/i.test(name);

/** Arguments of the set, at this server; what is secret is a canary, and so is every secret that belongs to no set. */
function argumentsOf(vendor: Vendor, set: readonly string[], origin: string): Properties {
  const alone = Object.keys(vendor.arguments).filter(
    (name) =>
      isSecret(vendor, name) &&
      name !== "adopt" &&
      !vendor.credentialSets.flat().includes(name) &&
      // The tokens of an exchange go with another grant; assertion-sources.test.ts has them.
      !/^(subject|actor)Token$/.test(name),
  );
  const addresses = Object.keys(vendor.arguments).filter(isAddress);
  const others = set.filter((name) => !isSecret(vendor, name) && !isAddress(name));
  return {
    ...requiredArguments(vendor),
    ...Object.fromEntries(others.map((name) => [name, sampleOf(name, vendor.arguments[name] as never)])),
    ...Object.fromEntries(addresses.map((name) => [name, origin])),
    ...(alone.includes("otpCode") ? { otpType: "totp" } : {}),
    ...canaries(vendor, [...alone, ...set.filter((name) => isSecret(vendor, name))]),
  };
}

test.each(classes)("%s: a server that repeats the credential in any encoding", async (_, vendor) => {
  const server = await echoServer();
  // Sets with an issuer are as those with a tokenEndpoint, which discovery would come before.
  for (const set of vendor.credentialSets.filter((each) => !each.includes("issuer"))) {
    let words: readonly string[] = [];
    const create = async (name: string, echo: Echo, index: number) => {
      server.echo = (request) => {
        words = wordsIn(request);
        // A signed assertion is as good as its key while it lives. A message would have no room for all of it.
        const assertion = words.find((word) => /^ey[\w-]+\.[\w-]+\.[\w-]+$/.test(word));
        if (assertion !== undefined) secrets["a signed assertion"] = assertion.slice(0, 90);
        return echo(words[index % words.length] ?? "");
      };
      const { failures, inputs } = await provider.check({}, bagOf(vendor, argumentsOf(vendor, set, server.origin)));
      expect(failures).toEqual([]);
      const error = await provider.create(inputs).catch((refusal: unknown) => refusal);
      keep(`${set.join(", ")}: ${name}`, error);
    };
    for (const [turn, [name, echo]] of Object.entries(echoes).entries()) await create(name, echo, turn);
    for (let index = 0; index < words.length; index++) await create(`word ${index}`, echoes.clear as Echo, index);
    const isHidden = (text: string) => text.includes("[secret]");
    expect(Object.values(texts).filter(isHidden).length).toBeGreaterThan(2);
  }
  await expectNoLeak();
});

/** Whether a request logs in, or issues a token. */
const isIssue = ({ faults }: VendorFixture, { method, url }: Received) =>
  faults.some(({ issues, login }) => [issues, login].some((each) => each?.test(`${method} ${url.split("?")[0]}`)));

test.each(classes)("%s: a server that repeats a token in any encoding", async (name, vendor) => {
  const group = vendor.group as EmulatorGroup;
  const { close, credentials, emulators } = await startEmulators({ only: [group] });
  try {
    const server = await echoServer(emulators[group].endpoint);
    const given = Object.entries(JSON.parse(JSON.stringify(credentials[group]))).map(([argument, value]) => [
      argument,
      isAddress(argument) ? String(value).replace(emulators[group].endpoint, server.origin) : value,
    ]);
    const fixture = fixtureOf(name);
    const { args = {}, changed = {} } = fixture.secrets?.process ?? {};
    const declared = Object.entries({ ...Object.fromEntries(given), ...args }).filter(
      ([argument, value]) => argument in vendor.arguments && argument !== "resource" && value !== undefined,
    );
    const bag = bagOf(vendor, Object.fromEntries(declared));
    const { failures, inputs } = await provider.check({}, bag);
    expect(failures).toEqual([]);
    const { id, outs } = await provider.create(inputs);
    const soon = { issuedAt: new Date(Date.now() - 3_600_000), expiresAt: new Date(Date.now() + 60_000) };
    const due = { ...outs, ...JSON.parse(JSON.stringify(soon)) };
    let sent = 0;
    for (const [encoding, echo] of Object.entries(echoes)) {
      server.echo = (request) => {
        if (isIssue(fixture, request)) return undefined;
        sent += 1;
        const words = wordsIn(request);
        return echo(words[sent % words.length] ?? "");
      };
      const operations = {
        read: () => provider.read(id, outs),
        update: () => provider.update(id, due, { ...inputs, ...changed }),
        delete: () => provider.delete(id, outs),
        // Of another resource, with a token that none but it holds.
        "delete, which only warns": () =>
          provider.delete(id, {
            ...outs,
            accessToken: `${outs.accessToken}-2`,
            onDelete: "revokeBestEffort",
            resourceUrn: `${outs.resourceUrn}-2`,
          }),
      };
      for (const [operation, run] of Object.entries(operations)) {
        keep(`${operation}: ${encoding}`, await run().catch((error: unknown) => error));
      }
    }
    const log = await emulators[group].log();
    const tokens = server.passed(log.flatMap(({ replyTokens = [] }) => replyTokens));
    for (const token of [...tokens, String(outs.accessToken)]) secrets[`token ${token.slice(0, 5)}`] = token;
    for (const output of vendor.secretOutputs ?? []) if (outs[output]) secrets[output] = String(outs[output]);
    if (sent === 0) throw new Error("only what logs in or issues was sent: secrets in the fixture can ask for more");
    if (tokens.length === 0) {
      throw new Error("the emulator's log tells no secret in a reply: name its field in secretFields of startEmulator");
    }
    await expectNoLeak();
  } finally {
    await close();
  }
});

test("what is said of a token that was issued is kept in state without a secret, and so is a new token in no message", async () => {
  const server = await echoServer();
  const [password, session, accessToken, refreshToken] = ["password", "session", "token", "refresh"].map(
    (name) => `${name} ${canary} as a ${name}`,
  ) as [string, string, string, string];
  const words = [Buffer.from(password).toString("base64"), session, accessToken, refreshToken].join(", ");
  const tokenInfo = { accessTokenId: 41, accessToken, refreshToken, renewableUntilTimestamp: 2_000_000_000 };
  const error = { errorCode: 5, errorMessage: words };
  server.echo = ({ url }) => {
    const reply = url.endsWith("/Login") ? { token: session } : { tokenInfo, error };
    return { status: 200, text: JSON.stringify(reply) };
  };
  const args = { endpoint: server.origin, username: "svc-pulumi", password, renewedBy: "consumer" };
  const { inputs } = await provider.check({}, bagOf(commvault, args));
  const { failedInit } = await refusal(provider.create(inputs));
  expect(failedInit?.reasons).toEqual([expect.stringContaining("[secret], [secret], [secret], [secret]")]);
  const isInClear = ([name]: [string, unknown]) => !["password", "accessToken", "refreshToken"].includes(name);
  texts["what is not encrypted in state"] = JSON.stringify(
    Object.entries(failedInit?.properties ?? {}).filter(isInClear),
  );
  expect(texts["what is not encrypted in state"]).toContain("it came with the error 5");
  await expectNoLeak();
});

test("a key that was just rotated is in no message on the step after it", async () => {
  const server = await echoServer();
  const rotated = `a key ${canary}, as a key`;
  server.echo = ({ url }) =>
    url.endsWith("/rotate") ? { status: 200, text: JSON.stringify({ apiKey: rotated }) } : echoes.clear?.(rotated);
  const args = {
    endpoint: server.origin,
    userSid: "S-1-100-21-11111111-22222222-1",
    adminApiKey: "the-key-of-an-admin",
    name: "migration",
  };
  const { failures, inputs } = await provider.check(
    {},
    bagOf(cohesityApiKey, { ...args, renewal: "rotate", expiryTime: "30 days" }),
  );
  expect(failures).toEqual([]);
  const due = { issuedAt: "2026-01-01T00:00:00.000Z", expiresAt: new Date(Date.now() + 3_600_000).toISOString() };
  const outs = { ...inputs, ...due, accessToken: "the-key-before", status: "issued", listedName: "migration" };
  const { failedInit } = await refusal(provider.update("41", outs, inputs));
  expect(failedInit).toMatchObject({
    properties: { accessToken: rotated, unfinished: "expiry" },
    reasons: [expect.stringMatching(/answered 400 5: "it was \[secret\]".* The key was rotated/)],
  });
  await expectNoLeak();
});

test.each(classes)(
  "%s: no argument that is refused is quoted, nor what is misspelt, wherever it stands",
  async (_, vendor) => {
    const secretNames = Object.keys(vendor.arguments).filter((name) => isSecret(vendor, name));
    for (const name of secretNames) {
      const { value } = canaryFor(name, vendor.arguments[name] as never);
      const wrong: Properties = {
        number: [[value]],
        text: `${canary}\u0000`,
        nested: { more: { value } },
        list: [value],
      };
      const bags = [
        ...Object.values(wrong).map((each) => ({ [name]: each })),
        ...[name.toLowerCase(), `${name}s`, `${name} `].map((misspelt) => ({ [misspelt]: value })),
      ];
      for (const [turn, bag] of bags.entries()) {
        const { failures } = await provider.check({}, bagOf(vendor, bag));
        expect(failures.map(({ property }) => property)).toEqual(failures.map(() => ""));
        texts[`${name} ${turn}`] = JSON.stringify(failures);
        const configured = await check(
          vendor,
          {},
          { configuration: { [`access-tokens:${vendor.group}`]: JSON.stringify(bag) } },
        );
        const asText = await check(vendor, {}, { configuration: { [`access-tokens:${vendor.group}`]: canary } });
        texts[`${name} ${turn} in configuration`] = JSON.stringify(
          [configured, asText].map(({ reasons, reports }) => [reasons, reports]),
        );
      }
      expect(texts[`${name} 5`]).toContain(`did you mean \\"${name}\\"`);
    }
    await expectNoLeak();
  },
);

/** Has a request of each class fail on its way with these words, and a canary in every secret of its first set. */
async function expectFailures(process: ProviderProcess, words: string, origin: string, connection: Properties = {}) {
  const failures = vendors.map(async (vendor) => {
    const [set = []] = vendor.credentialSets;
    const named = set.filter((name) => name !== "issuer");
    const args = { ...argumentsOf(vendor, named, origin), ...connection };
    const { inputs } = await process.check({}, bagOf(vendor, args));
    const error = await refusal(process.create(inputs));
    keep(`${vendor.resource}: ${words}`, error);
    return error.message;
  });
  for (const message of await Promise.all(failures)) expect(message).toContain(words);
}

test("what fails on the way quotes no request: TLS, connections, proxies", async () => {
  const names = [{ name: "subjectAltName" as const, altNames: [{ type: 2 as const, value: "other.example" }] }];
  const other = await generate([{ name: "commonName", value: "other.example" }], { extensions: names });
  const trusted = { caCertificate: other.cert };
  const tls = await serve((reply) => reply.end(), { tls: { cert: other.cert, key: other.private } });
  const cutting = await accept((socket) => socket.on("data", () => socket.destroy()));
  const between = await proxy(0, 407);
  const refusing = await providerProcess({
    env: { HTTPS_PROXY: between.origin.replace("//", `//user:${encodeURIComponent(canary)}@`) },
  });
  const broken = await providerProcess({
    env: { HTTPS_PROXY: `http://user:${encodeURIComponent(canary)}@no such host` },
  });
  const processes = [refusing, broken];
  try {
    await expectFailures(provider, "SELF_SIGNED", tls.origin);
    await expectFailures(provider, "ERR_TLS_CERT_ALTNAME_INVALID", tls.origin, trusted);
    await expectFailures(provider, "the connection to 127.0.0.1", `http://127.0.0.1:${cutting}`);
    await expectFailures(provider, "could not be reached", `https://127.0.0.1:${cutting}`);
    await expectFailures(refusing, "the proxy refused the connection to", "https://login.example.com");
    await expectFailures(broken, "could not be reached (ERR_INVALID_URL)", "https://login.example.com");
  } finally {
    for (const each of processes) {
      await each.kill();
      texts[`output ${processes.indexOf(each)}`] = each.output;
    }
  }
  await expectNoLeak();
});
