import type { Fault } from "../../testing";
import type { Recipe } from "./recipes";

/** What goes wrong in a case. */
export interface CaseFault {
  /** As the table of the documentation names it. */
  readonly name: string;
  /** At the server, on the request that it is for. */
  readonly fault?: Fault;
  /** On the way there, for every request. */
  readonly way?: "refused" | "unresolved" | "untrusted" | "silent";
}

/** How long the client waits for a reply that comes too late. */
export const deadline = 2000;

const always = 1000;
const denied = { error: "denied", message: "It is not possible now." };

/** A server that takes connections and never answers: one request finds it out, for all cases. */
export const silent = { name: "no answer to the first request of the run", way: "silent" } as const;

const ways: readonly CaseFault[] = [
  { name: "connection refused", way: "refused" },
  { name: "name not resolved", way: "unresolved" },
  { name: "TLS not trusted", way: "untrusted" },
  silent,
];

/** A server that is tried again for about a minute. */
export const limitWithoutDate = "429 without a header";

function atServer(elsewhere: string): Record<string, Fault> {
  const html = true as const;
  const carriedOut = true as const;
  return {
    "cut before it was read": { cut: "before" },
    "cut after it was carried out": { cut: "after" },
    "slower than the deadline": { delay: deadline * 3 },
    ...Object.fromEntries([400, 401, 403, 404, 409, 500].map((status) => [`${status}`, { status, body: denied }])),
    "401 with an HTML page": { status: 401, html },
    [limitWithoutDate]: { status: 429, body: denied },
    "429 for an hour": { status: 429, body: denied, headers: { "retry-after": "3600" } },
    "500 after it was carried out": { status: 500, body: denied, carriedOut },
    "502 with an HTML page": { status: 502, html },
    "502 with an HTML page, carried out": { status: 502, html, carriedOut },
    "200 with an HTML page": { html },
    "200 with an HTML page, carried out": { html, carriedOut },
    "200 with an empty body, carried out": { status: 200, body: "", carriedOut },
    "200 with an empty object, carried out": { status: 200, body: {}, carriedOut },
    "200 with an error inside": {
      status: 200,
      body: {
        ...denied,
        errorCode: 5,
        errorMessage: denied.message,
        error: { errorCode: 5, errorMessage: denied.message },
      },
    },
    "truncated JSON": { truncate: true },
    "a body of 50 MB": { size: 50_000_000 },
    "a redirect to another host": { status: 307, headers: { location: `${elsewhere}/taken` } },
  };
}

/** Of an operation of several requests: what meets all of them. */
const meetsAll = [
  "cut after it was carried out",
  "slower than the deadline",
  "401",
  "500",
  "502 with an HTML page",
  "200 with an HTML page",
];

/** Once, and then all is well. */
const passing = (headers: Record<string, string>): Fault => ({ count: 1, status: 429, body: denied, headers });

/** The faults that meet every request of an operation. */
export function faultsOfAll(elsewhere: string, requests: readonly string[]): readonly CaseFault[] {
  return [...ways, ...(requests.length > 1 ? lasting(elsewhere).filter(({ name }) => meetsAll.includes(name)) : [])];
}

/** The faults that meet one request of an operation. */
export function faultsOfOne(recipe: Recipe, elsewhere: string, request: string, isNew: boolean): readonly CaseFault[] {
  const headers = [{ "retry-after": "0" }, ...(recipe.limitReset === undefined ? [] : [recipe.limitReset])];
  const limits = headers.map((each) => ({ name: `429 with ${Object.keys(each)[0]}, once`, fault: passing(each) }));
  const ofReply = isNew ? [...ofFields(recipe, request), ...lifetimes(recipe, request)] : [];
  // A request that an earlier operation sends too meets there what is said of its reply.
  const ofServer = lasting(elsewhere).filter(({ name }) => isNew || meetsAll.includes(name));
  return [...ofServer, ...limits, ...ofReply];
}

function lasting(elsewhere: string): CaseFault[] {
  return Object.entries(atServer(elsewhere)).map(([name, fault]) => ({ name, fault: { count: always, ...fault } }));
}

function ofFields({ fields }: Recipe, request: string): CaseFault[] {
  const names = fields[request] ?? [];
  const values = [7, { an: "object" }, true];
  return names.flatMap((field, i) => [
    { name: "a field missing", fault: { count: always, omit: [field] } },
    { name: "a field of another type", fault: { count: always, set: { [field]: values[i % values.length] } } },
  ]);
}

function lifetimes({ issues, lifetime }: Recipe, request: string): CaseFault[] {
  if (lifetime === undefined || !issues.test(request)) return [];
  const century = 100 * 365 * 86_400;
  return Object.entries({
    "a lifetime of zero": 0,
    "a negative lifetime": -3600,
    "a lifetime of a century": century,
    "a lifetime of ten thousand years": 100 * century,
  }).map(([name, seconds]) => ({ name, fault: { count: always, set: lifetime(seconds) } }));
}
