import { randomBytes } from "node:crypto";
import { type Emulator, type EmulatorOptions, startEmulator } from "../emulator/emulator";
import { CohesityAccounts, type CohesityClientCertificate, type CohesityUser } from "./accounts";
import { type CohesityControls, cohesityControls } from "./controls";
import { basicClusterInfo, failure } from "./replies";
import { cohesityRoutes, loginRoute } from "./routes";
import { type CohesitySwitches, CohesitySystem } from "./system";

export type { CohesityClientCertificate, CohesityOtp, CohesityUser } from "./accounts";
export type { CohesityControls } from "./controls";

/** Options of the Cohesity emulator. */
export interface CohesityOptions extends EmulatorOptions {
  /** Users by name. @default one user, `svc-pulumi`, with a random password */
  users?: Readonly<Record<string, CohesityUser>>;
  /** Client certificates that may log in. @default none */
  certificates?: readonly CohesityClientCertificate[];
  /** Seconds that a bearer token lives. @default 86400 */
  lifetime?: number;
  /** The number of failed logins in a row that locks a user. @default 5 */
  maxFailedLogins?: number;
}

/** The credential set of the group `cohesity`: the login of the first user, and an API key of that user. */
export interface CohesityCredentials {
  /** The address of the cluster. */
  endpoint: string;
  /** The first user. */
  username: string;
  /** The password of that user. */
  password: string;
  /** An API key of that user. */
  adminApiKey: string;
}

/** An emulator of the access tokens and API keys of a Cohesity cluster. */
export interface CohesityEmulator extends Emulator<CohesityControls> {
  /** The credentials that a program needs. */
  readonly credentials: CohesityCredentials;
  /** Returns the SID of a user. */
  sid(username: string): string;
}

/**
 * Starts an emulator of a Cohesity cluster: access tokens in both versions of the API, and API keys in version 2.
 * `GET sessionUser` and `GET /v2/clusters` require a credential. A bearer token cannot be revoked.
 */
export async function startCohesity(options: CohesityOptions = {}): Promise<CohesityEmulator> {
  const { users = { "svc-pulumi": { password: randomBytes(18).toString("base64url") } }, lifetime = 86_400 } = options;
  const accounts = new CohesityAccounts(users, options.certificates ?? [], options.maxFailedLogins ?? 5);
  const switches: Partial<CohesitySwitches> = {};
  const system = new CohesitySystem(accounts, lifetime, switches);
  const emulator = await startEmulator<CohesityControls>(
    {
      routes: {
        "POST /irisservices/api/v1/public/accessTokens": loginRoute(() => system, "v1"),
        "POST /v2/access-tokens": loginRoute(() => system, "v2"),
        "GET /irisservices/api/v1/public/basicClusterInfo": basicClusterInfo,
        ...cohesityRoutes(() => system),
      },
      otherwise: (request) =>
        system.protect(request, () => failure(request, 404, "KInvalidError", "There is no such path.")),
      controls: cohesityControls(switches, accounts, () => [system]),
    },
    options,
  );
  const [[username, { password }] = ["", { password: "" }]] = Object.entries(users);
  return {
    ...emulator,
    sid: (name) => accounts.principal(name).sid,
    credentials: {
      endpoint: emulator.endpoint,
      username,
      password,
      adminApiKey: system.adminKey(accounts.principal(username)),
    },
  };
}
