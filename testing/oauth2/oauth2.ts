import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { compiled } from "../compiled";
import { connectEmulator } from "../emulator/connection";
import type { Emulator } from "../emulator/emulator";
import type { OAuth2Client } from "./clients";
import type { OAuth2Controls, OAuth2Options, OAuth2Pipeline, OAuth2Started } from "./emulator";

export type { ClientAuthentication, OAuth2Client } from "./clients";
export type { OAuth2Controls, OAuth2Options, OAuth2Pipeline } from "./emulator";

/** The credential set of the group `oauth2`: the credentials of the client `reports`, and the endpoints. */
export interface OAuth2Credentials {
  /** The issuer; discovery finds the endpoints from it. */
  issuer: string;
  /** The token endpoint (RFC 6749). */
  tokenEndpoint: string;
  /** The introspection endpoint (RFC 7662). */
  introspectionEndpoint: string;
  /** The revocation endpoint (RFC 7009). */
  revocationEndpoint: string;
  /** A resource that requires a token: `GET` returns 200 with `client` and `scope`, or 401. */
  resource: string;
  /** The id of the client. */
  clientId: string;
  /** The secret of the client. */
  clientSecret: string;
  /** The authentication method of the client. */
  clientAuthentication: "client_secret_basic";
  /**
   * Every client by its id: `reports`, `reports-post`, `reports-jwt`, `reports-secret-jwt`, `reports-none`, `other`; over
   * TLS also `reports-tls` and `reports-self-signed`.
   */
  clients: Record<string, OAuth2Client>;
  /** The identity of a pipeline, which proves the client `reports-pipeline`. */
  pipeline: OAuth2Pipeline;
}

/** An OAuth 2.0 authorization server in its own process. */
export interface OAuth2Emulator extends Emulator<OAuth2Controls> {
  /** The credentials that a program needs. */
  readonly credentials: OAuth2Credentials;
}

/**
 * Starts oidc-provider, an authorization server that is used in production, with opaque tokens, introspection,
 * revocation and discovery, and a resource that requires its tokens. Needs the package `oidc-provider`.
 */
export async function startOAuth2(options: OAuth2Options = {}): Promise<OAuth2Emulator> {
  const child = run(compiled("oauth2/server"));
  const { endpoint, resource, clients, pipeline } = await started(child, options).catch((error: Error) => {
    child.kill("SIGKILL");
    throw error;
  });
  const [reports] = clients;
  const credentials: OAuth2Credentials = {
    issuer: endpoint,
    tokenEndpoint: `${endpoint}/token`,
    introspectionEndpoint: `${endpoint}/token/introspection`,
    revocationEndpoint: `${endpoint}/token/revocation`,
    resource,
    clientId: reports?.clientId ?? "",
    clientSecret: reports?.clientSecret ?? "",
    clientAuthentication: "client_secret_basic",
    clients: Object.fromEntries(clients.map((client) => [client.clientId, client])),
    pipeline,
  };
  return {
    ...connectEmulator<OAuth2Controls>(endpoint, options.certificate?.cert),
    credentials,
    close: () => end(child),
  };
}

function run(module: string): ChildProcess {
  if (!existsSync(module)) throw new Error(`${module} does not exist: npm run build`);
  // Its output goes to standard error, so that it does not mix with the standard output of the parent.
  return fork(module, { stdio: ["ignore", process.stderr, process.stderr, "ipc"], execArgv: [] });
}

async function started(child: ChildProcess, { port, certificate, ...rest }: OAuth2Options): Promise<OAuth2Started> {
  const exit = once(child, "exit").then(([code]) => ({ error: `the OAuth 2.0 emulator ended with code ${code}` }));
  // A message between processes cannot hold the certificate's `close` function.
  const sent = certificate && { cert: certificate.cert, key: certificate.key };
  child.send({ port, certificate: sent, ...rest } satisfies OAuth2Options);
  const message = once(child, "message").then(([reply]) => reply as { started: OAuth2Started } | { error: string });
  const reply = await Promise.race([message, exit]);
  if ("error" in reply) throw new Error(reply.error);
  return reply.started;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exit = once(child, "exit");
  child.disconnect();
  const late = setTimeout(() => child.kill("SIGKILL"), 2000);
  await exit;
  clearTimeout(late);
}
