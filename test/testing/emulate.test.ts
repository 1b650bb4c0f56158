import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { connectEmulator, emulatorGroups } from "../../testing";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));
const main = path.join(__dirname, "../../lib/cli/main.js");
const children: ChildProcess[] = [];

afterEach(() => {
  for (const child of children.splice(0)) child.kill("SIGKILL");
});

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, ...args], { encoding: "utf8" });
  return { status, stdout, stderr };
}

async function start(...args: string[]) {
  const child = spawn(process.execPath, [main, "emulate", ...args], { stdio: ["ignore", "pipe", "pipe"] });
  children.push(child);
  const lines: string[] = [];
  let stderr = "";
  child.stderr.on("data", (chunk) => {
    stderr += chunk;
  });
  const output = createInterface({ input: child.stdout });
  output.on("line", (line) => lines.push(line));
  await once(output, "line");
  return { child, lines, stderr: () => stderr, credentials: JSON.parse(lines[0] ?? "") };
}

const gone = (endpoint: string) =>
  expect(fetch(endpoint)).rejects.toMatchObject({ cause: expect.objectContaining({ code: "ECONNREFUSED" }) });

test.each(["SIGINT", "SIGTERM"] as const)(
  "prints one line of JSON, runs until %s, exits 0 and leaves nothing",
  async (signal) => {
    const { child, lines, stderr, credentials } = await start();
    expect(Object.keys(credentials)).toEqual(emulatorGroups);
    const { endpoint } = credentials.thousandEyes;
    const { issuer } = credentials.oauth2;
    expect((await fetch(`${issuer}/.well-known/openid-configuration`)).status).toBe(200);
    expect((await fetch(`${endpoint}/v7/users/current`)).status).toBe(401);
    const emulator = connectEmulator(endpoint);
    expect(await emulator.log()).toHaveLength(1);
    await emulator.fault({ delay: 50, count: 20 });
    await Promise.all(Array.from({ length: 20 }, () => fetch(endpoint)));
    child.kill(signal);
    expect(await once(child, "exit")).toEqual([0, null]);
    expect(lines).toHaveLength(1);
    expect(stderr()).toBe("");
    await gone(endpoint);
    await gone(issuer);
  },
);

test("by TLS names the file of the certificate, and deletes it in the end", async () => {
  const { child, credentials } = await start("--tls", "--only", "thousandEyes");
  expect(Object.keys(credentials)).toEqual(["thousandEyes", "caCertificateFile"]);
  expect(credentials.thousandEyes.endpoint).toMatch(/^https:/);
  expect(existsSync(credentials.caCertificateFile)).toBe(true);
  child.kill("SIGINT");
  await once(child, "exit");
  expect(existsSync(credentials.caCertificateFile)).toBe(false);
});

test("its processes end with it, also where it is killed", async () => {
  const { child, credentials } = await start("--only", "oauth2");
  child.kill("SIGKILL");
  await once(child, "exit");
  for (let tries = 0; tries < 50 && (await answers(credentials.oauth2.issuer)); tries++) {
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await gone(credentials.oauth2.issuer);
});

async function answers(url: string): Promise<boolean> {
  return fetch(url).then(
    () => true,
    () => false,
  );
}

test("--version tells the package's", () => {
  expect(run("--version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
});

test("--help tells what there is", () => {
  expect(run("--help")).toMatchObject({ status: 0, stdout: expect.stringContaining("emulate"), stderr: "" });
  const { status, stdout } = run("emulate", "--help");
  expect(status).toBe(0);
  for (const word of ["--tls", "--only", ...emulatorGroups, "/_requests"]) expect(stdout).toContain(word);
});

test.each([
  [[], "no command given"],
  [["emulte"], "no command emulte; there are emulate"],
  [["constructor"], "no command constructor"],
  [["emulate", "--tsl"], "--tsl"],
  [["emulate", "thousandEyes"], "thousandEyes"],
  [["emulate", "--only", "thousandeyes"], `no emulator named thousandeyes; there are ${emulatorGroups.join(", ")}`],
])("%j is refused on standard error with exit code 2", (args, message) => {
  expect(run(...args)).toEqual({ status: 2, stdout: "", stderr: expect.stringContaining(message) });
});
