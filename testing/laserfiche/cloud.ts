import { createHmac, randomBytes, randomUUID } from "node:crypto";
import { z } from "zod";
import { type Emulator, type EmulatorOptions, startEmulator } from "../emulator/emulator";
import type { Reply } from "../emulator/reply";
import type { EmulatorRequest } from "../emulator/request";
import type { Handler } from "../emulator/routes";
import { type IssuedToken, TokenStore } from "../emulator/token-store";
import { createAccessKey, exported, isValidAssertion } from "./assertion";
import * as replies from "./replies";
import { controls, issue, type LaserficheState, type LaserficheTokenControls } from "./tokens";

/** Options of the Laserfiche Cloud emulator. */
export interface LaserficheCloudOptions extends EmulatorOptions {
  /** The regional domain in the access keys and in the tokens' audience. @default "laserfiche.example" */
  domain?: string;
  /** The account. @default "100200300" */
  customerId?: string;
  /** @default "r-0a1b2c3d" */
  repositoryId?: string;
  /** The scopes that the app is approved for. @default repository.Read and repository.Write */
  approvedScopes?: readonly string[];
  /** Seconds that a token lives. @default 43200 */
  lifetime?: number;
}

/** The settings of the Laserfiche Cloud emulator that a test may change. */
export interface LaserficheCloudControls extends LaserficheTokenControls {
  /** Answers as if the app were not a service app. */
  notServiceApp: boolean;
  /** The scopes that the app is approved for from now on. */
  approvedScopes: readonly string[];
}

/** The credential set of the group `laserficheCloud`. */
export interface LaserficheCloudCredentials {
  /** The address that issues tokens. */
  tokenEndpoint: string;
  /** The address of the API that requires tokens. */
  apiEndpoint: string;
  /** The access key in base64, as the Developer Console exports it. */
  accessKey: string;
  /** The first key of the service principal. */
  servicePrincipalKey: string;
}

/** An emulator of the access tokens of Laserfiche Cloud service apps. */
export interface LaserficheCloudEmulator extends Emulator<LaserficheCloudControls> {
  /** The credentials that a program needs. */
  readonly credentials: LaserficheCloudCredentials;
  /** Both access keys of the app, in base64. */
  readonly accessKeys: readonly string[];
  /** An access key of another app in the same account, in base64. */
  readonly otherAccessKey: string;
  /** Both keys of the service principal. */
  readonly servicePrincipalKeys: readonly string[];
}

interface Grant {
  client: string;
  scopes: readonly string[];
}

/**
 * Starts an emulator of Laserfiche Cloud: `POST /oauth/Token` issues tokens for client credentials;
 * `GET /repository/v1/...` and `/repository/v2/...` require one. Tokens can be neither revoked nor introspected.
 */
