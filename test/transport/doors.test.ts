// What may reach a server, and what a server may do: through every argument of every class, and through replies.
import { z } from "zod";
import type { Argument } from "../../provider/arguments/declaration";
import type { Bag } from "../../provider/arguments/validation";
import type { Vendor } from "../../provider/contract/vendor";
import type { HttpRequest } from "../../provider/transport/message";
import { vendors } from "../../provider/vendors";
import { check, withoutCredentialsInEnvironment } from "../support/checks/checked";
import { type Answer, answered, headersOf } from "../support/checks/operation";
import { completeArguments, sampleOf } from "../support/checks/sample";

withoutCredentialsInEnvironment();

const evil = [
  "a\r\nX-Evil: 1",
  "a\nb",
  "a\u0000b",
  "..",
  ".",
  "../../admin",
  "%2e%2e",
  "..%2f..%2fadmin",
  "//evil.example/a",
  "\\\\evil.example\\a",
  "https://evil.example",
  "a@evil.example",
  "a?admin=true",
  "a#b",
  "a&admin=true",
  "a;b",
  "ünïcödé\u2028\u202e",
  "\ud800",
  " a ",
];

/** Their values have several lines, and are read before they are used. */
const ofSeveralLines = /certificate|privateKey|accessKey/i;

/** The arguments that are no address: an address is where the user says that it is. */
const cases = vendors.flatMap((vendor) =>
  Object.entries(vendor.arguments)
    .filter(([name]) => !/endpoint|issuer/i.test(name))
    .map(([name, argument]): [string, string, Vendor, Argument] => [vendor.resource, name, vendor, argument]),
);

const held = { id: "17", accessToken: "the-token", state: { ownerSid: "S-1-100-21-1-2-1", listedName: "a" } };

/** All requests of a vendor's operations with these arguments, as far as they come without an answer of use. */
async function requestsOf(vendor: Vendor, args: Bag): Promise<HttpRequest[]> {
  const answers = Array.from(
    { length: 12 },
    (): Answer => ({
      status: 200,
      body: { token: "session-token", sid: "S-1-100-21-1-2-1", accessToken: "another-token", id: "17" },
    }),
  );
  const chosen = vendor.chosenBy?.(args) ?? vendor;
  const { operation, sent } = answered(chosen, args, ...answers);
  const owed = { renewal: true, changes: Object.keys(args) };
  await chosen.issue(operation).catch(() => {});
  await chosen.introspect?.(operation, held).catch(() => {});
  await chosen.change?.(operation, held, owed).catch(() => {});
  await chosen.revoke?.(operation, held).catch(() => {});
  return sent;
}

/** Where a request goes, whatever stands in one part of its path. */
function placeOf({ method, url }: HttpRequest, value: string | undefined): string {
  const { host, pathname, protocol, username } = new URL(url);
  const parts = pathname.split("/").map((part) => (safely(part) === value ? "*" : part));
  return `${method} ${protocol}//${username}${host}${parts.join("/")}`;
}

