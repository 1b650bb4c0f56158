import { PartialChange } from "../../../provider/contract/token";
import { sameIdentity } from "../../../provider/credentials/set";
import type { HttpRequest } from "../../../provider/transport/message";
import { SessionLapsed } from "../../../provider/transport/sessions";
import { cohesityApiKey } from "../../../provider/vendors/cohesity/api-key";
import { type CohesityEmulator, startCohesity, startHelios } from "../../../testing";
import { type Answer, answered, headersOf, now, real } from "../../support/checks/operation";

const endpoint = "https://cluster.example.com";
const adminApiKey = "11111111-2222-3333-4444-555555555555";
const secret = "12345678-abcd-1234-abcd-123456789012";
const owner = "S-1-100-21-11111111-22222222-1";
const other = "S-1-100-21-33333333-44444444-1";
const admin = { endpoint, adminApiKey };
const keys = `${endpoint}/v2/users/${owner}/api-keys`;
const day = 86_400_000;
const whose = `${endpoint}/irisservices/api/v1/public/sessionUser`;

const user: Answer = { body: { username: "svc-pulumi", domain: "LOCAL", sid: owner } };
const key = {
  id: "8f0c2a3e-0001",
  name: "migration",
  isActive: true,
  isExpired: false,
  userSid: owner,
  createdByUserSid: owner,
  createdTimeMsecs: 1_795_300_000_000,
  lastRotatedTimeMsecs: null as number | null,
  expiryTimeMsecs: null as number | null,
};
const created: Answer = { status: 201, body: { ...key, apiKey: secret } };
const unknown: Answer = { status: 404, body: { errorCode: "KEntityNotExist", message: "API Key does not exist" } };
const listed = (...apiKeys: object[]): Answer => ({ body: { apiKeys } });
const state = {
  accessToken: secret,
  issuedAt: new Date(now - 10 * day).toISOString(),
  expiresAt: new Date(now + 20 * day).toISOString(),
  ownerSid: owner,
  createdByUserSid: owner,
  listedName: "migration-aaaa-bbbb",
};
const held = { id: key.id, accessToken: secret, state };

/** An operation that is answered in turn; `lost` stands for a reply that does not arrive. */
function asked(args: object, ...answers: Answer[]) {
  const recorded = answered(cohesityApiKey, { ...admin, ...args }, ...answers);
  const requests = () => recorded.sent.map(({ method, url }) => `${method} ${url.replace(endpoint, "")}`);
  return { ...recorded, requests };
}

function bodyOf(request: HttpRequest | undefined): unknown {
  return request?.json === undefined ? undefined : JSON.parse(JSON.stringify(request.json));
}

async function failure(run: Promise<unknown> | undefined): Promise<Error & { code?: string; changed?: unknown }> {
  const error = await Promise.resolve(run).then(
    () => Promise.reject(new Error("it did not fail")),
    (thrown) => thrown,
  );
  for (const hidden of [adminApiKey, secret]) expect(error.message).not.toContain(hidden);
  return error;
}

const short = (path: string) =>
  path.replace(keys.replace(endpoint, ""), "KEYS").replace(whose.replace(endpoint, ""), "USER");

