import type { Fault } from "./fault";
import type { WireReply } from "./reply";

/** Returns the reply with the changes that a fault makes. */
export function alteredReply(reply: WireReply, fault: Fault): WireReply {
  const { contentType, headers = {}, size = 0, truncate } = fault;
  const added = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]);
  const type = contentType === undefined ? {} : { "content-type": contentType };
  const body = withFields(reply.body, fault).padEnd(size);
  return {
    status: reply.status,
    headers: { ...reply.headers, ...Object.fromEntries(added), ...type },
    body: truncate ? body.slice(0, Math.ceil(body.length / 2)) : body,
  };
}

function withFields(body: string, { omit = [], set = {} }: Fault): string {
  const changes = [...Object.entries(set), ...omit.map((path) => [path, undefined] as const)];
  if (changes.length === 0) return body;
  const json: unknown = JSON.parse(body);
  for (const [path, value] of changes) assign(json, path.split("."), value);
  return JSON.stringify(json);
}

/** Sets a field by its path. Skips a path through an object that does not exist. `undefined` removes the field. */
function assign(json: unknown, [name = "", ...rest]: readonly string[], value: unknown): void {
  if (typeof json !== "object" || json === null) return;
  const fields = json as Record<string, unknown>;
  if (rest.length > 0) assign(fields[name], rest, value);
  else fields[name] = value;
}
