// Replays what earlier versions of this package left in state, through the process in which Pulumi runs dynamic
// providers. A state that exists must keep working: a test that fails here is a change that breaks users.
//
// To record the state of a version, once it is built and before it is published:
//
//   RECORD_STATE=1 npx jest test/provider-process/recorded-state.test.ts
//
// writes test/fixtures/state/<version>.json, by `recorded` in the fixtures of test/vendors. A file that exists is
// never written again: delete the one of a version that was not published to record it anew.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { optionalOutputsOf } from "../../provider/contract/outputs";
import { stateText } from "../../provider/state/provider-text";
import { recordedArguments } from "../../provider/state/token-state";
import { vendors } from "../../provider/vendors";
import { clock, secretHash, startOAuth2 } from "../../testing";
import {
  type ProviderProcess,
  type ProviderProcessOptions,
  providerProcess,
} from "../support/provider-process/provider-process";
import {
  emptied,
  fileOf,
  filled,
  type RecordedRecipe,
  type RecordedResource,
  type RecordedServer,
  recordedStates,
} from "../support/provider-process/recorded-state";
import { fixtures } from "../vendors/fixture";

const recipes = Object.fromEntries(
  fixtures.flatMap(({ recorded, resource }) => (recorded === undefined ? [] : [[resource, recorded]])),
);

const open: { close(): Promise<unknown> }[] = [];
afterEach(async () => {
  await Promise.all(open.splice(0).map((each) => each.close()));
});

function closing<T>(it: T, close: () => Promise<unknown>): T {
  open.push({ close });
  return it;
}

async function start(options?: ProviderProcessOptions): Promise<ProviderProcess> {
  const provider = await providerProcess(options);
  return closing(provider, () => provider.kill());
}

async function serve(recipe: RecordedRecipe): Promise<RecordedServer> {
  const server = await recipe.start();
  return closing(server, () => server.close());
}

const urnOf = (resource: string) => `urn:pulumi:dev::project::pulumi-nodejs:dynamic/access-tokens:${resource}::reports`;

describe("the text stored in state", () => {
  const text = (resource: string) =>
    `exports.handler=()=>require("module").createRequire(process.cwd()+"/")("pulumi-access-tokens/state-entry").provider("${resource}")`;

  // As etc/api.md names them, which nobody writes by the way: the state of a class that is renamed works no more.
  const classes = [...readFileSync("etc/api.md", "utf8").matchAll(/^- `(\w+)`$/gm)]
    .map(([, name = ""]) => name)
    .filter((name, _, names) => names.includes(`${name}Args`) && name !== "Provider");

  test("is that of a class of this package for each of them, to the byte, and short", () => {
    const texts = vendors.map((vendor) => stateText(vendor));
    for (const each of texts) expect(Buffer.byteLength(each)).toBeLessThan(200);
    expect(texts.sort()).toEqual(classes.map(text));
  });

  test.each(["", "examples/oauth2"])("finds its module from the folder of the program: ./%s", async (folder) => {
    const provider = await start({ cwd: path.join(process.cwd(), folder) });
    for (const { resource } of vendors) {
      const inputs = { __provider: text(resource), madeUp: "1" };
      const { failures } = await provider.check({}, inputs);
      expect(failures).toContainEqual({
        property: "",
        reason: expect.stringMatching(/^There is no argument "madeUp"; did you mean "\w+"\?$/),
      });
    }
  });

  test("of a class that the installed version does not have says what to do", async () => {
    const provider = await start();
    await expect(provider.check({}, { __provider: text("SomeLaterAccessToken") })).rejects.toThrow(
      /no SomeLaterAccessToken.*: install the version that this stack was last updated with, or a later one\.$/,
    );
  });
});

const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
const isRecording = process.env.RECORD_STATE !== undefined && !existsSync(fileOf(version));

(isRecording ? test : test.skip)("records the state of this version", async () => {
  const resources: Record<string, RecordedResource> = {};
  for (const [resource, recipe] of Object.entries(recipes)) {
    const vendor = vendorNamed(resource);
    const server = await serve(recipe);
    const provider = await start();
    const given = { ...recipe.args, resourceUrn: urnOf(resource), __provider: stateText(vendor) };
    const { inputs: news } = filled({ id: "", inputs: given, outputs: {} }, { endpoint: server.endpoint });
    const { inputs } = await provider.check({}, news);
    const { id, outs } = await provider.create(inputs);
    const values = { endpoint: server.endpoint, accessToken: String(outs.accessToken) };
    resources[resource] = emptied({ id, inputs, outputs: outs }, values);
  }
  writeFileSync(fileOf(version), `${JSON.stringify({ version, resources }, undefined, 2)}\n`);
});

const recorded = recordedStates().flatMap((state) =>
  Object.entries(state.resources).map(([resource, value]): [string, string, RecordedResource] => [
    state.version,
    resource,
    value,
  ]),
);