describe("issue", () => {
  test("is POST /v2/users/{sid}/api-keys with the admin's key, and is not sent again", async () => {
    const { operation, sent } = asked({ userSid: owner, name: "migration" }, created);
    const issued = await cohesityApiKey.issue(operation);
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({ method: "POST", url: keys, idempotent: false });
    expect(headersOf(sent[0] as HttpRequest)).toEqual({ apikey: adminApiKey });
    expect(bodyOf(sent[0])).toEqual({
      name: expect.stringMatching(/^migration-.+-0000a001$/),
      isActive: true,
      expiryTimeMsecs: null,
    });
    expect(issued).toEqual({
      accessToken: secret,
      id: key.id,
      issuedAt: now,
      expiresAt: undefined,
      outputs: {
        listedName: (bodyOf(sent[0]) as { name: string }).name,
        ownerSid: owner,
        createdByUserSid: owner,
      },
    });
  });

  test.each<[string, string, number]>([
    ["a duration counts from issue", "30 days", now + 30 * day],
    ["an ISO duration too", "P30D", now + 30 * day],
    ["a date is midnight in UTC", "2031-01-31", Date.UTC(2031, 0, 31)],
    ["a date and time is what it says", "2031-01-31T12:00:00+02:00", Date.UTC(2031, 0, 31, 10)],
  ])("%s, and is sent in milliseconds", async (_, expiryTime, expiryTimeMsecs) => {
    const answer = { status: 201, body: { ...key, apiKey: secret, expiryTimeMsecs } };
    const { operation, sent } = asked({ userSid: owner, expiryTime, isActive: false }, answer);
    expect(await cohesityApiKey.issue(operation)).toMatchObject({ expiresAt: expiryTimeMsecs });
    expect(bodyOf(sent[0])).toMatchObject({ expiryTimeMsecs, isActive: false });
  });

  test.each(["1 month", "2031-13-01", "2031-01-31T12:00:00", "tomorrow", "0 days", "1798761600000"])(
    "takes no end like %s",
    (expiryTime) => {
      expect(cohesityApiKey.arguments.expiryTime?.type.safeParse(expiryTime).success).toBe(false);
    },
  );

  test("an end that is past is refused before anything is sent", async () => {
    const { operation, sent } = asked({ userSid: owner, expiryTime: "2020-01-31" });
    expect(await failure(cohesityApiKey.issue(operation))).toMatchObject({
      code: "NOT_SENT",
      message: expect.stringContaining("expiryTime asks for an end that has passed"),
    });
    expect(sent).toEqual([]);
  });

  test("an end that the server cut short is the end", async () => {
    const answer = { status: 201, body: { ...key, apiKey: secret, expiryTimeMsecs: now + day } };
    const { operation } = asked({ userSid: owner, expiryTime: "30 days" }, answer);
    expect(await cohesityApiKey.issue(operation)).toMatchObject({ expiresAt: now + day });
  });

  test("finds the owner's SID by GET sessionUser where none is given, and records it", async () => {
    const { operation, requests, sent } = asked({}, user, created);
    expect(await cohesityApiKey.issue(operation)).toMatchObject({ outputs: { ownerSid: owner } });
    expect(requests().map(short)).toEqual(["GET USER", "POST KEYS"]);
    expect(headersOf(sent[0] as HttpRequest)).toEqual({ apikey: adminApiKey });
  });

  test("asks for the SID where the system does not tell", async () => {
    const { operation } = asked({}, { body: { username: "svc-pulumi" } });
    expect((await failure(cohesityApiKey.issue(operation))).message).toContain(
      "Give the SID of the key's owner as userSid",
    );
  });

  test("goes by a login in version 2 where no key of the admin is given", async () => {
    const login = {
      endpoint,
      adminApiKey: undefined,
      username: "svc-pulumi",
      password: "svc-password",
      domain: "corp",
    };
    const token: Answer = { status: 201, body: { accessToken: "bearer-token", tokenType: "Bearer" } };
    const { operation, sent } = asked({ ...login, userSid: owner }, token, created);
    await cohesityApiKey.issue(operation);
    expect(sent[0]).toMatchObject({ method: "POST", url: `${endpoint}/v2/access-tokens`, idempotent: false });
    expect(bodyOf(sent[0])).toEqual({ username: "svc-pulumi", password: "svc-password", domain: "corp" });
    expect(headersOf(sent[1] as HttpRequest)).toEqual({ authorization: "Bearer bearer-token" });
  });

  test("goes by the admin's key where there is a login beside it", async () => {
    const { operation, sent } = asked({ username: "svc-pulumi", password: "svc-password", userSid: owner }, created);
    await cohesityApiKey.issue(operation);
    expect(sent).toHaveLength(1);
    expect(headersOf(sent[0] as HttpRequest)).toEqual({ apikey: adminApiKey });
  });

  test("at Helios names the cluster and the region in headers", async () => {
    const routing = { accessClusterId: "9223372036854775807", regionId: "us-east-1" };
    const helios = { system: "helios", endpoint: "https://helios.cohesity.com" };
    const { operation, sent } = asked({ ...helios, ...routing, userSid: owner }, created);
    await cohesityApiKey.issue(operation);
    expect(sent[0]?.url).toBe(`https://helios.cohesity.com/v2/users/${owner}/api-keys`);
    expect(sent[0]?.headers).toEqual({ apiKey: adminApiKey, ...routing });
  });

  test.each<[string, Answer, string]>([
    ["401", { status: 401, body: { message: "Authentication failed: Invalid API Key" } }, "CREDENTIAL_REFUSED"],
    ["403", { status: 403, body: { errorCode: "KPrivilegeError", message: "No" } }, "REQUEST_REFUSED"],
    ["400", { status: 400, body: { errorCode: "KValidationError", message: "No" } }, "REQUEST_REFUSED"],
    ["500", { status: 500, body: "" }, "REQUEST_REFUSED"],
  ])("%s is told", async (status, answer, code) => {
    const { operation } = asked({ userSid: owner }, answer);
    expect(await failure(cohesityApiKey.issue(operation))).toMatchObject({
      code,
      message: expect.stringContaining(`Cohesity answered ${status}`),
    });
  });

  test("a login session that lapsed says so, for it to be opened once more", async () => {
    const token: Answer = { status: 201, body: { accessToken: "bearer-token" } };
    const login = { adminApiKey: undefined, username: "svc-pulumi", password: "svc-password", userSid: owner };
    const { operation } = asked(login, token, { status: 401, body: { message: "Token expired" } });
    expect(await failure(cohesityApiKey.issue(operation))).toBeInstanceOf(SessionLapsed);
  });

  test("a login where session management is on points to the admin's key", async () => {
    const login = { adminApiKey: undefined, username: "svc-pulumi", password: "svc-password", userSid: owner };
    const { operation } = asked(login, {
      status: 400,
      body: { errorCode: "KValidationError", message: "Access denied" },
    });
    expect((await failure(cohesityApiKey.issue(operation))).message).toContain(
      "Give adminApiKey instead of the login.",
    );
  });
});

