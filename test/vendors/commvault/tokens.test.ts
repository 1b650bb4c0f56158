import { type HeldToken, type Owed, PartialChange } from "../../../provider/contract/token";
import { type CommvaultEmulator, startCommvault } from "../../../testing";
import { asked, commvault, held, lastTo, marker, operation, status } from "./setup";

let server: CommvaultEmulator;

beforeEach(async () => {
  server = await startCommvault();
});

afterEach(() => server.close());

const day = 86_400_000;
let count = 0;
const at = (args: object = {}, more: object = {}) => operation({ ...server.credentials, ...args }, more);

async function issued(args: object = {}): Promise<HeldToken> {
  const token = held(await commvault.issue(at(args, { nonce: String(++count).padStart(8, "0") })));
  await server.clearLog();
  return token;
}

const introspect = (token: HeldToken, args: object = {}, more: object = {}) =>
  commvault.introspect?.(at(args, more), token);
const revoke = (token: HeldToken, args: object = {}) => commvault.revoke?.(at(args), token);
const change = (token: HeldToken, args: object, owed: Partial<Owed>, more: object = {}) =>
  commvault.change?.(at(args, more), token, { renewal: false, changes: [], ...owed });

const denied = { errorCode: 5, errorMessage: "Access denied" };

describe("a refresh", () => {
  test("looks a token up by its id in the list of its owner", async () => {
    const token = await issued();
    expect(await introspect(token)).toEqual({ accepted: true, warnings: [] });
    expect(await asked(server)).toEqual(["GET /V4/AccessToken?userId=17"]);
  });

  test.each([{ enumsAsIntegers: true }, { enumsAsIntegers: false }])("is the same with %j", async (control) => {
    await server.control(control);
    expect(await introspect(await issued())).toMatchObject({ accepted: true });
  });

  test.each<[string, unknown]>([
    ["an empty list", { tokens: [], error: { errorCode: 0 } }],
    ["a list left out", { error: { errorCode: 0 } }],
  ])("%s means revoked where the server does not take the token either", async (_, body) => {
    const token = await issued();
    await server.control({ revoke: { token: token.accessToken } });
    await server.fault({ method: "GET", match: "/V4/AccessToken", body });
    expect(await introspect(token)).toEqual({ accepted: false });
    expect(await asked(server)).toEqual(["GET /V4/AccessToken?userId=17", "GET /V2/WhoAmI 401"]);
  });

  test("draws no conclusion from a list that lacks a token which the server takes", async () => {
    const token = await issued();
    await server.control({ hideTokens: true });
    await expect(introspect(token)).rejects.toThrow(/does not list token \d+, but still accepts it/);
    await expect(revoke({ ...token, id: "999" })).rejects.toThrow(/still accepts it/);
    expect(await status(server, token.accessToken)).toBe(200);
  });

  test("asks nothing of a scope that does not reach so far", async () => {
    const token = await issued({ accessTokenType: "OneTouch" });
    await server.control({ revoke: { token: token.accessToken } });
    expect(await introspect(token, { accessTokenType: "OneTouch" })).toEqual({ accepted: false });
    expect(await asked(server)).toEqual(["GET /V4/AccessToken?userId=17"]);
  });

  test.each<[string, object, string]>([
    ["an error at 200", { body: { error: { errorCode: 1, errorMessage: "No." } } }, "No."],
    ["an error at the top at 200", { body: { errorCode: 1, errorMessage: "No." } }, "No."],
    ["a page", { html: true }, "not JSON"],
    ["missing rights", { status: 403, body: denied }, "may lack the right"],
    ["a server without the route", { status: 404, body: "" }, "older than 11.38"],
    ["an error of the server", { status: 500, body: denied }, "answered 500"],
  ])("%s is an error, and leaves the token as it was", async (_, fault, message) => {
    const token = await issued();
    await server.fault({ method: "GET", match: "/V4/AccessToken", ...fault });
    await expect(introspect(token)).rejects.toMatchObject({
      code: "REQUEST_REFUSED",
      message: expect.stringContaining(message),
    });
  });

  test.each(["stable", "new"] as const)("sees that someone renewed the pair, its id being %s", async (idOnRenew) => {
    const token = await issued();
    await server.control({ idOnRenew, nextLifetime: 600, renew: { token: token.accessToken } });
    expect(await introspect(token)).toEqual({
      accepted: false,
      warnings: [expect.stringMatching(/someone renewed the pair, so the token in state no longer works/)],
    });
  });

  test("of a consumer's pair takes a renewal as it should be, whatever its id", async () => {
    const consumer = { renewedBy: "consumer" };
    const token = await issued(consumer);
    await server.control({ idOnRenew: "new", nextLifetime: 600, renew: { token: token.accessToken } });
    expect(await introspect(token, consumer)).toEqual({ accepted: true, warnings: [] });
    // Nobody renewed it for longer than a refresh token lives.
    expect(await introspect(token, consumer, { now: Date.now() + 15 * day })).toEqual({
      accepted: false,
      warnings: [expect.stringMatching(/its refresh token has expired since then/)],
    });
  });

  test("warns of live tokens with the mark of this resource, and leaves them alone", async () => {
    const [token, stray] = [await issued(), await issued()];
    const other = held(await commvault.issue(at({}, { marker: "ffffffff" })));
    const { warnings = [] } = (await introspect(token)) ?? {};
    expect(warnings).toEqual([
      expect.stringMatching(
        new RegExp(`^token ${stray.id} \\(listed as "pulumi-${marker}-\\d+", ends .* has the mark of this resource`),
      ),
    ]);
    expect(await introspect(token, {}, { now: Date.now() + 91 * day })).toMatchObject({ warnings: [] });
    const sparing = { ...token, state: { ...token.state, onReplace: "expire" } };
    expect(await introspect(sparing)).toMatchObject({ warnings: [] });
    for (const { accessToken } of [stray, other]) expect(await status(server, accessToken)).toBe(200);
  });
});

