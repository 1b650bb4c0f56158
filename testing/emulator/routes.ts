import type { Reply } from "./reply";
import type { EmulatorRequest } from "./request";

/** Answers one request. */
export type Handler = (request: EmulatorRequest) => Reply | Promise<Reply>;

/**
 * Handlers by method and path, for example `"DELETE /v2/users/{sid}/api-keys/{id}"`. A name in braces is one segment of
 * the path; the handler finds it in `params`. The first route that matches answers.
 */
export type Routes = Readonly<Record<string, Handler>>;

/** Returns a function that finds the handler of a request and the parameters in its path. */
export function router(routes: Routes) {
  const table = Object.entries(routes).map(([route, handler]) => {
    const [method, path = "/"] = route.split(" ");
    const pattern = path.split(/\{(\w+)\}/).map((part, i) => (i % 2 === 0 ? literal(part) : `(?<${part}>[^/]+)`));
    return { method, pattern: new RegExp(`^${pattern.join("")}$`), handler };
  });
  return (method: string, path: string): { handler: Handler; params: Record<string, string> } | undefined => {
    for (const entry of table) {
      const match = entry.method === method ? entry.pattern.exec(path) : null;
      if (match === null) continue;
      const params = Object.entries(match.groups ?? {}).map(([name, value]) => [name, decoded(value)]);
      return { handler: entry.handler, params: Object.fromEntries(params) };
    }
    return undefined;
  };
}

function literal(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