describe("a lost reply to an issue", () => {
  const lost: Answer = { status: 201, body: "<html>Welcome</html>" };
  const name = /"(pulumi-[^"]*-0000a001)"/;

  test("is found by its exact name, deleted and reported", async () => {
    const args = { userSid: owner };
    const { operation: first, sent } = asked(args, created);
    await cohesityApiKey.issue(first);
    const listedName = (bodyOf(sent[0]) as { name: string }).name;
    const near = [
      { ...key, id: "near", name: `${listedName}2` },
      { ...key, id: "far", name: "admin" },
    ];
    const answers = [lost, listed(...near, { ...key, id: "mine", name: listedName }), { status: 204 }];
    const { operation, requests } = asked(args, ...answers);
    const { message } = await failure(cohesityApiKey.issue(operation));
    expect(message).toContain("that it issued was found and deleted. Run again.");
    expect(message).toMatch(name);
    expect(requests().map(short)).toEqual(["POST KEYS", "GET KEYS", "DELETE KEYS/mine"]);
  });

  test("whose key is not listed may still appear, and its name is told", async () => {
    const { operation } = asked({ userSid: owner }, lost, listed());
    const { code, message } = await failure(cohesityApiKey.issue(operation));
    expect(code).toBe("REPLY_LOST");
    expect(message).toMatch(name);
    expect(message).toContain("it may still appear. Delete it");
  });

  test("whose key could not be deleted is told with its name and how to delete it", async () => {
    const { operation } = asked({ userSid: owner }, lost, { status: 503 });
    const { code, message } = await failure(cohesityApiKey.issue(operation));
    expect(code).toBe("REPLY_LOST");
    expect(message).toMatch(name);
    expect(message).toContain("it was not deleted: Cohesity answered 503");
    expect(message).toContain("Settings, Access Management, API Keys");
  });

  test.each<[string, object]>([
    ["id", { apiKey: secret }],
    ["key", { id: "8f0c2a3e-0001" }],
  ])("is one without the %s too", async (_, body) => {
    const { operation, requests } = asked({ userSid: owner }, { status: 201, body }, listed());
    expect(await failure(cohesityApiKey.issue(operation))).toMatchObject({ code: "REPLY_LOST" });
    expect(requests().map(short)).toEqual(["POST KEYS", "GET KEYS"]);
  });
});

