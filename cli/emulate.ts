import { starterEnded } from "./starter";

// The import above loads fast and comes first: the parent process can be found only while it still runs.

import { type EmulatorGroup, emulatorGroups, startEmulators } from "../testing";
import { type Command, UsageError } from "./command";

/** `pulumi-access-tokens emulate` */
export const emulate: Command = {
  summary: "run vendor emulators on 127.0.0.1",
  help: `Usage: pulumi-access-tokens emulate [options]

Runs vendor emulators on 127.0.0.1, and prints one line of JSON: an endpoint and credentials for each group. It runs
until you interrupt it, or until the process that started it ends: a shell, a test, npx.

  --only <group>,...  only these: ${emulatorGroups.join(", ")}
  --tls               serve HTTPS; caCertificateFile in the JSON names the certificate to trust
  --keep-running      keep running when the process that started it ends

Each emulator has GET and DELETE /_requests (its log), POST and DELETE /_fault (faults for the next requests), POST /_control.
`,
  options: { only: { type: "string" }, tls: { type: "boolean" }, "keep-running": { type: "boolean" } },
  async run({ only, tls, "keep-running": keepsRunning }) {
    // The listeners come first, so that an early interrupt leaves nothing running.
    const ends = [interrupted(), ...(keepsRunning === true ? [] : [starterEnded()])];
    const { credentials, close } = await startEmulators({ only: groups(only), tls: tls === true });
    process.stdout.write(`${JSON.stringify(credentials)}\n`);
    await Promise.race(ends);
    await close();
  },
};

function groups(only: unknown): EmulatorGroup[] | undefined {
  if (only === undefined) return undefined;
  const names = String(only)
    .split(",")
    .map((name) => name.trim());
  const unknown = names.filter((name) => !(emulatorGroups as string[]).includes(name));
  if (unknown.length > 0) {
    throw new UsageError(`there is no emulator ${unknown.join(", ")}; the emulators are ${emulatorGroups.join(", ")}`);
  }
  return names as EmulatorGroup[];
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}
