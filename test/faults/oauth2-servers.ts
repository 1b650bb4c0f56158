import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { connectEmulator, type EmulatorConnection } from "../../testing";
import type { OAuth2Started } from "../../testing/oauth2/emulator";

/** OAuth 2.0 servers that share one process: starting one is a matter of milliseconds then. */
export interface OAuth2Servers {
  start(): Promise<{ connection: EmulatorConnection; clientId: string; clientSecret: string }>;
  close(): Promise<void>;
}

export function oauth2Servers(): OAuth2Servers {
  const child = fork(path.join(__dirname, "oauth2-process.js"), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  child.setMaxListeners(0);
  let count = 0;
  return {
    start: () => {
      const id = ++count;
      return new Promise((resolve, reject) => {
        const answered = (reply: { id: number; started?: OAuth2Started; error?: string }) => {
          if (reply.id !== id) return;
          child.off("message", answered);
          const { clientId = "", clientSecret = "" } = reply.started?.clients[0] ?? {};
          if (reply.started === undefined) reject(new Error(reply.error));
          else resolve({ connection: connectEmulator(reply.started.endpoint), clientId, clientSecret });
        };
        child.on("message", answered);
        child.send({ id, options: {} });
      });
    },
    async close() {
      child.disconnect();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}