describe("an adoption", () => {
  const adopt = (token: HeldToken, args: object = {}) => introspect({ ...token, state: {} }, args);

  test("takes what the list tells", async () => {
    const token = await issued();
    expect(await adopt(token)).toEqual({
      accepted: true,
      warnings: [],
      issuedAt: undefined,
      expiresAt: Date.parse(String(token.state.expiresAt)),
      outputs: { listedName: token.state.listedName, ownerId: 17, accessTokenExpiresAt: undefined },
    });
    expect(await asked(server)).toEqual(["GET /V4/AccessToken", "GET /V2/WhoAmI"]);
  });

  test("takes the end and the start of a token of days from the list", async () => {
    const days = { accessTokenType: "MS_SCIM" };
    const token = await issued(days);
    expect(await adopt(token, days)).toMatchObject({
      accepted: true,
      issuedAt: expect.any(Number),
      expiresAt: Date.parse(String(token.state.expiresAt)),
      warnings: [expect.stringContaining("could not be verified")],
    });
  });

  test("refuses a value that is not the token's, another type and another scope", async () => {
    const token = await issued();
    expect(await adopt({ ...token, accessToken: "something-else" })).toMatchObject({ accepted: false });
    const custom = { accessTokenType: "CUSTOM", apiEndpoints: ["/Job"] };
    await expect(adopt(token, custom)).rejects.toThrow("has the type ALL, but accessTokenType is CUSTOM");
    const narrow = await issued(custom);
    await expect(adopt(narrow, { ...custom, apiEndpoints: ["/Client"] })).rejects.toThrow("has the apiEndpoints /Job");
  });
});

