import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import { connectEmulator, type EmulatorConnection } from "../../testing";
import type { OAuth2Started } from "../../testing/oauth2/emulator";
import { Pipelines } from "./pipeline";

/** OAuth 2.0 servers that share one process: starting one is a matter of milliseconds then. */
export interface OAuth2Servers {
  /** The environment of a job whose identity tokens all of them take. */
  readonly job: Readonly<Record<string, string>>;
  start(): Promise<{ connection: EmulatorConnection; clientId: string; clientSecret: string }>;
  close(): Promise<void>;
}

export async function oauth2Servers(): Promise<OAuth2Servers> {
  const pipelines = new Pipelines();
  const child = fork(path.join(__dirname, "oauth2-process.js"), { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  child.setMaxListeners(0);
  let count = 0;
  return {
    job: await pipelines.start(),
    start: () => {
      const id = ++count;
      return new Promise((resolve, reject) => {
        const answered = (reply: { id: number; started?: OAuth2Started; error?: string }) => {
          if (reply.id !== id) return;
          child.off("message", answered);
          const { clientId = "", clientSecret = "" } = reply.started?.clients[0] ?? {};
          if (reply.started === undefined) reject(new Error(reply.error));
          else {
            pipelines.add(reply.started.pipeline);
            resolve({ connection: connectEmulator(reply.started.endpoint), clientId, clientSecret });
          }
        };
        child.on("message", answered);
        child.send({ id, options: {} });
      });
    },
    async close() {
      pipelines.close();
      child.disconnect();
      if (child.exitCode === null) await once(child, "exit");
    },
  };
}
