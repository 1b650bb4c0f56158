import { type Bag, validate, withoutAbsent } from "../../../provider/arguments/validation";
import type { Operation } from "../../../provider/contract/operation";
import type { Vendor } from "../../../provider/contract/vendor";
import { jsonIn } from "../../../provider/transport/encoding";
import { sender } from "../../../provider/transport/http";
import type { HttpReply, HttpRequest, Send } from "../../../provider/transport/message";
import { Pacer } from "../../../provider/transport/rate-limit-retry";

/** The time at which operations run: a round number of seconds. */
export const now = Date.UTC(2026, 5, 7, 8, 9, 10);

/** What a server answers, as short as one likes. */
export interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** The text, or what is sent as JSON. */
  readonly body?: unknown;
}

/** An operation of a vendor, and what it sent. */
export interface Recorded {
  readonly operation: Operation;
  readonly sent: HttpRequest[];
  /** What the operation was answered, in the same order. */
  readonly replies: HttpReply[];
}

/** An operation with these arguments, whose requests are kept and answered in turn; past the last, it fails. */
export function answered(vendor: Vendor, args: Bag, ...answers: readonly Answer[]): Recorded {
  const rest = [...answers];
  return recording(vendor, args, async () => {
    const answer = rest.shift();
    if (answer === undefined) throw new Error("more was sent than there are answers");
    return replyOf(answer);
  });
}

/** An operation with these arguments that goes over the network. */
export function real(vendor: Vendor, args: Bag): Recorded {
  // A limit without a date is tried for a moment, and not for a minute.
  const pacer = new Pacer(10);
  return recording(vendor, args, sender({}, { limitResetsAt: vendor.limitResetsAt, pacerOf: () => pacer }));
}

function recording(vendor: Vendor, given: Bag, send: Send): Recorded {
  const { problems, values } = validate(vendor.arguments, withoutAbsent({ ...vendor.defaults, ...given }));
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const sent: HttpRequest[] = [];
  const replies: HttpReply[] = [];
  const loaded = new Map<string, Promise<unknown>>();
  const operation: Operation = {
    args: values,
    now,
    clockOffset: 0,
    credential: "credential",
    nonce: "0000a001",
    marker: "0000b001",
    isOwn: () => false,
    send: async (request) => {
      sent.push(request);
      const reply = await send(request);
      replies.push(reply);
      return reply;
    },
    once: <T>(key: string, load: () => Promise<T>) => {
      const running = loaded.get(key) ?? load();
      loaded.set(key, running);
      return running as Promise<T>;
    },
    inSession: async (login, use) => use(await login.open()),
  };
  return { operation, sent, replies };
}

/** A reply as `send` gives it. */
export function replyOf({ status = 200, headers = {}, body = "" }: Answer): HttpReply {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  return { status, headers, text, ...jsonIn(text) };
}

/** The fields of a form as they go over the wire, without what is not sent. */
export function formOf({ form = {} }: HttpRequest): [string, string][] {
  return Object.entries(form).flatMap(([name, value]) =>
    value === undefined ? [] : [value].flat().map((item): [string, string] => [name, item as string]),
  );
}

/** The headers that are sent, by lower-case name. */
export function headersOf({ headers = {} }: HttpRequest): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), value]])),
  );
}
