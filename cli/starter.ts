import { readFileSync } from "node:fs";

/** How often it is looked at whether the process that started this one goes on; in milliseconds. */
const interval = 500;

/** A process, and the one that started it. */
interface Link {
  readonly pid: number;
  readonly parent: number;
}

// Taken before anything else is loaded, since a process that has lost its parent does not tell who that was.
const links = linksUp();

/** Resolves once the process that started this one has ended; of `npx` and `npm run`, that is npm. */
export function starterEnded(): Promise<void> {
  return new Promise((resolve) => {
    const timer = setInterval(() => {
      if (links.every(isUnbroken)) return;
      clearInterval(timer);
      resolve();
    }, interval);
    timer.unref();
  });
}

/** npm starts a shell for the command, and that shell outlives an npm that is killed. */
function linksUp(): Link[] {
  const own = { pid: process.pid, parent: process.ppid };
  if (process.env.npm_lifecycle_event === undefined) return [own];
  const shell = processOf(own.parent);
  return shell !== undefined && /sh$/.test(shell.name) ? [own, { pid: own.parent, parent: shell.parent }] : [own];
}

function isUnbroken({ parent, pid }: Link): boolean {
  if (pid !== process.pid) return processOf(pid)?.parent === parent;
  if (process.ppid !== parent) return false;
  // Elsewhere another process becomes the parent of one that has lost its own. In a container it may be init from the start.
  return process.platform !== "win32" || isRunning(parent);
}

/** Where the system has `/proc`. */
function processOf(pid: number): { name: string; parent: number } | undefined {
  try {
    const [, name = "", parent] = /^\d+ \((.*)\) \S (\d+)/s.exec(readFileSync(`/proc/${pid}/stat`, "utf8")) ?? [];
    return { name, parent: Number(parent) };
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
