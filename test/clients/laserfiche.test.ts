import { Agent, buildConnector, type RequestInit, fetch as send } from "undici";
import { sender } from "../../provider/transport/http";
import type { HttpRequest } from "../../provider/transport/message";
import { laserficheCloud } from "../../provider/vendors/laserfiche/cloud";
import {
  type CertificateFile,
  createCertificate,
  type LaserficheCloudEmulator,
  type LaserficheServerEmulator,
  secretHash,
  startLaserficheCloud,
  startLaserficheServer,
} from "../../testing";

// Laserfiche's own clients, as they are published. They exist as ES modules only.
const core = () => import("@laserfiche/lf-api-client-core");
const v1 = async () => (await import("@laserfiche/lf-repository-api-client")).RepositoryApiClient;
const v2 = async () => (await import("@laserfiche/lf-repository-api-client-v2")).RepositoryApiClient;

/** What an emulator was asked: method, path and status. */
async function asked(emulator: LaserficheServerEmulator | LaserficheCloudEmulator): Promise<string[]> {
  return (await emulator.log()).map(({ method, path, status }) => `${method} ${path} ${status}`);
}

describe("against the emulator of a self-hosted server", () => {
  let emulator: LaserficheServerEmulator;

  beforeEach(async () => {
    emulator = await startLaserficheServer();
  });

  afterEach(() => emulator.close());

  test("the client for v1 logs in, reads the root folder, and logs in again once its token has ended", async () => {
    const { endpoint, password, repositoryId, username } = emulator.credentials;
    const client = (await v1()).createFromUsernamePassword(repositoryId, username, password, endpoint);
    const entry = await client.entriesClient.getEntry({ repoId: repositoryId, entryId: 1 });
    expect(entry).toMatchObject({ id: 1, entryType: "Folder" });
    const reasons = await client.auditReasonsClient.getAuditReasons({ repoId: repositoryId });
    expect(reasons.deleteEntry).toHaveLength(1);

    const [token = ""] = (await emulator.log())[0]?.replyTokens ?? [];
    await emulator.clearLog();
    await emulator.control({ revoke: { token } });
    expect(await client.entriesClient.getEntry({ repoId: repositoryId, entryId: 1 })).toMatchObject({ id: 1 });
    const base = "/LFRepositoryAPI/v1/Repositories/Human%20Resources";
    expect(await asked(emulator)).toEqual([
      `GET ${base}/Entries/1 401`,
      `POST ${base}/Token 200`,
      `GET ${base}/Entries/1 200`,
    ]);
  });

  test("the client for v2 logs in at v1, and reads at v2", async () => {
    const { endpoint, password, repositoryId, username } = emulator.credentials;
    const client = (await v2()).createFromUsernamePassword(repositoryId, username, password, `${endpoint}/`);
    expect(await client.entriesClient.getEntry({ repositoryId, entryId: 1 })).toMatchObject({ id: 1 });
    expect(await asked(emulator)).toEqual([
      "POST /LFRepositoryAPI/v1/Repositories/Human%20Resources/Token 200",
      "GET /LFRepositoryAPI/v2/Repositories/Human%20Resources/Entries/1 200",
    ]);
  });

  test("the client tells a wrong password from a wrong repository", async () => {
    const { SelfHostedTokenClient } = await core();
    const { endpoint, password, repositoryId, username } = emulator.credentials;
    const client = new SelfHostedTokenClient(endpoint);
    const body = { grant_type: "password", username, password };
    for (const [repository, given, status] of [
      [repositoryId, { ...body, password: "wrong" }, 401],
      ["Finance", body, 404],
    ] as const) {
      await expect(client.createAccessToken(repository, given)).rejects.toMatchObject({
        status,
        problemDetails: { title: expect.any(String), type: expect.any(String), operationId: expect.any(String) },
      });
    }
  });
});

