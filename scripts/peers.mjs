// Runs tokens of real OAuth 2.0 servers on the real engine, and writes docs/peers.md. Everything runs on this machine.
//
//   npm run peers [-- --only Keycloak]
//
// Needs Java 17 with Maven, Python 3, Go, and unzip. Each server is installed into a folder that is deleted afterwards.
// With --only, it prints what it saw and leaves the page as it is.
import { rmSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { Agent, setGlobalDispatcher } from "undici";
import { engine } from "./engine.mjs";
import { createCertificates } from "./peers/certificates.mjs";
import { startDjango } from "./peers/django.mjs";
import { startHydra } from "./peers/hydra.mjs";
import { startIdentityIssuer } from "./peers/identity-issuer.mjs";
import { startKeycloak } from "./peers/keycloak.mjs";
import { life } from "./peers/life.mjs";
import { refusals } from "./peers/refusals.mjs";
import { startSpring } from "./peers/spring.mjs";

const { values } = parseArgs({ options: { only: { type: "string" } } });
const starts = {
  Keycloak: startKeycloak,
  "Spring Authorization Server": startSpring,
  "Ory Hydra": startHydra,
  "django-oauth-toolkit": startDjango,
};
const { directory, version } = await engine();
process.env.PATH = `${directory}${delimiter}${process.env.PATH}`;
const folder = await mkdtemp(join(tmpdir(), "peers-"));
process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
// Ctrl-C reaches the servers too, since they are in the same process group.
process.once("SIGINT", () => process.exit(130));
const certificates = await createCertificates();
// The servers have a certificate that is its own authority.
setGlobalDispatcher(new Agent({ connect: { ca: certificates.server.cert } }));
const pipeline = await startIdentityIssuer();
const stranger = await startIdentityIssuer();
try {
  const lives = [];
  const refused = [];
  for (const [name, start] of Object.entries(starts)) {
    if (values.only !== undefined && values.only !== name) continue;
    const peer = await start({ certificates, folder, pipeline });
    const title = `${peer.name} ${peer.version}`;
    try {
      // The refusals come first, since the life changes secrets.
      for (const [refusal, sentence] of Object.entries(
        await refusals(peer, folder, { certificates, pipeline, stranger }),
      )) {
        console.log(`${title}, ${refusal}: ${sentence}`);
        refused.push([peer.name, refusal, sentence]);
      }
      for (const [way, results] of Object.entries(await life(peer, folder, pipeline))) {
        console.log(`${title}, ${way}: ${JSON.stringify(results)}`);
        lives.push({ title, way, results });
      }
    } finally {
      await peer.close();
    }
  }
  if (values.only === undefined) await write(lives, refused);
} finally {
  pipeline.close();
  stranger.close();
}

async function write(lives, refused) {
  const file = fileURLToPath(new URL("../docs/peers.md", import.meta.url));
  const steps = [...new Set(lives.flatMap(({ results }) => Object.keys(results)))];
  const made = {
    lives: `Pulumi ${version}, Node.js ${process.version}.\n\n${table(
      ["server", "way", ...steps],
      lives.map(({ title, results, way }) => [title, way, ...steps.map((step) => results[step] ?? "–")]),
    )}`,
    refusals: table(["refusal", "server", "Pulumi's sentence"], merged(refused)),
  };
  let text = await readFile(file, "utf8");
  for (const [name, content] of Object.entries(made)) {
    const [begin, end] = [`<!-- begin ${name} -->`, `<!-- end ${name} -->`];
    text = text.replace(new RegExp(`${begin}.*${end}`, "s"), () => `${begin}\n${content}\n${end}`);
  }
  await writeFile(file, text);
}

/** Puts the servers with the same sentence into one row, and the rows of a refusal together. */
function merged(refused) {
  const rows = new Map();
  for (const refusal of new Set(refused.map((row) => row[1]))) {
    for (const [server, , sentence] of refused.filter((row) => row[1] === refusal)) {
      const key = `${refusal}: ${sentence}`;
      const [, servers] = rows.get(key) ?? [];
      rows.set(key, [refusal, servers === undefined ? server : `${servers}, ${server}`, sentence]);
    }
  }
  return [...rows.values()];
}

function table(head, rows) {
  return [head, head.map(() => "---"), ...rows]
    .map((cells) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`)
    .join("\n");
}
