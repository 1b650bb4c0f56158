import { readFileSync } from "node:fs";

/** The time between two checks whether the parent process still runs, in milliseconds. */
const interval = 500;

/** A process and its parent. */
interface Link {
  readonly pid: number;
  readonly parent: number;
}

// Read before anything else is loaded, since a process that has lost its parent cannot find out which one it was.
const links = linksUp();

/** Resolves when the process that started this one has ended. Under `npx` and `npm run`, that process is npm. */
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

/** Returns the processes to watch. npm starts a shell for the command, and the shell survives if npm is killed. */
function linksUp(): Link[] {
  const own = { pid: process.pid, parent: process.ppid };
  if (process.env.npm_lifecycle_event === undefined) return [own];
  const shell = processOf(own.parent);
  return shell !== undefined && /sh$/.test(shell.name) ? [own, { pid: own.parent, parent: shell.parent }] : [own];
}

function isUnbroken({ parent, pid }: Link): boolean {
  if (pid !== process.pid) return processOf(pid)?.parent === parent;
  if (process.ppid !== parent) return false;
  // Elsewhere a process that has lost its parent gets another one. In a container that may be init from the start.
  return process.platform !== "win32" || isRunning(parent);
}

/** Reads a process from `/proc`; returns `undefined` on systems without it. */
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
