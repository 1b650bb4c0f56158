import { execFileSync } from "node:child_process";

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

/** Returns the engine process that this test started. */
export function engineProcess(): number {
  return theOne(below(process.pid), / (up|destroy|refresh|preview) /, /\/pulumi( |$)/);
}

/** Returns the process in which that engine runs dynamic providers. */
export function dynamicProviderProcess(): number {
  return theOne(below(engineProcess()), /dynamic-provider/, /^\S*node /);
}

function theOne(among: readonly Process[], ...patterns: readonly RegExp[]): number {
  const found = among.filter(({ command }) => patterns.every((pattern) => pattern.test(command)));
  if (found[0] === undefined || found.length > 1) throw new Error(`not one of ${patterns} in ${JSON.stringify(among)}`);
  return found[0].pid;
}

/** Returns all descendants of a process. */
function below(ancestor: number): readonly Process[] {
  const all = execFileSync("ps", ["-eo", "pid=,ppid=,args="], { encoding: "utf8" })
    .split("\n")
    .flatMap((line): Process[] => {
      const [, pid, parent, command = ""] = /^ *(\d+) +(\d+) (.*)$/.exec(line) ?? [];
      return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
    });
  const children = (of: number): Process[] =>
    all.filter(({ parent }) => parent === of).flatMap((child) => [child, ...children(child.pid)]);
  return children(ancestor);
}
