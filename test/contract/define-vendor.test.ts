import { type Arguments, argument, commonArguments, revocationArguments } from "../../provider/arguments/declaration";
import { base, text } from "../../provider/arguments/formats";
import { defineVendor } from "../../provider/contract/define-vendor";
import type { Vendor } from "../../provider/contract/vendor";
import { check, withoutCredentialsInEnvironment } from "../support/checks/checked";

withoutCredentialsInEnvironment();

const admin = {
  endpoint: argument("identity", base, { environment: "LOCKER_ENDPOINT" }),
  key: argument("credential", text, { secret: true, environment: "LOCKER_KEY" }),
};

/** A vendor whose admin issues tokens for many doors, with another part of the declaration. */
function declare(own: Arguments, more: Partial<Vendor> = {}): Vendor {
  return defineVendor({
    resource: "LockerAccessToken",
    title: "the locker",
    group: "locker",
    arguments: { ...admin, ...own, ...commonArguments },
    credentialSets: [["endpoint", "key"]],
    requestHeaders: () => ({}),
    issue: async () => ({ accessToken: "token" }),
    ...more,
  } as Vendor);
}

const revoke = async () => true;
const list = async () => [];

test.each<[string, Arguments, Partial<Vendor>, string]>([
  [
    "a set with an argument of no other place",
    { door: argument("identity", text) },
    { credentialSets: [["endpoint", "door"]] },
    "credentialSets names door, which has no environment",
  ],
  ["no set", {}, { credentialSets: [] }, "credentialSets names no argument"],
  [
    "what is required and may come from elsewhere",
    { door: argument("identity", text, { required: true, environment: "DOOR" }) },
    {},
    "door is required and has an environment",
  ],
  [
    "an argument named like an output of every class",
    { status: argument("grant", text) },
    {},
    "status is an argument and an output",
  ],
  [
    "an argument named like an output of its own",
    { owner: argument("grant", text) },
    { outputs: ["owner"] },
    "owner is an argument and an output",
  ],
  ["onDelete without revoke", revocationArguments, {}, "onReplace and onDelete would do nothing without revoke"],
  ["revoke without onDelete", {}, { revoke }, "revoke needs the arguments onReplace and onDelete"],
  ["a change in place without change", { door: argument("grant", text, { inPlace: true }) }, {}, "door needs change"],
  ["a list without the names", revocationArguments, { revoke, list }, "list needs the output listedName"],
])("%s is refused as soon as it is declared", (_, own, more, sentence) => {
  expect(() => declare(own, more)).toThrow(`LockerAccessToken cannot work: ${sentence}`);
});

describe("a required argument outside the credential set", () => {
  const vendor = declare({ door: argument("identity", text, { required: true }) });
  const configuration = {
    "access-tokens:locker": JSON.stringify({ endpoint: "https://locker.example.com", key: "of an admin" }),
  };

  test("goes with a credential from any place, and is no part of the account", async () => {
    const { failures, inputs } = await check(vendor, { door: "north" }, { configuration });
    expect(failures).toEqual([]);
    expect(inputs).toEqual({ door: "north", endpoint: "https://locker.example.com" });
  });

  test("is told where it is missing, and may be not known yet in a preview", async () => {
    const { reasons } = await check(vendor, {}, { configuration });
    expect(reasons).toEqual(['Argument "door" is missing. Give it to the resource; no other place can hold it.']);
    const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
    expect((await check(vendor, { door: unknown }, { configuration })).failures).toEqual([]);
  });

  test("is refused in the configuration", async () => {
    const set = { endpoint: "https://locker.example.com", key: "of an admin", door: "north" };
    const given = { configuration: { "access-tokens:locker": JSON.stringify(set) } };
    expect((await check(vendor, { door: "north" }, given)).reasons).toEqual([
      expect.stringMatching(/^There is no argument "door" in the stack's configuration/),
    ]);
  });
});