describe("introspection", () => {
  const introspect = async (args: object, token: object, ...answers: Answer[]) => {
    // The list in which stray keys are looked for is not of interest here.
    const { operation, requests, sent } = asked(args, ...answers, listed());
    const observation = await cohesityApiKey.introspect?.(operation, { ...held, ...token });
    return { accepted: observation?.accepted, observation, requests: requests().map(short), sent };
  };

  test("is GET of the key by its owner and id, with the admin's credential and not the key itself", async () => {
    const { requests, sent } = await introspect({}, {}, { body: key });
    expect(requests).toEqual([`GET KEYS/${key.id}`, "GET KEYS"]);
    expect(headersOf(sent[0] as HttpRequest)).toEqual({ apikey: adminApiKey });
    expect(sent[0]).toMatchObject({ idempotent: true });
    expect(cohesityApiKey.introspectsWith).toBe("credential");
  });

  test.each<[string, object, object, object, boolean]>([
    ["one that is as it was", {}, {}, {}, true],
    ["one that is inactive", {}, {}, { isActive: false }, false],
    ["one that is to be inactive", { isActive: false }, {}, { isActive: false }, true],
    ["one that is active although it is to be inactive", { isActive: false }, {}, { isActive: true }, true],
    ["one that has expired", {}, {}, { isExpired: true }, false],
    ["one that someone else rotated", {}, {}, { lastRotatedTimeMsecs: 5 }, false],
    ["one that was rotated here", {}, { lastRotatedTimeMsecs: 5 }, { lastRotatedTimeMsecs: 5 }, true],
    [
      "one that was rotated here and then elsewhere",
      {},
      { lastRotatedTimeMsecs: 5 },
      { lastRotatedTimeMsecs: 6 },
      false,
    ],
    [
      "one whose rotation here told no time",
      {},
      { renewedAt: new Date(now).toISOString() },
      { lastRotatedTimeMsecs: 5 },
      true,
    ],
  ])("of %s", async (_, args, recorded, shown, accepted) => {
    const result = await introspect(args, { state: { ...state, ...recorded } }, { body: { ...key, ...shown } });
    expect(result.accepted).toBe(accepted);
  });

  test.each([404, 400])("%d is absence once the list confirms it", async (status) => {
    const answer = { ...unknown, status };
    expect(await introspect({}, {}, answer, listed({ ...key, id: "other" }), user)).toMatchObject({
      accepted: false,
      requests: [`GET KEYS/${key.id}`, "GET KEYS", "GET USER"],
    });
  });

  test("a key that is in the list although it was not found is an error", async () => {
    expect(await failure(introspect({}, {}, unknown, listed(key), user))).toMatchObject({ code: "REQUEST_REFUSED" });
  });

  test("the absence of a user's list is that of its keys", async () => {
    expect(await introspect({}, {}, unknown, unknown, user)).toMatchObject({ accepted: false });
  });

  test("a credential of a user who neither has the key nor made it tells nothing by not finding it", async () => {
    const stranger: Answer = { body: { sid: other } };
    expect(await failure(introspect({}, {}, unknown, listed(), stranger))).toMatchObject({
      code: "CREDENTIAL_OF_ANOTHER_IDENTITY",
      message: expect.stringMatching(new RegExp(`${owner}.*${other}`)),
    });
    const maker = { state: { ...state, createdByUserSid: other } };
    expect(await introspect({}, maker, unknown, listed(), stranger)).toMatchObject({ accepted: false });
  });

  test.each<[string, Answer]>([
    ["403", { status: 403, body: { errorCode: "KPrivilegeError" } }],
    ["500", { status: 500 }],
    ["429", { status: 429, body: "Too Many Requests" }],
    ["a page", { status: 200, body: "<html>Welcome</html>" }],
  ])("%s tells nothing of the key", async (_, answer) => {
    await failure(introspect({}, {}, answer, listed(), user));
  });

  test("a list that is no list tells nothing of the key", async () => {
    await failure(introspect({}, {}, unknown, { body: { error: "hm" } }, user));
  });

  test("401 is a refusal of the admin's key", async () => {
    const refused: Answer = { status: 401, body: { errorCode: "KStatusUnauthorized", message: "Invalid API Key" } };
    expect(await failure(introspect({}, {}, refused))).toMatchObject({ code: "CREDENTIAL_REFUSED" });
  });
});

