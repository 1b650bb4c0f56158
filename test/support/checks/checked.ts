import type { Bag } from "../../../provider/arguments/validation";
import type { Vendor } from "../../../provider/contract/vendor";
import { Lifecycle } from "../../../provider/lifecycle/lifecycle";
import { vendors } from "../../../provider/vendors";

/** What a check gave, and what it said beside. */
export interface Checked {
  readonly inputs: Bag | undefined;
  readonly failures: readonly { property: string; reason: string }[];
  /** The sentences alone. */
  readonly reasons: readonly string[];
  /** What was reported. There is no engine here, so reports arrive on the error output. */
  readonly reports: readonly string[];
}

/** Checks inputs as the engine has them checked, with this configuration of the stack or of an explicit provider. */
export async function check(
  vendor: Vendor,
  news: Bag,
  { olds = {}, configuration = {} }: { olds?: Bag; configuration?: Readonly<Record<string, string>> } = {},
): Promise<Checked> {
  const lifecycle = new Lifecycle(vendor);
  await lifecycle.configure({ config: { get: (key: string) => configuration[key] } as never });
  const reports: string[] = [];
  const output = jest.spyOn(console, "error").mockImplementation((line) => void reports.push(line));
  const { inputs, failures = [] } = await lifecycle.check(olds, news).finally(() => output.mockRestore());
  return { inputs, failures, reasons: failures.map(({ reason }) => reason), reports };
}

/** Runs every test of the file without the variables from which credentials are taken, and restores them. */
export function withoutCredentialsInEnvironment(): void {
  const before = { ...process.env };
  const variables = vendors.flatMap((vendor) =>
    Object.values(vendor.arguments).map(({ environment = "" }) => environment),
  );
  beforeEach(() => {
    for (const name of [...variables, "ACCESS_TOKENS_LOOK_AHEAD"]) delete process.env[name];
  });
  afterEach(() => {
    process.env = { ...before };
  });
}
