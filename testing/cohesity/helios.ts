import { randomBytes } from "node:crypto";
import { type Emulator, type EmulatorOptions, startEmulator } from "../emulator/emulator";
import { CohesityAccounts, type CohesityUser } from "./accounts";
import { type CohesityControls, cohesityControls } from "./controls";
import { failure, invalid, unauthorized } from "./replies";
import { cohesityRoutes, type FindSystem, loginRoute } from "./routes";
import { type CohesitySwitches, CohesitySystem } from "./system";

/** Options of the Helios emulator. */
export interface HeliosOptions extends EmulatorOptions {
  /** Users of all clusters, by name. @default one user, `svc-pulumi`, with a random password */
  users?: Readonly<Record<string, CohesityUser>>;
  /** The region of each cluster, by cluster id. @default two clusters, whose ids are too large for a number */
  clusters?: Readonly<Record<string, string>>;
  /** Seconds that a bearer token lives. @default 86400 */
  lifetime?: number;
}

/** The credential set of the group `helios`: a Helios API key, and a login for the first cluster. */
export interface HeliosCredentials {
  /** The address of Helios. */
  endpoint: string;
  /** An API key of Helios. */
  adminApiKey: string;
  /** The id of the first cluster. */
  accessClusterId: string;
  /** The region of that cluster. */
  regionId: string;
  /** The first user. */
  username: string;
  /** The password of that user. */
  password: string;
}

/** An emulator of the access tokens and API keys of Helios and its clusters. */
export interface HeliosEmulator extends Emulator<CohesityControls> {
  /** The credentials that a program needs. */
  readonly credentials: HeliosCredentials;
  /** Returns the SID of a user. */
  sid(username: string): string;
}

const unauthorizedAccess = "Authentication failed: Unauthorized access.";

/**
 * Starts an emulator of Helios. It forwards a request to the cluster that the headers `accessClusterId` and `regionId`
 * name; Helios itself answers a request without them. A request authenticates with an API key of Helios, or with a
 * bearer token of the cluster.
 */
export async function startHelios(options: HeliosOptions = {}): Promise<HeliosEmulator> {
  const {
    users = { "svc-pulumi": { password: randomBytes(18).toString("base64url") } },
    clusters = { "9007199254740993": "us-east-1", "9007199254740995": "eu-west-1" },
    lifetime = 86_400,
  } = options;
  const accounts = new CohesityAccounts(users, [], Number.POSITIVE_INFINITY);
  const switches: Partial<CohesitySwitches> = {};
  const helios = new CohesitySystem(accounts, lifetime, switches);
  const systems = new Map(
    Object.keys(clusters).map((id) => [id, new CohesitySystem(accounts, lifetime, switches, helios.keys)] as const),
  );
  const [[username, { password }] = ["", { password: "" }]] = Object.entries(users);
  const [[accessClusterId, regionId] = ["", ""]] = Object.entries(clusters);
  const adminApiKey = helios.adminKey(accounts.principal(username));

  const routed: FindSystem = (request) => {
    const [id, region] = [request.header("accessclusterid"), request.header("regionid")];
    if (id === undefined) return helios;
    if (!/^\d{1,19}$/.test(id)) return invalid(request, "Invalid accessClusterId.");
    const system = systems.get(id);
    const known = system !== undefined && (region === undefined || region === clusters[id]);
    return known ? system : failure(request, 404, "KEntityNotExist", "There is no such cluster.");
  };
  const authenticated: FindSystem = (request) =>
    request.header("apikey") === undefined && request.bearer() === undefined
      ? unauthorized(request, unauthorizedAccess)
      : routed(request);
  const byKey: FindSystem = (request) =>
    helios.keys.ownerOf(request.header("apikey") ?? "") === undefined
      ? unauthorized(request, unauthorizedAccess)
      : routed(request);

  const emulator = await startEmulator<CohesityControls>(
    {
      routes: {
        "POST /v2/access-tokens": loginRoute(byKey, "v2", ["username", "password"]),
        ...cohesityRoutes(authenticated),
      },
      otherwise: (request) => unauthorized(request, unauthorizedAccess),
      controls: cohesityControls(switches, accounts, () => [helios, ...systems.values()]),
    },
    options,
  );
  const credentials = { endpoint: emulator.endpoint, adminApiKey, accessClusterId, regionId, username, password };
  return { ...emulator, sid: (name) => accounts.principal(name).sid, credentials };
}