export async function startLaserficheCloud(options: LaserficheCloudOptions = {}): Promise<LaserficheCloudEmulator> {
  const { domain = "laserfiche.example", customerId = "100200300", repositoryId = "r-0a1b2c3d" } = options;
  const { approvedScopes = ["repository.Read", "repository.Write"], lifetime = 43_200 } = options;
  const app = { customerId, clientId: randomUUID(), domain };
  const other = createAccessKey({ ...app, clientId: randomUUID() });
  const ofApp = [createAccessKey(app), createAccessKey(app)];
  const servicePrincipalKeys = [randomBytes(24).toString("base64url"), randomBytes(24).toString("base64url")];
  const tokens = new TokenStore<Grant>();
  const state: LaserficheState<LaserficheCloudControls> = {
    repeatTokens: false,
    lockAccount: false,
    accessDenied: false,
    notServiceApp: false,
    approvedScopes,
  };

  const answerToken: Handler = (request) => {
    if (request.mediaType !== "application/x-www-form-urlencoded") {
      return replies.oauthProblem(400, "invalid_request", "The request must be application/x-www-form-urlencoded.");
    }
    const form = request.form();
    if (!form.has("grant_type")) return replies.oauthProblem(400, "invalid_request", "grant_type is missing.");
    if (form.get("grant_type") !== "client_credentials") {
      return replies.oauthProblem(400, "unsupported_grant_type", "The grant type is not supported.");
    }
    const assertion = request.bearer() ?? "";
    if (!isValidAssertion(assertion, [...ofApp, other], servicePrincipalKeys) || state.lockAccount) {
      return replies.oauthProblem(401, "invalid_client", "Client authentication failed.");
    }
    if (state.notServiceApp) return replies.oauthProblem(400, "unauthorized_client", "The app is no service app.");
    const client = JSON.parse(Buffer.from(assertion.split(".")[1] ?? "", "base64url").toString("utf8")).client_id;
    // Scopes that are unknown or not approved are ignored without an error.
    const asked = new Set((form.get("scope") ?? "").split(" "));
    return granted({ client, scopes: [...asked].filter((scope) => state.approvedScopes.includes(scope)) });
  };

  const granted = (grant: Grant): Reply => {
    const { issued, seconds } = issue(state, tokens, grant, lifetime, accessToken(domain, customerId));
    const scope = grant.scopes.length === 0 ? null : grant.scopes.join(" ");
    const named = seconds === null ? {} : { expires_in: seconds };
    return { body: { access_token: issued.token, token_type: "bearer", ...named, scope, refresh_token: null } };
  };

  const protect =
    (answer: (request: EmulatorRequest) => Reply): Handler =>
    (request) => {
      const held = tokens.find(request.bearer());
      if (held === undefined || state.lockAccount) return replies.problem(request, 401, replies.invalidToken);
      if (state.accessDenied || !mayRead(request, held)) return replies.problem(request, 403, replies.accessDenied);
      const { repositoryId: asked = repositoryId } = request.params;
      return asked === repositoryId
        ? answer(request)
        : replies.problem(request, 404, replies.repositoryNotFound(asked));
    };

  const list = (version: string) =>
    protect(({ origin }) => replies.repositories(version, repositoryId, `${origin}/laserfiche?repo=${repositoryId}`));

  const emulator = await startEmulator<LaserficheCloudControls>(
    {
      routes: {
        // The vendor's clients use one spelling, the vendor's documentation uses the other.
        "POST /oauth/Token": answerToken,
        "POST /oauth/token": answerToken,
        "GET /repository/v1/Repositories": list("v1"),
        "GET /repository/v1/Repositories/{repositoryId}/Entries/1": protect(replies.rootEntry),
        "GET /repository/v1/Repositories/{repositoryId}/AuditReasons": protect(replies.auditReasons),
        "GET /repository/v2/Repositories": list("v2"),
        "GET /repository/v2/Repositories/{repositoryId}/Entries/1": protect(replies.rootEntry),
        "GET /repository/v2/Repositories/{repositoryId}/SessionRights": protect(replies.sessionRights),
      },
      otherwise: (request) => replies.problem(request, 404, "Not found."),
      controls: controls(state, tokens, { notServiceApp: z.boolean(), approvedScopes: z.array(z.string()) }),
    },
    options,
  );
  const [accessKey = "", ...rest] = ofApp.map(exported);
  const tokenEndpoint = `${emulator.endpoint}/oauth/Token`;
  const apiEndpoint = `${emulator.endpoint}/repository`;
  return {
    ...emulator,
    credentials: { tokenEndpoint, apiEndpoint, accessKey, servicePrincipalKey: servicePrincipalKeys[0] ?? "" },
    accessKeys: [accessKey, ...rest],
    otherAccessKey: exported(other),
    servicePrincipalKeys,
  };
}

/** v1 accepts a token without scopes for everything; v2 requires the scope of each operation. */
function mayRead({ path }: EmulatorRequest, { grant: { scopes } }: IssuedToken<Grant>): boolean {
  return path.startsWith("/repository/v1/") || scopes.includes("repository.Read");
}

/** Returns a JWT. The vendor's clients read the address of the API from its audience. Its signature is random. */
function accessToken(aud: string, csid: string): string {
  const [head, payload] = [
    { alg: "HS256", typ: "JWT" },
    { aud, csid, trid: "1008", name: "svc-reports", jti: randomUUID() },
  ].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url"));
  const signature = createHmac("sha256", randomBytes(32)).update(`${head}.${payload}`).digest("base64url");
  return `${head}.${payload}.${signature}`;
}