function vendorNamed(resource: string) {
  const vendor = vendors.find((each) => each.resource === resource);
  if (vendor === undefined) throw new Error(`there is no ${resource}`);
  return vendor;
}

/** What state of today holds of a token that has nothing but what every token has. */
function absent(resource: string): Record<string, null> {
  return Object.fromEntries(optionalOutputsOf(vendorNamed(resource)).map((output) => [output, null]));
}

test("every class with a recipe was recorded by a version", () => {
  expect(new Set(recorded.map(([, resource]) => resource))).toEqual(new Set(Object.keys(recipes)));
});

// Not a table: that may not be empty, as it is before the first version is recorded.
for (const [recordedBy, resource, value] of recorded)
  describe(`what ${recordedBy} left in state of a ${resource}`, () => {
    const recipe = recipes[resource] as RecordedRecipe;
    const { expiresAt, issuedAt } = value.outputs as { expiresAt: string; issuedAt: string };
    const [issued, ends] = [Date.parse(issuedAt), Date.parse(expiresAt)];
    const minute = 60_000;

    /** The resource with a token that its server has really issued, and a provider at a time of the token's life. */
    async function replay(at: number) {
      const server = await serve(recipe);
      const accessToken = await server.issue();
      const replayed = filled(value, { endpoint: server.endpoint, accessToken });
      const offset = Math.round((at - Date.now()) / 1000);
      const provider = await start({ env: clock(`${offset} seconds`) });
      return { ...replayed, accessToken, provider, server };
    }

    /** What the plan says in the row of the resource. */
    const said = ({ logs }: ProviderProcess) =>
      logs.filter(({ urn }) => urn === urnOf(resource)).map(({ message, severity }) => `${severity}: ${message}`);

    /** Requests since the token was issued. */
    const requests = async (server: RecordedServer) =>
      (await server.log()).slice(1).filter(({ path }) => !path.startsWith("/.well-known/"));

    test("is as it should be, and nothing is sent", async () => {
      const { id, inputs, outputs, provider, server } = await replay(issued + minute);
      expect(await provider.check(inputs, inputs)).toEqual({ inputs, failures: [] });
      expect(await provider.diff(id, outputs, inputs)).toEqual({
        changes: false,
        replaces: [],
        deleteBeforeReplace: false,
      });
      expect(said(provider)).toEqual([]);
      expect(await server.log()).toHaveLength(1);
    });

    test.each<[string, number, RegExp]>([
      [
        "is due",
        ends - 5.9 * minute,
        /^info: due: expires in 5 minutes( \d+ seconds?)?; renewal begins \d+ minutes before the end$/,
      ],
      ["has expired", ends + 5.1 * minute, /^info: expired 5 minutes( \d+ seconds?)? ago$/],
    ])("%s in time", async (_, at, sentence) => {
      const { id, inputs, outputs, provider } = await replay(at);
      await provider.check(inputs, inputs);
      // Of what can be revoked, a new token takes the place; else the resource gets a new one.
      const replaces = recipe.revocation === undefined ? [] : ["expiresAt"];
      expect(await provider.diff(id, outputs, inputs)).toMatchObject({ changes: true, replaces });
      expect(said(provider)).toEqual([expect.stringMatching(sentence)]);
    });

    test("is replaced where the token may do something else", async () => {
      const { id, inputs, outputs, provider } = await replay(issued + minute);
      const { argument, sentence, value: changed } = recipe.grant;
      const news = { ...inputs, [argument]: changed };
      await provider.check(inputs, news);
      expect(await provider.diff(id, outputs, news)).toMatchObject({ changes: true, replaces: [argument] });
      expect(said(provider)).toEqual([`info: ${sentence}`]);
    });

    test("is replaced where a trigger changed, and not where one came", async () => {
      const { id, inputs, outputs, provider } = await replay(issued + minute);
      const before = { ...inputs, rotationTriggers: { release: "1" } };
      const diff = async (rotationTriggers: object) => {
        const news = { ...inputs, rotationTriggers };
        await provider.check(before, news);
        return provider.diff(id, outputs, news);
      };
      expect(await diff({ release: "1", quarter: "3" })).toMatchObject({ changes: false });
      expect(await diff({ release: "2" })).toMatchObject({ changes: true, replaces: ["rotationTriggers"] });
    });

    test("is read: accepted, and then revoked, which the diff after it tells", async () => {
      const { accessToken, id, inputs, outputs, provider, server } = await replay(issued + minute);
      const accepted = await provider.read(id, outputs);
      expect(accepted).toEqual({ id, props: { ...absent(resource), ...outputs }, inputs: undefined });
      expect(await provider.diff(id, accepted.props, inputs)).toMatchObject({ changes: false, replaces: [] });
      await server.revoke(accessToken);
      const revoked = await provider.read(id, outputs);
      expect(revoked).toMatchObject({ id, props: { ...outputs, status: "revoked" } });
      expect(await provider.diff(id, revoked.props, inputs)).toMatchObject({ changes: true, replaces: ["status"] });
      // And the plan of the next run, in which the drift is in state.
      await provider.check(inputs, inputs);
      expect(await provider.diff(id, revoked.props, inputs)).toMatchObject({ changes: true, replaces: ["status"] });
      expect(said(provider)).toEqual([
        "info: no longer accepted by the vendor: it was revoked or ended early, or its account is locked",
      ]);
    });

    test("takes another credential without a request and without another token", async () => {
      const { id, inputs, outputs, provider, server } = await replay(issued + minute);
      const news = { ...inputs, ...recipe.credential };
      const stores = Object.keys(recipe.credential).every((name) => name in recordedArguments(vendorNamed(resource)));
      await provider.check(inputs, news);
      expect(await provider.diff(id, outputs, news)).toMatchObject({ changes: stores, replaces: [] });
      const kept = Object.entries(outputs).filter(([name]) => !(name in recipe.credential));
      expect((await provider.update(id, outputs, news)).outs).toEqual({
        ...absent(resource),
        ...Object.fromEntries(kept),
        ...(stores ? recipe.credential : {}),
      });
      expect(await server.log()).toHaveLength(1);
    });

    test("is deleted: revoked where the server can, else left to lapse, which is said", async () => {
      const { accessToken, id, outputs, provider, server } = await replay(issued + minute);
      await provider.delete(id, outputs);
      const sent = await requests(server);
      if (recipe.revocation === undefined) {
        expect(sent).toEqual([]);
        expect(said(provider)).toEqual([
          expect.stringMatching(`^info: token ${id} \\(ends ${expiresAt}\\) stays valid: .+ has no way to revoke it$`),
        ]);
      } else {
        expect(sent).toMatchObject([{ path: recipe.revocation, status: 200 }]);
        expect(JSON.stringify(sent)).toContain(secretHash(accessToken));
        expect(said(provider)).toEqual([]);
      }
      expect(provider.output).toBe("");
    });
  });

