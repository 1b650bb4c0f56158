import { validate } from "../../provider/arguments/validation";
import type { Vendor } from "../../provider/contract/vendor";
import { recordedInputs } from "../../provider/state/token-state";
import { completeArguments } from "../support/checks/sample";
import { MARK, SECRET } from "../support/checks/secret-mark";

/** The moment at which fixtures are looked at. */
export const now = Date.parse("2026-03-01T12:00:00.000Z");

export const minute = 60_000;
export const hour = 60 * minute;
export const day = 24 * hour;

type Entry = Readonly<Record<string, unknown>>;

/** A token in a fixture: its times, in milliseconds from `at`. */
export interface Sample {
  readonly name: string;
  readonly vendor: Vendor;
  readonly at?: number;
  readonly issued: number;
  readonly renewed?: number;
  readonly expires?: number;
  readonly status?: string;
  readonly inputs?: Entry;
  /** More of the resource itself. */
  readonly resource?: Entry;
}

const project = "fixtures";

/** A secret as `pulumi stack export` writes it. */
export const encrypted = { [MARK]: SECRET, ciphertext: "v1:CIPHERTEXT" };

/** A secret as `pulumi stack export --show-secrets` writes it. */
export const decrypted = { [MARK]: SECRET, plaintext: '"PLAINTEXT"' };

/** The inputs and outputs that the engine gives to `diff`: secrets in clear. */
export function bagsOf(sample: Sample): { id: string; inputs: Entry; outputs: Entry } {
  const { at = now, expires, inputs: more = {}, issued, name, renewed, status = "issued", vendor } = sample;
  const time = (offset: number) => new Date(at + offset).toISOString();
  const inputs = { ...completeArguments(vendor), ...more, resourceUrn: urnOf(sample) };
  const { problems } = validate(vendor.arguments, inputs);
  if (problems.length > 0) throw new Error(`the sample ${name} is not valid: ${problems.join(" ")}`);
  const outputs = {
    ...recordedInputs(vendor, inputs),
    accessToken: `the token ${name}`,
    issuedAt: time(issued),
    ...(renewed === undefined ? {} : { renewedAt: time(renewed) }),
    ...(expires === undefined ? {} : { expiresAt: time(expires) }),
    status,
  };
  return { id: `id-${name}`, inputs, outputs };
}

/** The token as a resource in the state of a stack. */
export function resourceOf(sample: Sample, secret: Entry = encrypted): Entry {
  const { id, inputs, outputs } = bagsOf(sample);
  const { vendor } = sample;
  const hidden = (bag: Entry) =>
    Object.fromEntries(
      Object.entries(bag).map(([name, value]) => [
        name,
        name === "accessToken" || vendor.arguments[name]?.secret ? secret : value,
      ]),
    );
  const type = typeOf(vendor.resource);
  const provider = `exports.handler=()=>provider("${vendor.resource}")`;
  return {
    urn: urnOf(sample),
    custom: true,
    id,
    type,
    inputs: { ...hidden(inputs), __provider: provider },
    outputs: { ...hidden(outputs), __provider: provider },
    dependencies: [],
    propertyDependencies: { scope: null },
    additionalSecretOutputs: ["accessToken"],
    ...sample.resource,
  };
}

/** A resource that is none of this package's. */
export function other(name: string, more: Entry = {}): Entry {
  const type = "kubernetes:core/v1:Secret";
  return { urn: `urn:pulumi:dev::${project}::${type}::${name}`, custom: true, id: name, type, ...more };
}

/** What `pulumi stack export` prints. */
export function exported(resources: readonly unknown[], more: Entry = {}): string {
  const root = { urn: `urn:pulumi:dev::${project}::pulumi:pulumi:Stack::${project}-dev`, type: "pulumi:pulumi:Stack" };
  const deployment = {
    manifest: { time: "2026-03-01T11:00:00Z", magic: "", version: "v3.230.0" },
    secrets_providers: { type: "passphrase", state: { salt: "v1:SALT" } },
    resources: [root, ...resources],
    ...more,
  };
  return JSON.stringify({ version: 3, deployment }, null, 4);
}

export function urnOf({ name, vendor }: Pick<Sample, "name" | "vendor">): string {
  return `urn:pulumi:dev::${project}::${typeOf(vendor.resource)}::${name}`;
}

function typeOf(resource: string): string {
  return `pulumi-nodejs:dynamic/access-tokens:${resource}`;
}

/** A token of this vendor in every condition. */
export function everyCondition(vendor: Vendor, name: string, at = now): (Sample & { condition: string })[] {
  const common = { vendor, at };
  return [
    { ...common, name: `${name}-ok`, condition: "ok", issued: -hour, expires: 29 * day },
    { ...common, name: `${name}-due`, condition: "due", issued: -40 * minute, expires: 10 * minute },
    { ...common, name: `${name}-expired`, condition: "expired", issued: -3 * day, expires: -3 * hour },
    { ...common, name: `${name}-revoked`, condition: "revoked", issued: -hour, expires: day, status: "revoked" },
    { ...common, name: `${name}-endless`, condition: "endless", issued: -90 * day },
  ];
}