describe("a stray key", () => {
  const observe = async (...answers: Answer[]) => {
    const { operation } = asked({}, { body: key }, ...answers);
    const mark = `-${operation.marker}-`;
    return { observation: await cohesityApiKey.introspect?.(operation, held), mark };
  };

  test("with the mark of the resource is told, with how to revoke it", async () => {
    const { mark } = await observe(listed());
    const stray = { ...key, id: "stray-1", name: `migration${mark}0000c001` };
    const { observation } = await observe(
      listed({ ...key, name: `migration${mark}0000c002` }, stray, { ...key, id: "3" }),
    );
    expect(observation).toMatchObject({ accepted: true });
    expect(observation?.warnings).toEqual([
      expect.stringMatching(/^token stray-1 .* has the mark of this resource .* status --orphans/),
    ]);
  });

  test("is not looked for where the list is not given", async () => {
    expect((await observe({ status: 403 })).observation).toMatchObject({ accepted: true, warnings: [] });
  });
});

describe("the adoption of a key", () => {
  const adopt = async (id: string, ...answers: Answer[]) => {
    const { operation, requests, sent } = asked({}, ...answers);
    const observation = await cohesityApiKey.introspect?.(operation, { id, accessToken: secret, state: {} });
    return { observation, requests: requests().map(short), sent };
  };

  test("asks the key itself whose it is, then reads it with the admin's", async () => {
    const shown = { ...key, expiryTimeMsecs: now + day, lastRotatedTimeMsecs: 5 };
    const { observation, requests, sent } = await adopt(key.id, user, { body: shown });
    expect(requests).toEqual(["GET USER", `GET KEYS/${key.id}`]);
    expect(sent.map((request) => headersOf(request).apikey)).toEqual([secret, adminApiKey]);
    expect(observation).toEqual({
      accepted: true,
      issuedAt: key.createdTimeMsecs,
      expiresAt: now + day,
      outputs: { listedName: "migration", ownerSid: owner, createdByUserSid: owner, lastRotatedTimeMsecs: 5 },
      warnings: [],
    });
  });

  test("is refused to a key of another user than the one asked for", async () => {
    const { operation } = asked({ userSid: other }, user);
    const adopting = cohesityApiKey.introspect?.(operation, { id: key.id, accessToken: secret, state: {} });
    expect((await failure(adopting)).message).toContain(`belongs to the user ${owner}, not to the user in userSid`);
  });

  test("is refused to a key that is not accepted, or whose id is not given", async () => {
    expect((await adopt(key.id, { status: 401, body: {} })).observation).toEqual({ accepted: false });
    expect((await failure(adopt("", user))).message).toContain("give adopt.id");
  });
});