describe("a change in place", () => {
  const custom = { accessTokenType: "CUSTOM", apiEndpoints: ["/Job"] };
  const wider = { accessTokenType: "CUSTOM", apiEndpoints: ["/Job", "/Client"] };
  const now = Date.now();
  const inSeconds = Math.floor(now / 1000);

  test.each<[string, object, object, string[], object]>([
    ["the name", {}, { tokenName: "nightly" }, ["tokenName"], { tokenName: `nightly-${marker}-12345678` }],
    ["the scope", custom, wider, ["apiEndpoints"], { apiEndpoints: ["/Client", "/Job"] }],
    ["addresses", {}, { allowedIPs: ["10.0.0.0/8"] }, ["allowedIPs"], { allowedIPs: ["10.0.0.0/8"] }],
    ["addresses that are taken away", {}, {}, ["allowedIPs"], { allowedIPs: [] }],
    [
      "the end of renewals",
      {},
      { renewableUntil: "30 days" },
      ["renewableUntil"],
      { renewableUntilTimestamp: inSeconds + 30 * 86_400 },
    ],
    [
      "that end taken away, as the usual one",
      {},
      {},
      ["renewableUntil"],
      { renewableUntilTimestamp: inSeconds + 90 * 86_400 },
    ],
    [
      "the end of a token of days",
      { accessTokenType: "MS_SCIM" },
      { accessTokenType: "MS_SCIM", tokenExpiry: "60 days" },
      ["tokenExpiry"],
      { tokenExpiryTimestamp: inSeconds + 60 * 86_400 },
    ],
  ])("sends %s alone, and looks at the list", async (_, before, after, changes, body) => {
    const token = await issued(before);
    await change(token, after, { changes }, { now });
    expect((await lastTo(server, `/V4/AccessToken/${token.id}`)).body).toEqual(body);
    expect(await asked(server)).toEqual([`PUT /V4/AccessToken/${token.id}`, "GET /V4/AccessToken?userId=17"]);
  });

  test("of the scope holds for the token that exists", async () => {
    const token = await issued(custom);
    expect(await status(server, token.accessToken, "/Client")).toBe(401);
    expect(await change(token, wider, { changes: ["apiEndpoints"] })).toEqual({ outputs: {} });
    expect(await status(server, token.accessToken, "/Client")).toBe(200);
  });

  test.each<[string, object, object, object]>([
    ["of a pair replaced by Pulumi", {}, { renewableUntil: "30 days" }, {}],
    [
      "of a consumer's pair",
      { renewedBy: "consumer" },
      { renewedBy: "consumer", renewableUntil: "30 days" },
      { renewed: true, expiresAt: 30 },
    ],
    [
      "by a date",
      { renewedBy: "consumer" },
      { renewedBy: "consumer", renewableUntil: "DATE" },
      { renewed: false, expiresAt: 20 },
    ],
  ])("of an end %s says what becomes of the end in state", async (_, before, after, expected) => {
    const token = await issued(before);
    const date = new Date((inSeconds + 20 * 86_400) * 1000).toISOString();
    const args = Object.fromEntries(
      Object.entries(after).map(([name, value]) => [name, value === "DATE" ? date : value]),
    );
    const { expiresAt, renewed } = (await change(token, args, { changes: ["renewableUntil"] })) ?? {};
    const days = typeof expiresAt === "number" ? Math.round((expiresAt - Date.now()) / day) : undefined;
    expect({ renewed, expiresAt: days }).toEqual({ renewed: undefined, expiresAt: undefined, ...expected });
  });

  test("that a server carried out although its reply was lost is not refused for it", async () => {
    const token = await issued();
    await server.fault({ method: "PUT", cut: "after" });
    await server.fault({
      method: "PUT",
      body: { error: { errorCode: 1, errorMessage: "Token name already present" } },
    });
    const changed = await change(token, { tokenName: "nightly" }, { changes: ["tokenName"] });
    expect(changed).toEqual({ outputs: { listedName: `nightly-${marker}-12345678` } });
    expect(await asked(server)).toHaveLength(3);
  });

  test.each<[string, object, string]>([
    ["at 200", { body: { error: { errorCode: 1, errorMessage: "No." } } }, "No."],
    ["at 400", { status: 400, body: { errorCode: 1, errorMessage: "No." } }, "No."],
    ["for missing rights", { status: 403, body: denied }, "may lack the right"],
    ["by a server in trouble", { status: 500, body: denied }, "answered 500"],
  ])("refused %s is an error", async (_, fault, message) => {
    const token = await issued();
    await server.fault({ method: "PUT", ...fault });
    await expect(change(token, { allowedIPs: "10.0.0.1" }, { changes: ["allowedIPs"] })).rejects.toThrow(message);
  });

  test("that took the scope away is mended, and one that cannot be is an error", async () => {
    const token = await issued(custom);
    const entry = { accessTokenId: Number(token.id), tokenName: `nightly-${marker}-12345678`, apiEndpoints: [] };
    const wiped = { method: "GET", match: "/V4/AccessToken", body: { tokens: [entry] } };
    await server.fault(wiped);
    const args = { ...custom, tokenName: "nightly" };
    await change(token, args, { changes: ["tokenName"] });
    expect((await lastTo(server, `/${token.id}`)).body).toMatchObject({ apiEndpoints: ["/Job"] });
    await server.fault({ ...wiped, count: 2 });
    await expect(change(token, args, { changes: ["tokenName"] })).rejects.toMatchObject({
      code: "REPLY_LOST",
      message: expect.stringContaining("other apiEndpoints"),
    });
  });

  test.each([404, 400, 200] as const)("of a token that is gone tells so, the status being %d", async (unknownId) => {
    const token = await issued();
    await server.control({ revoke: { token: token.accessToken }, unknownId });
    const error = await change(token, { tokenName: "x" }, { changes: ["tokenName"] })?.catch((thrown) => thrown);
    expect(error).toBeInstanceOf(PartialChange);
    expect(error).toMatchObject({ message: expect.stringContaining("it was revoked"), changed: { accepted: false } });
  });

  test("follows a token whose id changed with a renewal, by its name", async () => {
    const token = await issued({ renewedBy: "consumer" });
    await server.control({ idOnRenew: "new", renew: { token: token.accessToken } });
    await change(token, { renewedBy: "consumer", tokenName: "nightly" }, { changes: ["tokenName"] });
    const requests = await asked(server);
    expect(requests[0]).toBe(`PUT /V4/AccessToken/${token.id} 404`);
    expect(requests[2]).toBe(`PUT /V4/AccessToken/${Number(token.id) + 1}`);
  });
});

