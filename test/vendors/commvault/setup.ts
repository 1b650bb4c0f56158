import { type Bag, validate } from "../../../provider/arguments/validation";
import type { Operation } from "../../../provider/contract/operation";
import type { HeldToken, IssuedToken } from "../../../provider/contract/token";
import { sender } from "../../../provider/transport/http";
import { SessionPool } from "../../../provider/transport/sessions";
import { commvault } from "../../../provider/vendors/commvault/commvault";
import { type CommvaultEmulator, type LoggedRequest, secretHash } from "../../../testing";

export const now = Date.parse("2027-03-01T12:00:00.500Z");
export const marker = "0badcafe";

const sessions = new SessionPool();

/** What the core gives the vendor, with real requests; login sessions are shared by credential. */
export function operation(args: object, more: Partial<Operation> = {}): Operation {
  const { problems, values } = validate(commvault.arguments, { ...args });
  const { domain, endpoint, password, username } = values as Bag;
  const key = JSON.stringify([endpoint, username, domain, password]);
  if (problems.length > 0) throw new Error(problems.join(" "));
  return {
    args: values as Operation["args"],
    send: sender({ requestTimeout: 3000 }, { limitResetsAt: commvault.limitResetsAt }),
    now: Date.now(),
    clockOffset: 0,
    credential: "credential",
    once: (_, load) => load(),
    inSession: (login, use) => sessions.use(key, login, use),
    nonce: "12345678",
    marker,
    isOwn: () => false,
    ...more,
  };
}

/** A token as the core holds it after it was issued. */
export function held(token: IssuedToken, more: Bag = {}): HeldToken {
  const expiresAt = token.expiresAt === undefined ? undefined : new Date(token.expiresAt).toISOString();
  const { accessToken, id = "" } = token;
  return { accessToken, id, state: { accessToken, expiresAt, ...token.outputs, ...more } };
}

/** The requests so far but logins: `PUT /V4/AccessToken/41 404`. */
export async function asked(server: CommvaultEmulator): Promise<string[]> {
  const log = await server.log();
  await server.clearLog();
  return log
    .filter(({ path }) => !path.endsWith("/Login"))
    .map(({ cut, method, path, query, status }) => {
      const below = path.replace("/commandcenter/api", "") + (query.userId ? `?userId=${query.userId}` : "");
      return [method, below, ...(cut ? ["lost"] : status === 200 ? [] : [status])].join(" ");
    });
}

/** The last request to this path. */
export async function lastTo(server: CommvaultEmulator, path: string): Promise<LoggedRequest> {
  const found = (await server.log()).filter((entry) => entry.path.endsWith(path)).at(-1);
  if (found === undefined) throw new Error(`nothing was sent to ${path}`);
  return found;
}

export { commvault, secretHash };

/** Asks the server as one who knows the token alone. */
export async function status(server: CommvaultEmulator, accessToken: string, path = "/V2/WhoAmI"): Promise<number> {
  const headers = { authorization: `Bearer ${accessToken}` };
  return (await fetch(server.credentials.endpoint + path, { headers })).status;
}
