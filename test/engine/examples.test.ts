import { readdirSync, rmSync } from "node:fs";
import { access } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import {
  type EmulatorConnection,
  startCohesity,
  startCommvault,
  startHelios,
  startLaserfiche,
  startLaserficheCloud,
  startLaserficheServer,
  startOAuth2,
  startThousandEyes,
} from "pulumi-access-tokens/testing";
import { engine } from "../support/engine";
import { type ExampleState, exampleState, run, runExample } from "../support/example";
import { closing } from "../support/token-stack";
import { Traffic } from "../support/traffic";

const examples = resolve(__dirname, "../../examples");
const names = readdirSync(examples).filter((name) => !name.startsWith("."));

/** The server that an example needs, and the environment by which it finds it. */
const servers: Record<
  string,
  () => Promise<{ server: EmulatorConnection; env: Record<string, string>; all: string[] }>
> = {
  async oauth2() {
    const server = closing(await startOAuth2());
    const { issuer, clientId, clientSecret } = server.credentials;
    const env = { OAUTH2_ISSUER: issuer, OAUTH2_CLIENT_ID: clientId, OAUTH2_CLIENT_SECRET: clientSecret };
    return { server, env, all: ["issue 1", "revoke 1"] };
  },
  async cohesity() {
    const server = closing(await startCohesity());
    const { endpoint, username, password } = server.credentials;
    const env = { COHESITY_ENDPOINT: endpoint, COHESITY_USERNAME: username, COHESITY_PASSWORD: password };
    return { server, env, all: ["issue 1 201"] };
  },
  async "cohesity-api-key"() {
    const server = closing(await startCohesity());
    const { adminApiKey, endpoint } = server.credentials;
    const keys = `/v2/users/${server.sid("svc-pulumi")}/api-keys`;
    const whose = "GET /irisservices/api/v1/public/sessionUser";
    const revoke = expect.stringMatching(new RegExp(`^DELETE ${keys}/\\S+ 204$`));
    const env = { COHESITY_ENDPOINT: endpoint, COHESITY_API_KEY: adminApiKey };
    return { server, env, all: [whose, `POST ${keys} 201`, revoke] };
  },
  async helios() {
    const server = closing(await startHelios());
    const { accessClusterId, adminApiKey, endpoint, password, username } = server.credentials;
    const env = {
      HELIOS_ENDPOINT: endpoint,
      HELIOS_ACCESS_CLUSTER_ID: accessClusterId,
      HELIOS_API_KEY: adminApiKey,
      HELIOS_USERNAME: username,
      HELIOS_PASSWORD: password,
    };
    return { server, env, all: ["issue 1 201"] };
  },
  async commvault() {
    const server = closing(await startCommvault());
    const { endpoint, username, password } = server.credentials;
    const env = { COMMVAULT_ENDPOINT: endpoint, COMMVAULT_USERNAME: username, COMMVAULT_PASSWORD: password };
    const [login, logout] = ["POST /commandcenter/api/Login", "POST /commandcenter/api/Logout"];
    const revoke = "DELETE /commandcenter/api/V4/AccessToken/41";
    return { server, env, all: [login, "issue 1", logout, login, revoke, logout] };
  },
  async laserfiche() {
    const server = closing(await startLaserfiche());
    const { endpoint, repositoryId, customerId, username, password } = server.credentials;
    const env = {
      LASERFICHE_ENDPOINT: endpoint,
      LASERFICHE_REPOSITORY_ID: repositoryId,
      LASERFICHE_CUSTOMER_ID: customerId,
      LASERFICHE_USERNAME: username,
      LASERFICHE_PASSWORD: password,
    };
    return { server, env, all: ["issue 1", "revoke 1"] };
  },
  async "laserfiche-cloud"() {
    const server = closing(await startLaserficheCloud());
    const { tokenEndpoint, apiEndpoint, accessKey, servicePrincipalKey } = server.credentials;
    const env = {
      LASERFICHE_CLOUD_TOKEN_ENDPOINT: tokenEndpoint,
      LASERFICHE_CLOUD_API_ENDPOINT: apiEndpoint,
      LASERFICHE_CLOUD_ACCESS_KEY: accessKey,
      LASERFICHE_CLOUD_SERVICE_PRINCIPAL_KEY: servicePrincipalKey,
    };
    return { server, env, all: ["issue 1"] };
  },
  async "laserfiche-server"() {
    const server = closing(await startLaserficheServer());
    const { endpoint, repositoryId, username, password } = server.credentials;
    const env = {
      LASERFICHE_SERVER_ENDPOINT: endpoint,
      LASERFICHE_SERVER_REPOSITORY_ID: repositoryId,
      LASERFICHE_SERVER_USERNAME: username,
      LASERFICHE_SERVER_PASSWORD: password,
    };
    return { server, env, all: ["issue 1"] };
  },
  async thousandeyes() {
    const server = closing(await startThousandEyes());
    const { endpoint, clientId, clientSecret } = server.credentials;
    const env = { TE_API_ENDPOINT: endpoint, TE_CLIENT_ID: clientId, TE_CLIENT_SECRET: clientSecret };
    return { server, env, all: ["issue 1"] };
  },
};

let state: ExampleState;

beforeEach(async () => {
  state = await exampleState();
});

afterEach(() => state.dispose());

test("each example has a server here", () => {
  expect(names.sort()).toEqual(Object.keys(servers).sort());
});

test.each(names)("the example %s is brought up, is unchanged in a preview, and is destroyed", async (name) => {
  const { server, env, all } = await (servers[name] as (typeof servers)[string])();
  const folder = join(examples, name);
  const operation = (what: "up" | "preview" | "destroy") => runExample(folder, what, { ...state.env, ...env });
  const up = await operation("up");
  expect(up).toMatchObject({ ok: true });
  const { create = 0, ...others } = up.changes;
  expect([create > 1, others]).toEqual([true, {}]);
  expect(Object.values(up.outputs)).toContain("[secret]");
  expect(await operation("preview")).toMatchObject({ ok: true, changes: { same: create } });
  expect(await operation("destroy")).toMatchObject({ ok: true, changes: { delete: create } });
  expect(await new Traffic(server).take()).toEqual(all);
});

test.each(names)("the example %s runs by the commands of Pulumi in its folder", async (name) => {
  if (!(await isOnPath("pulumi-language-nodejs"))) {
    console.info("not run: pulumi-language-nodejs, which Pulumi's installer brings, is not on PATH");
    return;
  }
  const { server, env, all } = await (servers[name] as (typeof servers)[string])();
  const folder = join(examples, name);
  const { command, directory } = await engine();
  const settings = { PULUMI_CONFIG_PASSPHRASE: "example", PULUMI_SKIP_UPDATE_CHECK: "true" };
  const PATH = [directory, process.env.PATH].join(delimiter);
  const pulumi = (...args: string[]) =>
    run(command, [...args, "--stack", "example", "--non-interactive"], folder, {
      ...state.env,
      ...settings,
      ...env,
      PATH,
    });
  try {
    expect(await pulumi("stack", "init")).toMatchObject({ code: 0 });
    expect(await pulumi("up", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect(await pulumi("preview", "--expect-no-changes")).toMatchObject({ code: 0 });
    expect(await pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
    expect(await new Traffic(server).take()).toEqual(all);
  } finally {
    rmSync(join(folder, "Pulumi.example.yaml"), { force: true });
  }
});

async function isOnPath(program: string): Promise<boolean> {
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = await Promise.allSettled(folders.map((folder) => access(join(folder, program))));
  return found.some(({ status }) => status === "fulfilled");
}
