// Runs tokens of real OAuth 2.0 servers on the real engine, and writes docs/peers.md. Everything runs on this machine.
//
//   npm run peers [-- --only Keycloak]
//
// Needs Java 17 with Maven, Python 3, and unzip. Each server is installed into a folder that is deleted afterwards.
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Agent, setGlobalDispatcher } from "undici";
import { engine } from "./engine.mjs";
import { startDjango } from "./peers/django.mjs";
import { startIdentityIssuer } from "./peers/identity-issuer.mjs";
import { startKeycloak } from "./peers/keycloak.mjs";
import { life } from "./peers/life.mjs";

const { createCertificate } = createRequire(import.meta.url)("pulumi-access-tokens/testing");
const { values } = parseArgs({ options: { only: { type: "string" } } });
const starts = { Keycloak: startKeycloak, "django-oauth-toolkit": startDjango };
const { directory, version } = await engine();
process.env.PATH = `${directory}${delimiter}${process.env.PATH}`;
const folder = await mkdtemp(join(tmpdir(), "peers-"));
const certificate = await createCertificate();
// The servers have a certificate that is its own authority.
setGlobalDispatcher(new Agent({ connect: { ca: certificate.cert } }));
const pipeline = await startIdentityIssuer();
try {
  const table = [];
  for (const [name, start] of Object.entries(starts)) {
    if (values.only !== undefined && values.only !== name) continue;
    const peer = await start({ certificate, folder, issuer: pipeline.issuer, createCertificate });
    try {
      for (const [way, results] of Object.entries(await life(peer, folder, pipeline))) {
        console.log(`${peer.name} ${peer.version}, ${way}: ${JSON.stringify(results)}`);
        table.push({ peer: `${peer.name} ${peer.version}`, way, results });
      }
    } finally {
      await peer.close();
    }
  }
  await write(table);
} finally {
  pipeline.close();
  await certificate.close();
  await rm(folder, { recursive: true, force: true });
}

async function write(rows) {
  const file = fileURLToPath(new URL("../docs/peers.md", import.meta.url));
  const steps = [...new Set(rows.flatMap(({ results }) => Object.keys(results)))];
  const lines = [
    ["server", "way", ...steps],
    ["---", "---", ...steps.map(() => "---")],
    ...rows.map(({ peer, results, way }) => [peer, way, ...steps.map((step) => results[step] ?? "–")]),
  ].map((cells) => `| ${cells.join(" | ")} |`);
  const text = await readFile(file, "utf8");
  const made = `<!-- begin -->\nPulumi ${version}, Node.js ${process.version}.\n\n${lines.join("\n")}\n<!-- end -->`;
  await writeFile(file, text.replace(/<!-- begin -->.*<!-- end -->/s, made));
}