function safely(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

describe.each(cases)("%s: %s", (_, name, vendor, argument) => {
  // Not a value that another argument has.
  const own = "sample-of-its-own";
  const sample = argument.type.safeParse(own).success ? own : sampleOf(name, argument);
  const set = completeArguments(vendor, name);
  const forms = (value: string) => [
    value,
    ...(Array.isArray(sample) ? [[value]] : []),
    ...(typeof sample === "object" && sample !== null && !Array.isArray(sample)
      ? [{ one: value }, { [value]: "1" }]
      : []),
  ];

  test("takes what is evil harmlessly, or refuses it in one sentence", async () => {
    const usual = await requestsOf(vendor, { ...set, [name]: sample });
    const places = new Set(usual.map((each) => placeOf(each, typeof sample === "string" ? sample : undefined)));
    for (const value of evil.flatMap(forms)) {
      const text = typeof value === "string" ? value : JSON.stringify(value);
      const { reasons } = await check(vendor, { ...set, [name]: value });
      if (reasons.length > 0) {
        expect([text, reasons.length]).toEqual([text, 1]);
        continue;
      }
      if (!ofSeveralLines.test(name)) expect(value).not.toEqual(expect.stringMatching(/[\r\n\0]/));
      const requests = await requestsOf(vendor, { ...set, [name]: value });
      expect([text, requests.length]).toEqual([text, usual.length]);
      for (const request of requests) {
        const evilPart = typeof value === "string" ? value : undefined;
        expect([text, [...places]]).toEqual([text, expect.arrayContaining([placeOf(request, evilPart)])]);
        // Headers that no server could read otherwise than they are meant.
        for (const [header, words] of Object.entries(headersOf(request))) {
          expect([text, header, words]).toEqual([
            text,
            header,
            expect.stringMatching(/^[\x21-\x7e]([\x20-\x7e]*[\x21-\x7e])?$/),
          ]);
        }
      }
    }
  });
});

const addresses = vendors.flatMap((vendor) =>
  Object.entries(vendor.arguments)
    // `assertionIssuer` is a claim: nothing is sent to it.
    .filter(([name]) => /endpoint|issuer/i.test(name) && !["apiEndpoints", "assertionIssuer"].includes(name))
    .map(([name]): [string, string, Vendor] => [vendor.resource, name, vendor]),
);

test.each(addresses)(
  "%s: %s takes no address that hides another, or that is not encrypted",
  async (_, name, vendor) => {
    const wrong = [
      "http://login.example.com",
      "http://127.0.0.1.evil.example",
      "http://localhost@evil.example",
      "https://user:word@login.example.com",
      "https://login.example.com@evil.example",
      "https://login.example.com#a",
      "https://login.example.com\r\nHost: evil.example",
      "//evil.example",
      "ftp://evil.example",
      "javascript:alert(1)",
      "file:///etc/passwd",
      "https://",
    ];
    for (const value of wrong) {
      const { reasons } = await check(vendor, { ...completeArguments(vendor, name), [name]: value });
      expect([value, reasons]).toEqual([value, [expect.stringMatching(`^Argument "${name}" must`)]]);
      expect(reasons.join()).not.toContain("evil");
    }
  },
);

const bases = addresses.filter(([, name]) => !/(token|introspection|revocation)Endpoint/.test(name));

test.each(bases)("%s: %s takes no query, into which the paths of the API would go", async (_, name, vendor) => {
  const { reasons } = await check(vendor, {
    ...completeArguments(vendor, name),
    [name]: "https://login.example.com/?to=",
  });
  expect(reasons).toEqual([expect.stringMatching(`^Argument "${name}" must not hold a query`)]);
});

test.each(vendors.map((vendor): [string, Vendor] => [vendor.resource, vendor]))(
  "%s: no reply reaches the prototype of all objects, and none of its own keys the state",
  async (_, vendor) => {
    const polluted = '{"polluted":true}';
    const body = `{"__proto__":${polluted},"constructor":{"prototype":${polluted}},"toString":7,"tokenInfo":{"__proto__":${polluted},"accessToken":"t-1","accessTokenId":1},"token":"s-1","data":{"__proto__":${polluted}},"access_token":"t-1","accessToken":"t-1","authToken":"t-1","apiKey":"t-1","id":"17","sid":"S-1-100-21-1-2-1","privileges":[{"__proto__":${polluted}}],"apiKeys":[{"__proto__":${polluted}}],"tokens":[{"__proto__":${polluted}}],"active":true}`;
    for (const status of [200, 201, 400]) {
      const { operation } = answered(
        vendor,
        completeArguments(vendor),
        ...Array.from({ length: 9 }, () => ({ status, body })),
      );
      const issued = await vendor.issue(operation).catch(() => undefined);
      await vendor.introspect?.(operation, held).catch(() => {});
      await vendor.revoke?.(operation, held).catch(() => {});
      for (const each of [issued, issued?.outputs]) {
        expect(z.record(z.string(), z.unknown()).safeParse(each ?? {}).success).toBe(true);
        expect(Object.getOwnPropertyNames(each ?? {})).not.toContain("__proto__");
      }
      expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
      expect({}.toString()).toBe("[object Object]");
    }
  },
);