describe("a change in place", () => {
  const change = (
    args: object,
    owed: { renewal?: boolean; changes?: string[] },
    recorded: object,
    ...answers: Answer[]
  ) => {
    const { operation, requests, sent } = asked(args, ...answers);
    const token = { ...held, state: { ...state, ...recorded } };
    const changed = cohesityApiKey.change?.(operation, token, { renewal: false, changes: [], ...owed });
    return { changed: changed as NonNullable<typeof changed>, requests: () => requests().map(short), sent };
  };
  const updated = (shown: object = {}): Answer => ({ body: { ...key, ...shown } });
  const put = `PUT KEYS/${key.id}`;

  test("of the end is PUT with all that a key has; a duration counts from issue", async () => {
    const expiryTimeMsecs = now + 50 * day;
    const answer = updated({ expiryTimeMsecs });
    const { changed, requests, sent } = change({ expiryTime: "60 days" }, { changes: ["expiryTime"] }, {}, answer);
    expect(await changed).toEqual({ expiresAt: expiryTimeMsecs, outputs: { listedName: state.listedName } });
    expect(requests()).toEqual([put]);
    expect(sent[0]).toMatchObject({ idempotent: true });
    expect(bodyOf(sent[0])).toEqual({ name: state.listedName, isActive: true, expiryTimeMsecs });
  });

  test("takes the end away where none is asked for any more", async () => {
    const { changed, sent } = change({}, { changes: ["expiryTime"] }, {}, updated());
    expect(await changed).toMatchObject({ expiresAt: null });
    expect(bodyOf(sent[0])).toMatchObject({ expiryTimeMsecs: null });
  });

  test("of the name keeps the end, which it reads first", async () => {
    const read = updated({ expiryTimeMsecs: now + day });
    const { changed, requests, sent } = change(
      { name: "other", isActive: false },
      { changes: ["name"] },
      {},
      read,
      read,
    );
    const { outputs } = await changed;
    expect(requests()).toEqual([`GET KEYS/${key.id}`, put]);
    expect(bodyOf(sent[1])).toEqual({
      name: expect.stringMatching(/^other-.+-0000a001$/),
      isActive: false,
      expiryTimeMsecs: now + day,
    });
    expect(outputs).toEqual({ listedName: (bodyOf(sent[1]) as { name: string }).name });
    expect(await changed).toMatchObject({ expiresAt: now + day });
  });

  test("of activity keeps name and end", async () => {
    const { changed, sent } = change({ isActive: false }, { changes: ["isActive"] }, {}, updated(), updated());
    await changed;
    expect(bodyOf(sent[1])).toEqual({ name: state.listedName, isActive: false, expiryTimeMsecs: null });
  });

  test("to an end that is past for this key is refused before anything is sent", async () => {
    const { changed, sent } = change({ expiryTime: "1 day" }, { changes: ["expiryTime"] }, {});
    expect((await failure(changed)).message).toContain("counts from the issue or the renewal of the token");
    expect(sent).toEqual([]);
  });

  const fresh = "99999999-abcd-1234-abcd-123456789012";
  const rotated = updated({ apiKey: fresh, lastRotatedTimeMsecs: 7 });
  const renewal = { renewal: true };

  test("that renews rotates, then sets the end, which counts from the rotation", async () => {
    const expiryTimeMsecs = now + 30 * day;
    const answer = updated({ expiryTimeMsecs, lastRotatedTimeMsecs: 7 });
    const { changed, requests, sent } = change({ expiryTime: "30 days" }, renewal, {}, rotated, answer);
    expect(await changed).toEqual({
      accessToken: fresh,
      renewed: true,
      expiresAt: expiryTimeMsecs,
      outputs: { lastRotatedTimeMsecs: 7, listedName: state.listedName },
    });
    expect(requests()).toEqual([`POST KEYS/${key.id}/rotate`, put]);
    expect(sent[0]).toMatchObject({ idempotent: false });
    expect(sent[0]?.json).toBeUndefined();
    expect(bodyOf(sent[1])).toMatchObject({ expiryTimeMsecs });
  });

  test("whose second step fails keeps what the first one gave, and says what is left", async () => {
    const { changed } = change({ expiryTime: "30 days" }, renewal, {}, rotated, { status: 503 });
    const error = await failure(changed);
    expect(error).toBeInstanceOf(PartialChange);
    expect(error.changed).toMatchObject({ accessToken: fresh, renewed: true, unfinished: "expiry" });
    expect(error.message).toContain("its new expiry time is not set yet");
  });

  test("that was left undone does the second step alone, also where a renewal is due", async () => {
    const recorded = { unfinished: "expiry", renewedAt: new Date(now - day).toISOString() };
    const { changed, requests, sent } = change({ expiryTime: "30 days" }, renewal, recorded, updated());
    await changed;
    expect(requests()).toEqual([put]);
    expect(bodyOf(sent[0])).toMatchObject({ expiryTimeMsecs: now + 29 * day });
  });

  test("that renews a key without an end counts with the assumed lifetime", async () => {
    const { changed, sent } = change({ assumedLifetime: "10 days" }, renewal, {}, rotated, updated());
    expect(await changed).toMatchObject({ expiresAt: now + 10 * day });
    expect(bodyOf(sent[1])).toMatchObject({ expiryTimeMsecs: null });
  });

  test("of a key that is gone says that it is no longer accepted", async () => {
    const { changed } = change({}, renewal, {}, unknown, listed(), user);
    expect(await failure(changed)).toMatchObject({ changed: { accepted: false } });
    const update = change({}, { changes: ["expiryTime"] }, {}, unknown, listed(), user);
    expect(await failure(update.changed)).toMatchObject({ changed: { accepted: false } });
  });

  test("of a key that a stranger does not see says nothing of it", async () => {
    const { changed } = change({}, renewal, {}, unknown, listed(), { body: { sid: other } });
    expect(await failure(changed)).toMatchObject({ code: "CREDENTIAL_OF_ANOTHER_IDENTITY" });
  });

  test("whose rotation has no usable reply warns that the key in state may be dead", async () => {
    const { changed } = change({}, renewal, {}, { status: 200, body: "<html>Welcome</html>" });
    expect(await failure(changed)).toMatchObject({
      code: "REPLY_LOST",
      message: expect.stringContaining("the one in state no longer works: run again to rotate it once more"),
    });
  });

  test("that is refused is told", async () => {
    const { changed } = change(
      {},
      { changes: ["expiryTime"] },
      {},
      { status: 400, body: { message: "No." } },
      listed(key),
    );
    expect(await failure(changed)).toMatchObject({
      code: "REQUEST_REFUSED",
      message: 'Cohesity answered 400: "No.". Check the arguments of the resource.',
    });
  });
});

