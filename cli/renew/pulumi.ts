import { execFile, spawn } from "node:child_process";

/** A preview writes no state at the end, so it loses nothing if it writes none in between, and takes less time. */
const ofPreview = { PULUMI_SKIP_CHECKPOINTS: "true" };

/**
 * Runs a Pulumi command on the input and output of this process, and returns its exit code.
 *
 * Pulumi receives an interrupt only once. A second one makes it stop in the middle of a request, and such a request may
 * issue a token that is lost.
 *
 * @throws an error whose message the user reads, if it was interrupted
 */
export function runPulumi(args: readonly string[]): Promise<number> {
  // A terminal interrupts all processes of a group. Without a terminal, other processes may not get the signal.
  const hasOwnGroup = args.includes("--non-interactive") && process.platform !== "win32";
  const env = args[0] === "preview" ? { ...process.env, ...ofPreview } : process.env;
  const child = spawn("pulumi", args, { stdio: "inherit", detached: hasOwnGroup, env });
  let interruption: NodeJS.Signals | undefined;
  const interrupt = (signal: NodeJS.Signals) => {
    if (interruption === undefined && (hasOwnGroup || signal === "SIGTERM")) child.kill(signal);
    interruption = signal;
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, interrupt);
  return new Promise<number>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", (code) => {
      if (interruption === undefined) resolve(code ?? 1);
      else reject(new Error(`interrupted by ${interruption}`));
    });
  }).finally(() => {
    for (const signal of signals) process.off(signal, interrupt);
  });
}

/** Returns a value of the stack's configuration, or `undefined` if it is missing or cannot be read. */
export function configured(key: string, stack: readonly string[]): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile("pulumi", ["config", "get", key, ...stack, "--non-interactive"], (error, stdout) =>
      resolve(error === null ? stdout.trim() : undefined),
    );
  });
}
