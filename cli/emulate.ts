import { type EmulatorGroup, emulatorGroups, startEmulators } from "../testing";
import { type Command, UsageError } from "./command";

/** `pulumi-access-tokens emulate` */
export const emulate: Command = {
  summary: "run vendor emulators on 127.0.0.1 until interrupted",
  help: `Usage: pulumi-access-tokens emulate [--tls] [--only <group>,...]

Runs vendor emulators on 127.0.0.1 until it is interrupted, and prints one line of JSON: an endpoint and credentials
for each group.

  --only <group>,...  only these: ${emulatorGroups.join(", ")}
  --tls               serve HTTPS; caCertificateFile in the JSON names the certificate to trust

Each emulator has GET and DELETE /_requests (its log), POST and DELETE /_fault (failures to come), POST /_control.
`,
  options: { only: { type: "string" }, tls: { type: "boolean" } },
  async run({ only, tls }) {
    // Listening before anything is started, so that an early interrupt leaves nothing behind either.
    const interrupt = interrupted();
    const { credentials, close } = await startEmulators({ only: groups(only), tls: tls === true });
    process.stdout.write(`${JSON.stringify(credentials)}\n`);
    await interrupt;
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
    throw new UsageError(`no emulator named ${unknown.join(", ")}; there are ${emulatorGroups.join(", ")}`);
  }
  return names as EmulatorGroup[];
}

function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM"] as const) process.once(signal, () => resolve());
  });
}