describe("an extension for a consumer", () => {
  const consumer = { renewedBy: "consumer", renewableUntil: "30 days" };

  test("asks for the same time again, from now", async () => {
    const token = await issued(consumer);
    const later = Date.now() + 20 * day;
    const changed = await change(token, consumer, { renewal: true }, { now: later });
    const end = Math.floor((later + 30 * day) / 1000) * 1000;
    expect(changed).toEqual({ outputs: {}, renewed: true, expiresAt: end, warnings: [] });
    expect(await asked(server)).toEqual([`PUT /V4/AccessToken/${token.id}`, "GET /V4/AccessToken?userId=17"]);
  });

  test("never shows the pair to the server, nor the refresh token in any request", async () => {
    const token = await issued(consumer);
    await change(token, consumer, { renewal: true, changes: ["allowedIPs"] }, { now: Date.now() + day });
    await introspect(token, consumer);
    await revoke(token, consumer);
    const log = JSON.stringify(await server.log());
    expect(log).not.toMatch(/AccessToken.Renew/i);
    expect(log).not.toMatch(/refreshToken/);
  });

  test.each<[string, object]>([
    ["that is refused", { clampEnds: false }],
    ["that is cut to no later end", { clampEnds: true }],
  ])("%s leaves the token, and has it replaced", async (_, control) => {
    const token = await issued(consumer);
    await server.control({ longestRenewable: 86_400, ...control });
    const changed = await change(token, consumer, { renewal: true }, { now: Date.now() + 20 * day });
    expect(changed).toEqual({
      outputs: { extensionRefused: true },
      warnings: [expect.stringMatching(/does not extend the time .* so the next run replaces it$/)],
    });
    expect(await status(server, token.accessToken)).toBe(200);
  });

  test("that is due with a change is sent after it, and one that fails leaves the change recorded", async () => {
    const token = await issued(consumer);
    const args = { ...consumer, tokenName: "nightly" };
    await server.fault({ method: "PUT", headers: { "x-first": "1" } });
    await server.fault({ method: "PUT", status: 403, body: denied });
    const owed = { renewal: true, changes: ["tokenName"] };
    const error = await change(token, args, owed, { now: Date.now() + day })?.catch((thrown) => thrown);
    expect(error).toBeInstanceOf(PartialChange);
    expect(error.changed).toEqual({ outputs: { listedName: `nightly-${marker}-12345678` } });
  });
});

