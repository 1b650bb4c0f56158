import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { clock, startOAuth2 } from "pulumi-access-tokens/testing";
import { leaks } from "../../support/checks/leaks";
import { engine } from "../../support/engine/engine";
import { closing } from "../../support/engine/token-stack";
import { exampleState, run, runExample, runOperations } from "../../support/programs/example";
import { Traffic } from "../../support/servers/traffic";

// Of a dozen programs, each a process of its own.
jest.setTimeout(400_000);

/** The blocks of docs/wiring.md in one language, in order. */
async function blocks(language: string): Promise<string[]> {
  const page = await readFile("docs/wiring.md", "utf8");
  return [...page.matchAll(new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "gms"))].map(([, code]) => code ?? "");
}

test("docs/wiring.md: another stack, a resource of one's own and a program use the token, before and after a renewal", async () => {
  const server = closing(await startOAuth2());
  const { issuer, clientId, clientSecret, resource } = server.credentials;
  const traffic = new Traffic(server);
  const { env: state, dispose } = await exampleState();
  const folder = await mkdtemp(join(tmpdir(), "wiring-"));
  closing({ close: () => Promise.all([dispose(), rm(folder, { recursive: true })]).then(() => {}) });
  await symlink(resolve("node_modules"), join(folder, "node_modules"));
  const [issuing = "", using = ""] = await blocks("ts");
  const project = async (name: string, code: string) => {
    await mkdir(join(folder, name), { recursive: true });
    await writeFile(join(folder, name, "Pulumi.yaml"), `name: ${name}\nruntime: nodejs\n`);
    await writeFile(join(folder, name, "index.ts"), code);
  };
  const credentials = { OAUTH2_ISSUER: issuer, OAUTH2_CLIENT_ID: clientId, OAUTH2_CLIENT_SECRET: clientSecret };
  const tokens = (env = {}) => runExample(join(folder, "tokens"), "up", { ...state, ...credentials, ...env });
  const app = (...operations: ("up" | "preview")[]) =>
    runOperations(join(folder, "app"), operations, state, "--config", `app:url=${resource}`);
  /** What a program does with the token that `pulumi stack output` gives it. */
  const program = async () => {
    const { directory } = await engine();
    const cwd = join(fileURLToPath(state.PULUMI_BACKEND_URL ?? ""), "settings", "tokens");
    const script =
      '#!/bin/sh\ncurl -s -w "%{http_code}" -o /dev/null -H "Authorization: Bearer $REPORTS_TOKEN" $URL\necho " $REPORTS_TOKEN"\n';
    await writeFile(join(cwd, "import.sh"), script, { mode: 0o755 });
    const [line = ""] = await blocks("sh");
    const env = {
      ...state,
      PATH: [directory, process.env.PATH].join(delimiter),
      PULUMI_CONFIG_PASSPHRASE: "example",
      PULUMI_SKIP_UPDATE_CHECK: "true",
      URL: resource,
    };
    const { stdout } = await run("bash", ["-e", "-c", line], cwd, env);
    const [status, accessToken = ""] = stdout.trim().split(" ");
    return { status: Number(status), accessToken };
  };
  const accepts = async (accessToken: string) => {
    return (await fetch(resource, { headers: { authorization: `Bearer ${accessToken}` } })).status;
  };

  await project("tokens", issuing);
  await project("app", using);
  expect(await tokens()).toMatchObject({ ok: true, outputs: { accessToken: "[secret]", requestHeaders: "[secret]" } });
  const [fetched, silent] = await app("up", "preview");
  expect(fetched).toMatchObject({ ok: true, outputs: { fetchedAt: expect.stringMatching(/Z$/) } });
  expect([silent?.ok, silent?.changes.update]).toEqual([true, undefined]);
  const first = await program();
  expect(first.status).toBe(200);
  expect(await traffic.take()).toEqual(["issue 1", "use 1", "use 1"]);
  const stateOf = (name: string) =>
    readFile(join(fileURLToPath(state.PULUMI_BACKEND_URL ?? ""), ".pulumi", "stacks", name, "dev.json"), "utf8");
  expect(leaks({ tokens: await stateOf("tokens"), app: await stateOf("app") }, { token: first.accessToken })).toEqual(
    [],
  );

  expect(await tokens(clock("45 minutes"))).toMatchObject({ ok: true, changes: { same: 1, replace: 1 } });
  expect(await traffic.take()).toEqual(["issue 2"]);
  expect(await accepts(first.accessToken)).toBe(200);
  const [planned, updated] = await app("preview", "up");
  expect([planned?.changes.update, updated?.ok]).toEqual([1, true]);
  const second = await program();
  expect(await traffic.take()).toEqual(["use 1", "use 2", "use 2"]);

  await project("tokens", issuing.replace(', onReplace: "expire"', ""));
  expect((await tokens(clock("90 minutes"))).ok).toBe(true);
  expect(await traffic.take()).toEqual(["issue 3", "revoke 2"]);
  expect(await accepts(second.accessToken)).toBe(401);
  expect(await app("up")).toMatchObject([{ ok: true }]);
  expect(await traffic.take()).toEqual(["use 2 401", "use 3"]);
});
