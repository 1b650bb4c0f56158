import { applyControls, type Controls } from "./control";
import type { FaultQueue } from "./fault";
import type { LoggedRequest } from "./log";
import type { Reply } from "./reply";

/** Answers the requests that read the log and set faults and controls. The log does not contain them. */
export function management(log: LoggedRequest[], faults: FaultQueue, controls: Controls) {
  const actions: Record<string, (value: unknown) => void | Promise<void>> = {
    "DELETE /_requests": () => void log.splice(0),
    "POST /_fault": (value) => faults.add(value),
    "DELETE /_fault": () => faults.clear(),
    "POST /_control": (value) => applyControls(controls, value),
  };
  return async (method: string, path: string, body: string): Promise<Reply> => {
    if (method === "GET" && path === "/_requests") return { body: log };
    const act = actions[`${method} ${path}`];
    if (act === undefined) {
      return { status: 404, body: { error: `there are GET /_requests, ${Object.keys(actions).join(", ")}` } };
    }
    try {
      await act(body === "" ? {} : JSON.parse(body));
      return { status: 204 };
    } catch (error) {
      return { status: 400, body: { error: (error as Error).message } };
    }
  };
}