describe("what 0.1.0 left in state of an OAuth 2.0 server", () => {
  const recorded = recordedStates().find(({ version }) => version === "0.1.0")?.resources.OAuth2AccessToken;
  const recipe = recipes.OAuth2AccessToken as RecordedRecipe;

  /** The recorded resource with other inputs, which stand in its outputs too, at a time at which it is not due. */
  async function replay(server: RecordedServer, accessToken: string, args: object, outputs: object = {}) {
    const replayed = filled(recorded as RecordedResource, { endpoint: server.endpoint, accessToken });
    const offset = Math.round((Date.parse(String(replayed.outputs.issuedAt)) + 60_000 - Date.now()) / 1000);
    const provider = await start({ env: clock(`${offset} seconds`) });
    return {
      provider,
      id: replayed.id,
      inputs: { ...replayed.inputs, ...args },
      outputs: { ...replayed.outputs, ...args, ...outputs },
    };
  }

  test("is the same account with and without the slash at the end of tokenEndpoint", async () => {
    const server = await serve(recipe);
    const tokenEndpoint = `${server.endpoint}/token`;
    for (const [before, after] of [
      [tokenEndpoint, `${tokenEndpoint}/`],
      [`${tokenEndpoint}/`, tokenEndpoint],
    ]) {
      const { id, inputs, outputs, provider } = await replay(server, "a token", { tokenEndpoint: before });
      const { failures, inputs: news } = await provider.check(inputs, { ...inputs, tokenEndpoint: after });
      expect([failures, news.tokenEndpoint]).toEqual([[], after]);
      expect(await provider.diff(id, outputs, news)).toMatchObject({ changes: false, replaces: [] });
      expect(provider.logs).toEqual([]);
    }
  });

  test("ends with its refresh token: neither works afterwards", async () => {
    const server = await startOAuth2({ secrets: { "reports-post": "a-secret-that-was-recorded" } });
    closing(server, () => server.close());
    await server.control({ refreshTokens: true });
    const { clientId, clientSecret = "" } = server.credentials.clients["reports-post"] ?? {};
    const ask = async (form: Record<string, string>) => {
      const body = new URLSearchParams({ client_id: clientId ?? "", client_secret: clientSecret, ...form });
      const reply = await fetch(server.credentials.tokenEndpoint, { method: "POST", body });
      return { status: reply.status, body: (await reply.json()) as Record<string, string> };
    };
    const { access_token = "", refresh_token = "" } = (await ask({ grant_type: "client_credentials" })).body;
    const refresh = { grant_type: "refresh_token", refresh_token };
    expect((await ask(refresh)).status).toBe(200);

    const held = { endpoint: server.endpoint } as RecordedServer;
    const { id, outputs, provider } = await replay(held, access_token, {}, { refreshToken: refresh_token });
    await provider.delete(id, outputs);
    expect(await ask(refresh)).toMatchObject({ status: 400, body: { error: "invalid_grant" } });
    const headers = { authorization: `Bearer ${access_token}` };
    expect((await fetch(server.credentials.resource, { headers })).status).toBe(401);
    expect(provider.logs).toEqual([]);
  });
});
