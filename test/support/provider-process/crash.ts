import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { EmulatorConnection } from "pulumi-access-tokens/testing";
import type { Run } from "../engine/run";

/**
 * The environment of a run whose provider process is killed before it sends a request, as `before POST /token`, or once
 * it has the reply, as `after POST /token`; on top of `env`.
 */
export function crash(at: string, env: Readonly<Record<string, string>> = {}): Record<string, string> {
  const preload = `--require ${JSON.stringify(path.resolve("test/support/crash-preload.cjs"))}`;
  return { ...env, CRASH: at, NODE_OPTIONS: [env.NODE_OPTIONS, preload].filter(Boolean).join(" ") };
}

/**
 * Does something to a run once the server has carried a request out, and before its reply, which takes `delay`
 * milliseconds.
 */
export async function during(
  { server, request, delay = 60_000 }: { server: EmulatorConnection; request: string; delay?: number },
  start: () => Promise<Run>,
  act: () => void | Promise<void>,
): Promise<Run> {
  const [method = "", end = ""] = request.split(" ");
  await server.clearLog();
  await server.fault({ method, match: end, delay });
  const running = start();
  const isDone = async () =>
    (await server.log()).some((each) => each.method === method && each.path.endsWith(end) && each.status !== 0);
  while (!(await isDone())) await sleep(20);
  await act();
  return running;
}
