import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import { membersOf } from "../../../provider/credentials/members";
import { missingText } from "../../../provider/credentials/missing";
import { vendors } from "../../../provider/vendors";
import { engine } from "../../support/engine/engine";

// Each line is a process of its own.
jest.setTimeout(900_000);

let folder: string;
let env: NodeJS.ProcessEnv;

beforeAll(async () => {
  const { directory } = await engine();
  folder = mkdtempSync(join(tmpdir(), "config-"));
  writeFileSync(join(folder, "Pulumi.yaml"), "name: config\nruntime: nodejs\n");
  writeFileSync(join(folder, "cluster.pem"), "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n");
  env = {
    ...process.env,
    PATH: [directory, process.env.PATH].join(delimiter),
    PULUMI_BACKEND_URL: pathToFileURL(folder).href,
    PULUMI_HOME: join(folder, "home"),
    PULUMI_CONFIG_PASSPHRASE: "test",
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  execFileSync("pulumi", ["stack", "init", "dev"], { cwd: folder, env, stdio: "ignore" });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const refusals = new Map<string, string>();

/** What Pulumi says of a line that it refuses; nothing of one that it takes. What is not given is typed. */
function refusal(line: string): string {
  const known = refusals.get(line);
  if (known !== undefined) return known;
  const { status, stderr } = spawnSync("bash", ["-c", line], { cwd: folder, env, input: "typed", encoding: "utf8" });
  const said = status === 0 ? "" : `${line}: ${stderr}`;
  refusals.set(line, said);
  return said;
}

const pages = [
  "README.md",
  ...readdirSync("docs", { recursive: true, encoding: "utf8" }).map((name) => join("docs", name)),
  ...readdirSync("examples", { recursive: true, encoding: "utf8" }).map((name) => join("examples", name)),
].filter((name) => /(\.md|\/index\.ts|\/__main__\.py|\/main\.go|languages\/yaml\/Pulumi\.yaml)$/.test(name));

/** Values that Pulumi takes for a secret where the key sounds like one. */
const telling = "https://login.example.com/oauth/token";

test("Pulumi takes each line with `pulumi config set` that a page or an example has", () => {
  const lines = pages.flatMap((page) => readFileSync(page, "utf8").match(/pulumi config set [^`\n]+/g) ?? []);
  const whole = [...new Set(lines)].filter((line) => !line.endsWith(" ..."));
  expect(whole.length).toBeGreaterThan(20);
  expect(whole.map(refusal).filter((text) => text !== "")).toEqual([]);
});

test("Pulumi takes the line that an error has, for each member of a credential set that may be missing", () => {
  const lines = vendors.flatMap((vendor) =>
    [...new Set(vendor.credentialSets.flat())].map((name) => {
      const [, line = ""] = /\((pulumi config set [^)]+?) \.\.\./.exec(missingText(vendor, undefined, [name])) ?? [];
      expect(line).toContain(`access-tokens:${vendor.group}.${name}`);
      return line.includes("--secret") ? line : `${line} ${telling}`;
    }),
  );
  expect([...new Set(lines)].map(refusal).filter((text) => text !== "")).toEqual([]);
});

test("what Pulumi takes for a secret although it is none is named on the page of its vendor", () => {
  const documented = pages.map((page) => readFileSync(page, "utf8")).join("\n");
  const sounding = vendors.flatMap((vendor) =>
    Object.entries(membersOf(vendor).configurable)
      .filter(([name, { secret }]) => secret !== true && /endpoint/i.test(name))
      .map(([name]) => ({ key: `access-tokens:${vendor.group}.${name}`, name })),
  );
  const refused = sounding.filter(({ key }) => refusal(`pulumi config set --path ${key} ${telling}`) !== "");
  expect(refused.map(({ name }) => name)).toContain("tokenEndpoint");
  for (const { key, name } of refused) {
    const isSaid =
      documented.includes(`--plaintext ${key}`) || documented.includes(`\`${name}\` wants \`--plaintext\``);
    expect([key, isSaid]).toEqual([key, true]);
  }
});
