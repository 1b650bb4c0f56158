import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/**
 * Starts a vendor's emulator in its own process, so that it does not slow down the measured process.
 *
 * @param {"thousandEyes" | "commvault"} name
 * @param {number} latency in milliseconds
 */
export async function startVendor(name, latency) {
  const child = fork(fileURLToPath(new URL("server.mjs", import.meta.url)), [name, String(latency)]);
  const answer = async () => (await once(child, "message"))[0];
  const { credentials } = await answer();
  return {
    credentials,
    /** Returns the number of requests, logins and connections since the last call. */
    counts: () => {
      child.send("counts");
      return answer();
    },
    close: () => child.kill(),
  };
}
