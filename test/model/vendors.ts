import { fork } from "node:child_process";
import { once } from "node:events";
import path from "node:path";
import {
  connectEmulator,
  type EmulatorConnection,
  type Fault,
  type LoggedRequest,
  startCommvault,
  startLaserfiche,
  startThousandEyes,
} from "../../testing";
import type { OAuth2Started } from "../../testing/oauth2-emulator";

export type Args = Readonly<Record<string, unknown>>;

/** What a request to a vendor is for. */
export type Purpose = "issue" | "renew" | "revoke" | "introspect" | "list" | "change" | "other";

/** A vendor whose emulator runs. */
export interface Server {
  readonly connection: EmulatorConnection;
  /** The credential sets of two accounts. */
  readonly accounts: readonly [Args, Args];
  close(): Promise<void>;
}

/** A class of tokens, as far as a model must know it. Times are in milliseconds. */
export interface ModelVendor {
  readonly resource: string;
  /** Starts its emulator, with this on top of the environment where it is a process of its own. */
  readonly start: (env: Readonly<Record<string, string>>) => Promise<Server>;
  /** What its requests are for: the method, and the end of the path but for an id. The first line that fits. */
  readonly requests: readonly (readonly [purpose: Purpose, method: string, path: string])[];
  readonly lifetime: number;
  readonly revokes: boolean;
  readonly renewsInPlace: boolean;
  /** Its tokens have names that a list shows. */
  readonly lists: boolean;
  /** The secret of a credential set; absent where a wrong one would lock the account. */
  readonly secret?: string;
  /** Two values of an argument that replaces the token. */
  readonly grant: readonly [string, unknown, unknown];
  /** Two values of an argument that changes the token in place. */
  readonly inPlace?: readonly [string, unknown, unknown];
  /** The reply to an issue with a lifetime that is none, which the token is kept with in state. */
  readonly uselessLifetime?: Fault["set"];
  /** The hash of the token that a request ends or renews, or its number in the order of issue. */
  readonly tokenOf: (request: LoggedRequest) => string | number | undefined;
}

const minute = 60_000;
const bearer = ({ headers }: LoggedRequest) => headers.authorization?.replace("Bearer ", "");

const oauth2: ModelVendor = {
  resource: "OAuth2AccessToken",
  async start(env) {
    const child = fork(path.resolve("lib/testing/oauth2-server.js"), { env: { ...process.env, ...env }, execArgv: [] });
    child.send({});
    const [{ started }] = (await once(child, "message")) as [{ started: OAuth2Started }];
    const { clients, endpoint } = started;
    const account = (id: string) => {
      const { clientSecret } = clients.find(({ clientId }) => clientId === id) ?? {};
      return { issuer: endpoint, clientId: id, clientSecret };
    };
    return {
      connection: connectEmulator(endpoint),
      accounts: [account("reports"), account("other")],
      close: async () => void child.kill("SIGKILL"),
    };
  },
  requests: [
    ["revoke", "POST", "/revocation"],
    ["introspect", "POST", "/introspection"],
    ["issue", "POST", "/token"],
  ],
  lifetime: 60 * minute,
  revokes: true,
  renewsInPlace: false,
  lists: false,
  secret: "clientSecret",
  grant: ["scope", ["reports:read"], ["reports:read", "tests:manage"]],
  uselessLifetime: { expires_in: 0 },
  tokenOf: ({ body }) => (body as { token?: string }).token,
};

const laserfiche: ModelVendor = {
  resource: "LaserficheAccessToken",
  async start() {
    const server = await startLaserfiche({ users: { reports: "first-secret", other: "second-secret" } });
    const { customerId, endpoint, repositoryId } = server.credentials;
    const set = { endpoint, repositoryId, customerId };
    const accounts = [
      { ...set, username: "reports", password: "first-secret" },
      { ...set, username: "other", password: "second-secret" },
    ] as const;
    return { connection: server, accounts, close: () => server.close() };
  },
  requests: [
    ["issue", "POST", "/Create"],
    ["renew", "POST", "/Refresh"],
    ["revoke", "POST", "/Invalidate"],
    ["introspect", "GET", "/AuditReasons"],
  ],
  lifetime: 60 * minute,
  revokes: true,
  renewsInPlace: true,
  lists: false,
  secret: "password",
  grant: ["applicationName", "reports", "nightly"],
  tokenOf: bearer,
};

const thousandEyes: ModelVendor = {
  resource: "ThousandEyesAccessToken",
  async start() {
    const server = await startThousandEyes({ clients: { reports: "first-secret", other: "second-secret" } });
    const { endpoint } = server.credentials;
    const accounts = [
      { endpoint, clientId: "reports", clientSecret: "first-secret" },
      { endpoint, clientId: "other", clientSecret: "second-secret" },
    ] as const;
    return { connection: server, accounts, close: () => server.close() };
  },
  requests: [
    ["issue", "POST", "/token"],
    ["introspect", "GET", "/current"],
  ],
  lifetime: 60 * minute,
  revokes: false,
  renewsInPlace: false,
  lists: false,
  secret: "clientSecret",
  grant: ["scope", "tests:read", "tests:read alerts:read"],
  uselessLifetime: { expires_in: 0 },
  tokenOf: () => undefined,
};

const commvault: ModelVendor = {
  resource: "CommvaultAccessToken",
  async start() {
    const server = await startCommvault();
    const { endpoint } = server.credentials;
    const account = (username: string) => ({ endpoint, username, password: server.users[username]?.password });
    return { connection: server, accounts: [account("svc-pulumi"), account("reports")], close: () => server.close() };
  },
  requests: [
    ["issue", "POST", "/V4/AccessToken"],
    ["revoke", "DELETE", "/V4/AccessToken"],
    ["list", "GET", "/V4/AccessToken"],
    ["change", "PUT", "/V4/AccessToken"],
  ],
  lifetime: 120 * minute,
  revokes: true,
  renewsInPlace: false,
  lists: true,
  grant: ["accessTokenType", "ALL", "DEFAULT"],
  inPlace: ["tokenName", "ci", "nightly"],
  // The emulator counts from 41 on.
  tokenOf: ({ path }) => Number(path.split("/").at(-1)) - 41,
};

/** By class. */
export const modelVendors: ReadonlyMap<string, ModelVendor> = new Map(
  [laserfiche, commvault, thousandEyes, oauth2].map((vendor) => [vendor.resource, vendor]),
);

/** What a request is for. */
export function purposeOf({ requests }: ModelVendor, { method, path }: LoggedRequest): Purpose {
  const fits = ([, of, end]: (typeof requests)[number]) =>
    of === method && (path.endsWith(end) || path.includes(`${end}/`));
  return requests.find(fits)?.[0] ?? "other";
}