describe("a revocation", () => {
  test("of a listed token that is gone meanwhile does nothing, and asks nothing with the token, which nobody has", async () => {
    const [token, other] = [await issued(), await issued()];
    const [listed] = (await commvault.list?.(at(), [{ ownerId: 17 }])) ?? [];
    expect(listed).toMatchObject({ id: token.id, name: token.state.listedName, outputs: { ownerId: 17 } });
    await revoke(token);
    await server.clearLog();
    expect(await revoke({ id: token.id, accessToken: "", state: { ...listed?.outputs } })).toBe(true);
    expect(await asked(server)).toEqual([`DELETE /V4/AccessToken/${token.id} 404`, "GET /V4/AccessToken?userId=17"]);
    expect(await status(server, other.accessToken)).toBe(200);
  });

  test("deletes by the id, and believes the reply", async () => {
    const token = await issued();
    expect(await revoke(token)).toBe(true);
    expect(await asked(server)).toEqual([`DELETE /V4/AccessToken/${token.id}`]);
    expect(await status(server, token.accessToken)).toBe(401);
  });

  test.each([404, 400, 200] as const)("of a token that is gone is done, the status being %d", async (unknownId) => {
    const token = await issued();
    await server.control({ revoke: { token: token.accessToken }, unknownId });
    expect(await revoke(token)).toBe(true);
    expect(await asked(server)).toEqual([
      `DELETE /V4/AccessToken/${token.id}${unknownId === 200 ? "" : ` ${unknownId}`}`,
      "GET /V4/AccessToken?userId=17",
      "GET /V2/WhoAmI 401",
    ]);
  });

  test("whose reply was lost is repeated, and then finds the token gone", async () => {
    const token = await issued();
    await server.fault({ method: "DELETE", cut: "after" });
    expect(await revoke(token)).toBe(true);
    expect(await status(server, token.accessToken)).toBe(401);
  });

  test("finds a token whose id changed by its exact name", async () => {
    const token = await issued();
    await server.control({ idOnRenew: "new", renew: { token: token.accessToken } });
    expect(await revoke(token)).toBe(true);
    expect((await asked(server)).at(-1)).toBe(`DELETE /V4/AccessToken/${Number(token.id) + 1}`);
  });

  test("never takes a name that is only like it", async () => {
    const token = await issued();
    const nonce = `${String(token.state.listedName).split("-").at(-1)}2`;
    const other = held(await commvault.issue(at({}, { nonce })));
    expect(other.state.listedName).toBe(`${token.state.listedName}2`);
    await server.control({ revoke: { token: token.accessToken } });
    expect(await revoke(token)).toBe(true);
    expect(await status(server, other.accessToken)).toBe(200);
  });

  test.each<[string, object, string]>([
    ["for missing rights", { status: 403, body: denied }, "may lack the right"],
    ["by an error at 200", { body: { errorCode: 9, errorMessage: "No." } }, "No."],
    ["by a server in trouble", { status: 500, body: denied }, "answered 500"],
    ["by a page", { html: true }, "not JSON"],
  ])("refused %s is an error, and the token lives", async (_, fault, message) => {
    const token = await issued();
    await server.fault({ method: "DELETE", ...fault });
    await expect(revoke(token)).rejects.toThrow(message);
    expect(await status(server, token.accessToken)).toBe(200);
  });
});
