import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createStack } from "../../scripts/stack.mjs";
import { startVendor } from "../vendor.mjs";

const { CommvaultAccessToken } = createRequire(import.meta.url)("pulumi-access-tokens");

/** Counts the logins and connections of one `up` that issues 100 tokens with one credential, 16 at a time. */
export async function logins() {
  const folder = await mkdtemp(join(tmpdir(), "bench-"));
  const vendor = await startVendor("commvault", 0);
  const { endpoint, username, password } = vendor.credentials;
  const program = async () => {
    for (let index = 0; index < 100; index++) new CommvaultAccessToken(`token-${index}`, { tokenName: "bench" });
  };
  const env = { COMMVAULT_ENDPOINT: endpoint, COMMVAULT_USERNAME: username, COMMVAULT_PASSWORD: password };
  const stack = await createStack({ name: "logins", folder, program, env });
  try {
    await stack.up({ parallel: 16, color: "never" });
    const { connections, logins: count } = await vendor.counts();
    return { logins: count, connections };
  } finally {
    vendor.close();
    await rm(folder, { recursive: true, force: true });
  }
}
