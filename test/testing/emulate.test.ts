import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
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
  await ended(credentials.oauth2.issuer);
});

describe("once the process that started it has ended", () => {
  const folder = mkdtempSync(path.join(tmpdir(), "starter-"));
  const bin = path.join(folder, "node_modules", ".bin");
  const emulate = "pulumi-access-tokens emulate --only thousandEyes > line";

  beforeAll(() => {
    mkdirSync(bin, { recursive: true });
    const command = path.join(bin, "pulumi-access-tokens");
    // The files are the only trace of it that outlives the shell.
    writeFileSync(command, `#!/bin/sh\necho $$ > pid\nexec "${process.execPath}" "${main}" "$@"\n`);
    chmodSync(command, 0o755);
  });

  afterEach(() => {
    try {
      process.kill(Number(readFileSync(path.join(folder, "pid"), "utf8")), "SIGKILL");
    } catch {
      // It has ended.
    }
    for (const name of ["line", "pid"]) rmSync(path.join(folder, name), { force: true });
  });

  afterAll(() => rmSync(folder, { recursive: true }));

  /** Runs a script, and gives its shell and the address of the emulator that it starts. */
  async function script(text: string, stdin: "ignore" | "pipe" = "ignore") {
    const PATH = [bin, process.env.PATH].join(path.delimiter);
    const shell = spawn("sh", ["-c", text], {
      cwd: folder,
      env: { ...process.env, PATH },
      stdio: [stdin, "ignore", "ignore"],
    });
    children.push(shell);
    shell.stdin?.destroy();
    const line = () => {
      const file = path.join(folder, "line");
      return existsSync(file) ? readFileSync(file, "utf8") : "";
    };
    while (!line().endsWith("\n")) await tick();
    return { shell, endpoint: JSON.parse(line()).thousandEyes.endpoint as string };
  }

  /** For longer than it takes to notice the end of a process. */
  async function goesOn(endpoint: string) {
    for (let ticks = 0; ticks < 20; ticks++) await tick();
    expect(await answers(endpoint)).toBe(true);
  }

  test.each(["TERM", "KILL"])("it ends: npx, ended by SIG%s", async (signal) => {
    const { endpoint } = await script(
      `npx ${emulate} & while [ ! -s line ]; do sleep 0.1; done; kill -${signal} $!; sleep 600`,
    );
    await ended(endpoint);
  });

  test("it ends: a shell that ended, or that was killed", async () => {
    const { endpoint } = await script(`${emulate} & while [ ! -s line ]; do sleep 0.1; done`);
    await ended(endpoint);
    rmSync(path.join(folder, "line"));
    const second = await script(`${emulate}; true`);
    second.shell.kill("SIGKILL");
    await ended(second.endpoint);
  });

  test.each(["ignore", "pipe"] as const)(
    "it goes on: in the background of a shell that goes on, standard input: %s",
    async (stdin) => {
      const { endpoint } = await script(`${emulate} & sleep 600`, stdin);
      await goesOn(endpoint);
    },
  );

  test("it goes on: npx with nohup, whose shell has ended", async () => {
    const { shell, endpoint } = await script(`nohup npx ${emulate} & while [ ! -s line ]; do sleep 0.1; done`);
    if (shell.exitCode === null) await once(shell, "exit");
    await goesOn(endpoint);
  });

  test("it goes on: with --keep-running", async () => {
    const { shell, endpoint } = await script(`${emulate} --keep-running & while [ ! -s line ]; do sleep 0.1; done`);
    if (shell.exitCode === null) await once(shell, "exit");
    await goesOn(endpoint);
  });
});

const tick = () => new Promise((resolve) => setTimeout(resolve, 100));

async function ended(url: string): Promise<void> {
  while (await answers(url)) await tick();
  await gone(url);
}

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
  [["emulte"], "there is no command emulte; the commands are emulate"],
  [["constructor"], "there is no command constructor"],
  [["--cwd", "nowhere", "emulate"], "--cwd nowhere: there is no such folder"],
  [["emulate", "--tsl"], "--tsl"],
  [["emulate", "thousandEyes"], "thousandEyes"],
  [
    ["emulate", "--only", "thousandeyes"],
    `there is no emulator thousandeyes; the emulators are ${emulatorGroups.join(", ")}`,
  ],
])("%j is refused on standard error with exit code 2", (args, message) => {
  expect(run(...args)).toEqual({ status: 2, stdout: "", stderr: expect.stringContaining(message) });
});