describe("against the emulator of Laserfiche Cloud", () => {
  const ownFetch = globalThis.fetch;
  let certificate: CertificateFile;
  let emulator: LaserficheCloudEmulator;

  beforeEach(async () => {
    certificate = await createCertificate();
    emulator = await startLaserficheCloud({ certificate });
    globalThis.fetch = fetchFrom(emulator, certificate) as unknown as typeof fetch;
  });

  afterEach(async () => {
    globalThis.fetch = ownFetch;
    await emulator.close();
    await certificate.close();
  });

  test("the client for v1 gets a token with its access key, and lists the repositories", async () => {
    const { createFromBase64EncodedAccessKey } = await core();
    const accessKey = createFromBase64EncodedAccessKey(emulator.credentials.accessKey);
    const client = (await v1()).createFromAccessKey(emulator.credentials.servicePrincipalKey, accessKey);
    expect(await client.repositoriesClient.getRepositoryList({})).toMatchObject([{ repoId: "r-0a1b2c3d" }]);
    expect(await asked(emulator)).toEqual(["POST /oauth/Token 200", "GET /repository/v1/Repositories 200"]);
  });

  test("the client for v2 needs a scope, and is told so", async () => {
    const { createFromBase64EncodedAccessKey } = await core();
    const RepositoryApiClient = await v2();
    const accessKey = createFromBase64EncodedAccessKey(emulator.credentials.accessKey);
    const { servicePrincipalKey } = emulator.credentials;
    const client = RepositoryApiClient.createFromAccessKey(servicePrincipalKey, accessKey, "repository.Read");
    expect(await client.repositoriesClient.listRepositories({})).toMatchObject({ value: [{ id: "r-0a1b2c3d" }] });
    const without = RepositoryApiClient.createFromAccessKey(servicePrincipalKey, accessKey);
    await expect(without.repositoriesClient.listRepositories({})).rejects.toMatchObject({ status: 403 });
  });

  test("the client tells that its service principal key is wrong", async () => {
    const { createFromBase64EncodedAccessKey, TokenClient } = await core();
    const accessKey = createFromBase64EncodedAccessKey(emulator.credentials.accessKey);
    const client = new TokenClient(accessKey.domain);
    await expect(client.getAccessTokenFromServicePrincipal("wrong", accessKey)).rejects.toMatchObject({
      status: 401,
      problemDetails: { type: "invalid_client", title: expect.any(String), operationId: expect.any(String) },
    });
  });

  test("a token that this package issued opens the API to the client, which finds the API by the token", async () => {
    const { JwtUtils } = await core();
    const accessToken = await issuedHere();
    expect(JwtUtils.getAudFromLfJWT(JwtUtils.parseAccessToken(accessToken))).toBe("laserfiche.example");
    const client = (await v2()).createFromGetAccessTokenFunc(async () => ({ access_token: accessToken }) as never);
    expect(await client.repositoriesClient.listRepositories({})).toMatchObject({ value: [{ id: "r-0a1b2c3d" }] });
    const [, used] = await emulator.log();
    expect(used?.headers.authorization).toBe(`Bearer ${secretHash(accessToken)}`);
  });

  test("what this package says of itself is what the client says, but for how long it is good", async () => {
    const { createClientCredentials } = await core();
    const sent: string[] = [];
    const { accessKey, servicePrincipalKey } = emulator.credentials;
    await issuedHere((authorization) => sent.push(authorization));
    const [ours = ""] = sent.map((authorization) => authorization.replace("Bearer ", ""));
    const theirs = createClientCredentials(servicePrincipalKey, accessKey as never);
    const parts = (jwt: string) =>
      jwt
        .split(".")
        .slice(0, 2)
        .map((part) => JSON.parse(atob(part.replaceAll("-", "+").replaceAll("_", "/"))));
    const [header, { exp, iat, nbf, ...claims }] = parts(ours) as [object, Record<string, number>];
    const [theirHeader, { exp: theirExp, iat: theirIat, nbf: theirNbf, ...theirClaims }] = parts(theirs) as [
      object,
      Record<string, number>,
    ];
    expect([header, claims]).toEqual([theirHeader, theirClaims]);
    expect([iat, nbf, exp]).toEqual([expect.any(Number), iat, (iat ?? 0) + 300]);
    expect([theirNbf, theirExp]).toEqual([theirIat, (theirIat ?? 0) + 3600]);
  });

  /** Issues a token as `pulumi up` does. */
  async function issuedHere(onAuthorization: (header: string) => void = () => {}): Promise<string> {
    const { accessKey, ...set } = emulator.credentials;
    const connection = sender({ caCertificate: certificate.cert });
    const { accessToken } = await laserficheCloud.issue({
      args: {
        ...set,
        accessKey: laserficheCloud.arguments.accessKey?.type.parse(accessKey),
        scope: ["repository.Read"],
      },
      now: Date.now(),
      send: (request: HttpRequest) => {
        onAuthorization(request.headers?.authorization ?? "");
        return connection(request);
      },
    } as never);
    return accessToken;
  }
});

/**
 * A `fetch` to which every host is the emulator, as an entry in the hosts file would have it: the clients know no other
 * addresses than those of their domain. The certificate is verified, for the name that is in it.
 */
function fetchFrom({ endpoint }: LaserficheCloudEmulator, { cert }: CertificateFile) {
  const { hostname, port } = new URL(endpoint);
  const connect = buildConnector({ ca: cert });
  const dispatcher = new Agent({
    connect: (options, callback) => connect({ ...options, hostname, port, servername: "localhost" }, callback),
  });
  return (url: string, init: RequestInit) => send(url, { ...init, dispatcher });
}
