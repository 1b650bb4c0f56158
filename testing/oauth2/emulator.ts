import { randomBytes } from "node:crypto";
import { z } from "zod";
import { type Certificate, createCertificate } from "../certificate";
import { type Controls, control } from "../emulator/control";
import { type EmulatorOptions, startEmulator } from "../emulator/emulator";
import { createClients, type OAuth2Client } from "./clients";
import { OAuth2Gateway } from "./gateway";
import { identityToken } from "./pipeline";
import { createProvider } from "./provider";

/** How the OAuth 2.0 emulator starts. */
export interface OAuth2Options extends EmulatorOptions {
  /** Secrets by client id. @default random secrets */
  secrets?: Readonly<Record<string, string>>;
  /** Seconds that a token lives. @default 3600 */
  lifetime?: number;
  /** The scopes that the server knows. @default reports:read reports:write tests:manage */
  scopes?: readonly string[];
}

/** The settings of the OAuth 2.0 emulator that a test may change. */
export interface OAuth2Controls {
  /** Revokes a token, given as the token or as its hash from the log. */
  revoke: { token: string };
  /** Seconds that the next token lives; `null` leaves `expires_in` out of the reply. */
  nextLifetime: number | null;
  /** Returns the same valid token to a client that asks for the same scope again. */
  repeatTokens: boolean;
  /** Issues a refresh token with each access token, as some servers do against RFC 6749, section 4.4.3. */
  refreshTokens: boolean;
  /** Grants at most this scope; `null` grants the requested scope. */
  grantScope: string | null;
  /** Answers a client with `invalid_client`, until you send `locked: false`. */
  lockAccount: { client: string; locked?: boolean };
  /** Gives a client a new secret, and refuses its old one from then on. */
  rotateSecret: { client: string; secret: string };
}

/** The data of the running emulator. */
export interface OAuth2Started {
  endpoint: string;
  /** The resource that requires the tokens. */
  resource: string;
  clients: OAuth2Client[];
  pipeline: OAuth2Pipeline;
}

/** The identity of a pipeline, as GitHub Actions gives it to a job. Its tokens prove the client `reports-pipeline`. */
export interface OAuth2Pipeline {
  /** The address that gives a token; the value of `ACTIONS_ID_TOKEN_REQUEST_URL`. */
  requestUrl: string;
  /** The token that the job sends there; the value of `ACTIONS_ID_TOKEN_REQUEST_TOKEN`. */
  requestToken: string;
}

/** Starts the emulator in this process. To stop it, end the process. */
export async function startOAuth2Here(options: OAuth2Options): Promise<OAuth2Started> {
  const { lifetime = 3600, scopes = ["reports:read", "reports:write", "tests:manage"] } = options;
  const certificates = options.certificate === undefined ? {} : await clientCertificates();
  const list = createClients(options.secrets, certificates);
  const requestToken = randomBytes(24).toString("base64url");
  const clients = new Map(list.map((client) => [client.clientId, client]));
  const lockedClients = new Set<string>();
  let grantScope: string | null = null;

  const known = (id: string): OAuth2Client => {
    const client = clients.get(id);
    if (client === undefined) throw new Error(`no client ${id}; there are ${[...clients.keys()].join(", ")}`);
    return client;
  };

  const controls = {
    revoke: control(z.strictObject({ token: z.string() }), ({ token }) => gateway.revoke(token)),
    nextLifetime: control(z.number().int().positive().nullable(), (value) => {
      gateway.nextLifetime = value;
    }),
    repeatTokens: control(z.boolean(), (value) => {
      gateway.repeatTokens = value;
    }),
    refreshTokens: control(z.boolean(), (value) => {
      gateway.refreshTokens = value;
    }),
    grantScope: control(z.string().nullable(), (value) => {
      grantScope = value;
    }),
    lockAccount: control(
      z.strictObject({ client: z.string(), locked: z.boolean().default(true) }),
      ({ client, locked }) => void lockedClients[locked ? "add" : "delete"](known(client).clientId),
    ),
    rotateSecret: control(z.strictObject({ client: z.string(), secret: z.string() }), ({ client, secret }) => {
      if (known(client).clientSecret === undefined) throw new Error(`client ${client} has no secret`);
      known(client).clientSecret = secret;
    }),
  } satisfies Record<keyof OAuth2Controls, Controls[string]>;

  const { endpoint } = await startEmulator(
    {
      routes: {
        "POST /token": (request) => gateway.issue(request),
        "GET /pipeline/token": (request) =>
          identityToken(request, known("reports-pipeline"), requestToken, new URL(request.origin).origin),
        "GET /resource": async (request) => {
          const token = await gateway.find(request.bearer());
          if (token !== undefined) return { body: { client: token.clientId, scope: token.scope ?? "" } };
          const challenge = request.bearer() === undefined ? "Bearer" : 'Bearer error="invalid_token"';
          return { status: 401, headers: { "www-authenticate": challenge }, body: { error: "invalid_token" } };
        },
      },
      otherwise: (request) => gateway.forward(request),
      controls,
      clientAuthorities: Object.values(certificates).map(({ cert }) => cert),
    },
    options,
  );
  // The authorization server needs its own address, so it starts after the emulator.
  const resource = `${endpoint}/resource`;
  const provider = await createProvider(endpoint, resource, {
    clients,
    lockedClients,
    scopes,
    grantScope: () => grantScope ?? scopes.join(" "),
    lifetime: () => gateway.nextLifetime ?? lifetime,
  });
  const gateway = await OAuth2Gateway.start(provider);
  const pipeline = { requestUrl: `${endpoint}/pipeline/token?api-version=2.0`, requestToken };
  return { endpoint, resource, clients: list.filter(({ clientId }) => clientId !== "reports-pipeline"), pipeline };
}

/** Returns a certificate of its own for each client that has one. Each is its own authority. */
async function clientCertificates(): Promise<Record<string, Certificate>> {
  const ids = ["reports-tls", "reports-self-signed"];
  const made = await Promise.all(
    ids.map(async (id) => {
      const { cert, close, key } = await createCertificate(id);
      await close();
      return [id, { cert, key }] as const;
    }),
  );
  return Object.fromEntries(made);
}
