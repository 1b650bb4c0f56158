// What faults on the way have shown to be misread: each of these was found by a server that fails.

import type { Vendor } from "../../provider/contract/vendor";
import { failedBefore, TokenError } from "../../provider/messages/errors";
import { refused } from "../../provider/transport/answer";
import { cohesityApiKey } from "../../provider/vendors/cohesity/api-key";
import { laserficheCloud } from "../../provider/vendors/laserfiche/cloud";
import { laserficheServer } from "../../provider/vendors/laserfiche/server";
import { laserfiche } from "../../provider/vendors/laserfiche/v1-alpha";
import { oauth2 } from "../../provider/vendors/oauth2/oauth2";
import { thousandEyes } from "../../provider/vendors/thousandeyes/thousandeyes";
import { type Answer, answered, replyOf } from "../support/checks/operation";
import { completeArguments } from "../support/checks/sample";

const page = "\n<!DOCTYPE html><html><body>Sign in to continue</body></html>";
const held = { id: "key-1", accessToken: "the-token-itself", state: { ownerSid: "S-1-100-21-1-2-1" } };
const given = (vendor: Vendor, ...answers: Answer[]) => answered(vendor, completeArguments(vendor), ...answers);

describe.each([thousandEyes, laserfiche, laserficheServer, laserficheCloud])("$resource", (vendor) => {
  test.each([200, 401, 403])("a page with the status %d says nothing of a token", async (status) => {
    const { operation } = given(vendor, { status, body: page });
    await expect(vendor.introspect?.(operation, held)).rejects.toMatchObject({
      code: "REQUEST_REFUSED",
      message: expect.stringMatching(/Check the address and the proxy/),
    });
  });
});

test.each<[string, Vendor, Answer]>([
  ["a page with 200", oauth2, { body: page }],
  ["an error with 200", oauth2, { body: { error: "temporarily_unavailable" } }],
  ["a page with 401", laserfiche, { status: 401, body: page }],
])("%s revokes no token", async (_, vendor, answer) => {
  const args =
    vendor === oauth2
      ? {
          tokenEndpoint: "https://a.example/token",
          revocationEndpoint: "https://a.example/revoke",
          clientId: "a",
          clientSecret: "secret-of-a",
        }
      : completeArguments(vendor);
  const { operation } = answered(vendor, args, answer);
  await expect(vendor.revoke?.(operation, held)).rejects.toMatchObject({ code: "REQUEST_REFUSED" });
});

describe("an API key", () => {
  const listed = { body: { apiKeys: [{ id: "key-1" }] } };
  const args = {
    endpoint: "https://cluster.example",
    adminApiKey: "the-admin-key",
    name: "other",
    expiryTime: "30 days",
  };
  const change = { renewal: false, changes: ["name"] };

  test.each<[string, Answer]>([
    ["a page", { body: page }],
    ["an error", { body: { errorCode: 5, message: "No." } }],
  ])("is not deleted by %s with 200 while it is listed, and is once it is not", async (_, answer) => {
    const first = answered(cohesityApiKey, args, answer, listed);
    await expect(cohesityApiKey.revoke?.(first.operation, held)).rejects.toMatchObject({ code: "REPLY_LOST" });
    const second = answered(cohesityApiKey, args, answer, { body: { apiKeys: null } });
    expect(await cohesityApiKey.revoke?.(second.operation, held)).toBe(true);
  });

  test.each<[string, Answer]>([
    ["a page", { body: page }],
    ["another key", { body: { id: "key-2", expiryTimeMsecs: 1 } }],
  ])("keeps its end where its end cannot be read: %s", async (_, answer) => {
    const { operation, sent } = answered(cohesityApiKey, args, answer);
    await expect(cohesityApiKey.change?.(operation, held, change)).rejects.toMatchObject({ code: "REPLY_LOST" });
    expect(sent.map(({ method }) => method)).toEqual(["GET"]);
  });

  test.each<[string, Answer]>([
    ["a page", { body: page }],
    ["nothing", { body: "" }],
  ])("is not taken for changed by %s with 200", async (_, answer) => {
    const { operation } = answered(cohesityApiKey, args, { body: { id: "key-1", expiryTimeMsecs: null } }, answer);
    await expect(cohesityApiKey.change?.(operation, held, change)).rejects.toMatchObject({ code: "REPLY_LOST" });
  });
});

test.each([200, 302, 400, 403, 404, 409, 429, 500, 502])("a refusal with the status %d says what to do", (status) => {
  expect(refused("The server", replyOf({ status }), {}).message).toMatch(/check|wait|run again/i);
});

test("what fails before a token was asked for lost none", () => {
  const lost = new TokenError("REPLY_LOST", "the connection broke; the request may have been carried out. Run again.");
  const told = new TokenError("NOT_SENT", "the connection broke. Run again.");
  expect(() => failedBefore(lost)).toThrow(told);
  expect(() => failedBefore(refused("The server", replyOf({ status: 502 }), {}))).toThrow(
    expect.objectContaining({ code: "REQUEST_REFUSED", status: undefined }),
  );
});