describe("revocation", () => {
  const revoke = (...answers: Answer[]) => {
    const { operation, requests, sent } = asked({}, ...answers);
    const revoked = cohesityApiKey.revoke?.(operation, held) as Promise<boolean>;
    return { revoked, requests: () => requests().map(short), sent };
  };

  test("is DELETE of the key by its owner and id", async () => {
    const { revoked, requests, sent } = revoke({ status: 204 });
    expect(await revoked).toBe(true);
    expect(requests()).toEqual([`DELETE KEYS/${key.id}`]);
    expect(sent[0]).toMatchObject({ idempotent: true });
  });

  test("of a key that is gone already is success", async () => {
    expect(await revoke(unknown, listed(), user).revoked).toBe(true);
  });

  test("of a key that a stranger does not see is none", async () => {
    const { revoked } = revoke(unknown, listed(), { body: { sid: other } });
    expect(await failure(revoked)).toMatchObject({ code: "CREDENTIAL_OF_ANOTHER_IDENTITY" });
  });

  test.each<[string, Answer[], string]>([
    ["401", [{ status: 401 }], "CREDENTIAL_REFUSED"],
    ["403", [{ status: 403 }], "REQUEST_REFUSED"],
    ["500", [{ status: 500 }], "REQUEST_REFUSED"],
    ["404 of a key that is listed", [unknown, listed(key)], "REQUEST_REFUSED"],
  ])("%s is an error", async (_, answers, code) => {
    expect(await failure(revoke(...answers).revoked)).toMatchObject({ code });
  });
});

describe("the declaration", () => {
  test("a key is sent as apiKey", () => {
    expect(cohesityApiKey.requestHeaders({ accessToken: secret }, {})).toEqual({ apiKey: secret });
  });

  test.each<[object, RegExp[]]>([
    [{ system: "helios", username: "u", password: "p" }, [/"username" belongs to a cluster/, /"password"/]],
    [{ system: "helios", accessClusterId: "1" }, []],
    [{ accessClusterId: "1", regionId: "r" }, [/"accessClusterId" belongs to Helios/, /"regionId"/]],
    [{ system: "cluster", username: "u" }, []],
  ])("tells what belongs to the other system: %j", (args, problems) => {
    expect(cohesityApiKey.conflicts?.(args)).toEqual(problems.map((problem) => expect.stringMatching(problem)));
  });

  test("another cluster behind Helios is another identity", () => {
    const at = (accessClusterId: string) => ({ system: "helios", endpoint, accessClusterId });
    expect(sameIdentity(cohesityApiKey, at("1"), at("1"))).toBe(true);
    expect(sameIdentity(cohesityApiKey, at("1"), at("2"))).toBe(false);
    expect(sameIdentity(cohesityApiKey, { endpoint }, { endpoint, domain: "local" })).toBe(true);
  });

  test("each system has its own credential group, address and variables", () => {
    const cluster = cohesityApiKey.chosenBy?.({});
    const helios = cohesityApiKey.chosenBy?.({ system: "helios" });
    expect([cluster?.group, helios?.group]).toEqual(["cohesity", "helios"]);
    expect([cluster?.defaults, helios?.defaults]).toEqual([undefined, { endpoint: "https://helios.cohesity.com" }]);
    expect(cluster?.arguments.adminApiKey?.environment).toBe("COHESITY_API_KEY");
    expect(helios?.arguments.adminApiKey?.environment).toBe("HELIOS_API_KEY");
    expect(helios?.arguments.username?.environment).toBeUndefined();
  });
});

