import { readFileSync } from "node:fs";
import { outputsOf } from "../../provider/contract/outputs";
import { storedOutputs } from "../../provider/state/outputs";
import { vendors } from "../../provider/vendors";

/** The outputs that a class has in its types. */
function typed(name: string): string[] {
  const [, body = ""] = new RegExp(`class ${name} extends [^{]*\\{(.*?)\n\\}`, "s").exec(api) ?? [];
  return [...body.matchAll(/readonly (\w+): pulumi\.Output</g)].map(([, output = ""]) => output);
}

const api = readFileSync("etc/api.md", "utf8");

/** The outputs that are made in the program. */
const computed = ["renewAt", "requestHeaders", "apiKey"];

test.each(vendors.map((vendor) => [vendor.resource, vendor] as const))(
  "%s declares each output of its class",
  (resource, vendor) => {
    const all = [...typed("AccessTokenResource"), ...typed(resource)].filter((output) => !computed.includes(output));
    expect(outputsOf(vendor).sort()).toEqual(all.sort());
  },
);

test("what a token lacks is null in state, and only a secret that it has is marked as one", () => {
  const vendor = {
    ...(vendors[0] as (typeof vendors)[number]),
    outputs: ["privileges"],
    secretOutputs: ["cookie", "refreshToken"],
  };
  const stored = storedOutputs(vendor, {
    accessToken: "t",
    issuedAt: "i",
    status: "issued",
    cookie: "c",
    endpoint: "e",
  });
  expect(stored).toEqual({
    accessToken: "t",
    issuedAt: "i",
    status: "issued",
    endpoint: "e",
    renewedAt: null,
    expiresAt: null,
    tokenType: null,
    grantedScope: null,
    privileges: null,
    cookie: { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value: "c" },
    refreshToken: null,
  });
});
