import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { Reply } from "../emulator/reply";
import type { EmulatorRequest } from "../emulator/request";

/** A user of the Commvault emulator. */
export interface CommvaultUser {
  /** The number that identifies the user in the API. */
  readonly id: number;
  /** The password. A user without a password cannot log in. */
  readonly password?: string;
  /** The Active Directory domain that a login must name. */
  readonly domain?: string;
  /** May manage the tokens of other users. */
  readonly admin?: boolean;
  /** Others may issue tokens for this user. */
  readonly isServiceAccount?: boolean;
  /** A service principal of the SaaS, whose password is not encoded. */
  readonly isServicePrincipal?: boolean;
}

interface Session {
  readonly name: string;
  readonly deviceId: string | undefined;
  lastUsed: number;
  lapsed: boolean;
}

/** The shape of the reply to a login: `token` on customer managed servers, `data` on the SaaS gateway. */
export type LoginReply = "token" | "data";

const idleTime = 30 * 60_000;
const triesBeforeLock = 5;
const lockTime = 600;

const loginBody = z.looseObject({
  username: z.string().min(1),
  password: z.string().min(1),
  domain: z.string().optional(),
  commserver: z.string().optional(),
  timeout: z.number().optional(),
  deviceId: z.string().optional(),
});

/** The users of the Commvault emulator and their login sessions. */
export class CommvaultAccounts {
  /** Answers every login as if the account were locked. */
  locked = false;
  loginReply: LoginReply = "token";
  readonly #sessions = new Map<string, Session>();
  readonly #failures = new Map<string, number>();

  constructor(readonly users: Readonly<Record<string, CommvaultUser>>) {}

  /** Answers a login. A failed login is answered with 200 and without a token. */
  login(request: EmulatorRequest): Reply {
    const parsed = loginBody.safeParse(request.json());
    if (!parsed.success) return { status: 400, body: { errorMessage: "Invalid request", errorCode: 2 } };
    const { deviceId, username } = parsed.data;
    const failures = this.#failures.get(username) ?? 0;
    if (this.locked || failures >= triesBeforeLock) {
      const errList = [{ errLogMessage: "The account is locked." }];
      return { body: { errList, isAccountLocked: true, remainingLockTime: lockTime, loginAttempts: failures } };
    }
    const user = this.#proved(parsed.data);
    if (user === undefined) {
      this.#failures.set(username, failures + 1);
      const errList = [{ errLogMessage: "Invalid username or password." }];
      return { body: { errList, isAccountLocked: false, remainingLockTime: 0, loginAttempts: failures + 1 } };
    }
    this.#failures.delete(username);
    const token = this.#open(username, deviceId);
    if (this.loginReply === "data") return { body: { data: { authToken: token } } };
    const standing = { loginAttempts: 0, remainingLockTime: 0, isAccountLocked: false, forcePasswordChange: false };
    const providerOrganization = { providerId: 0, providerDomainName: "Commcell" };
    const named = { userName: username, userGUID: "6B1F0C5A-0000-4000-8000-000000000017", aliasName: String(user.id) };
    return { body: { token, ...named, ...standing, errList: [], providerOrganization } };
  }

  logout(token: string | undefined): Reply {
    const known = this.#live(token) !== undefined;
    this.#sessions.delete(token ?? "");
    const headers = { "content-type": "text/plain" };
    return known
      ? { headers, body: "User logged out" }
      : { status: 401, headers, body: "Invalid authorization token provided." };
  }

  /** Renews a session for the device that opened it, even if the session has expired. */
  renew(request: EmulatorRequest): Reply {
    const { sessionId, deviceId } = (request.json() ?? {}) as Record<string, unknown>;
    const session = this.#sessions.get(String(sessionId));
    if (session === undefined || session.deviceId === undefined || session.deviceId !== deviceId) {
      return { body: { error: { errorCode: 1, errLogMessage: "Cannot renew the session." } } };
    }
    this.#sessions.delete(String(sessionId));
    return { body: { token: this.#open(session.name, session.deviceId), error: {} } };
  }

  /** Returns the user of a session, unless it has expired. */
  user(token: string): [string, CommvaultUser] | undefined {
    const session = this.#live(token);
    if (session === undefined) return undefined;
    session.lastUsed = Date.now();
    const user = this.users[session.name];
    return user && [session.name, user];
  }

  byId(id: number): [string, CommvaultUser] | undefined {
    return Object.entries(this.users).find(([, user]) => user.id === id);
  }

  /** Ends every session, as the idle time does. */
  lapse(): void {
    for (const session of this.#sessions.values()) session.lapsed = true;
  }

  #live(token: string | undefined): Session | undefined {
    const session = this.#sessions.get(token ?? "");
    return session === undefined || session.lapsed || session.lastUsed + idleTime < Date.now() ? undefined : session;
  }

  #open(name: string, deviceId: string | undefined): string {
    const secret = randomBytes(32).toString("hex");
    const token = this.loginReply === "data" ? secret : `QSDK ${secret}`;
    this.#sessions.set(token, { name, deviceId, lastUsed: Date.now(), lapsed: false });
    return token;
  }

  #proved({ domain, password, username }: z.output<typeof loginBody>): CommvaultUser | undefined {
    const user = Object.hasOwn(this.users, username) ? this.users[username] : undefined;
    if (user?.password === undefined || (user.domain ?? "") !== (domain ?? "")) return undefined;
    const expected = user.isServicePrincipal ? user.password : Buffer.from(user.password).toString("base64");
    return password === expected ? user : undefined;
  }
}