describe("at the emulator", () => {
  let emulator: CohesityEmulator;
  beforeEach(async () => {
    emulator = await startCohesity({
      users: { "svc-pulumi": { password: "svc-password" }, auditor: { password: "p" } },
    });
  });
  afterEach(() => emulator.close());

  test.each<[string, () => object]>([
    ["the admin's key", () => ({ adminApiKey: emulator.credentials.adminApiKey })],
    ["a login", () => ({ username: "svc-pulumi", password: "svc-password" })],
  ])("a key lives its whole life by %s", async (_, credential) => {
    const args = { endpoint: emulator.endpoint, ...credential(), name: "migration", expiryTime: "3000 days" };
    const { operation } = real(cohesityApiKey, args);
    const issued = await cohesityApiKey.issue(operation);
    const token = {
      id: issued.id ?? "",
      accessToken: issued.accessToken,
      state: { ...issued.outputs, issuedAt: new Date(now).toISOString() },
    };
    expect(await cohesityApiKey.introspect?.(operation, token)).toMatchObject({ accepted: true });
    const changed = await cohesityApiKey.change?.(operation, token, { renewal: true, changes: [] });
    expect(changed).toMatchObject({ renewed: true, expiresAt: now + 3000 * day });
    expect(changed?.accessToken).not.toBe(issued.accessToken);
    expect(await cohesityApiKey.introspect?.(operation, token)).toMatchObject({ accepted: false });
    const rotated = { ...token, state: { ...token.state, ...changed?.outputs } };
    expect(await cohesityApiKey.introspect?.(operation, rotated)).toMatchObject({ accepted: true });
    expect(await cohesityApiKey.revoke?.(operation, rotated)).toBe(true);
    expect(await cohesityApiKey.introspect?.(operation, rotated)).toMatchObject({ accepted: false });
    expect(await cohesityApiKey.revoke?.(operation, rotated)).toBe(true);
  });

  test("a key for another user is that user's, and seen by who made it", async () => {
    const { adminApiKey } = emulator.credentials;
    const userSid = emulator.sid("auditor");
    const { operation } = real(cohesityApiKey, { endpoint: emulator.endpoint, adminApiKey, userSid });
    const issued = await cohesityApiKey.issue(operation);
    const reply = await fetch(`${emulator.endpoint}/irisservices/api/v1/public/sessionUser`, {
      headers: cohesityApiKey.requestHeaders(issued, {}),
    });
    expect(await reply.json()).toMatchObject({ username: "auditor" });
    const token = { id: issued.id ?? "", accessToken: issued.accessToken, state: { ...issued.outputs, issuedAt: "" } };
    expect(await cohesityApiKey.introspect?.(operation, token)).toMatchObject({ accepted: true });
  });

  test("a key of a cluster behind Helios is issued and deleted by the API key of Helios", async () => {
    const helios = await startHelios();
    const { adminApiKey, accessClusterId, regionId, endpoint } = helios.credentials;
    const args = { system: "helios", endpoint, adminApiKey, accessClusterId, regionId };
    const { operation } = real(cohesityApiKey, args);
    const issued = await cohesityApiKey.issue(operation);
    const token = { id: issued.id ?? "", accessToken: issued.accessToken, state: { ...issued.outputs } };
    expect(await cohesityApiKey.revoke?.(operation, token)).toBe(true);
    expect(await cohesityApiKey.introspect?.(operation, token)).toMatchObject({ accepted: false });
    await helios.close();
  });
});
