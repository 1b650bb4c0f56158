import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { engine } from "../engine.mjs";
import { createStack } from "../stack.mjs";

const require = createRequire(import.meta.url);
const { clock, startEmulators } = require("pulumi-access-tokens/testing");
const program = require("./program.cjs");

/** Shows the life of two tokens on the real engine, against emulators on this machine. */
export async function quickstart() {
  const { command, directory, source, version } = await engine();
  console.log(`The engine is Pulumi ${version} (${source}): ${command}`);
  process.env.PATH = `${directory}${delimiter}${process.env.PATH}`;

  const folder = await mkdtemp(join(tmpdir(), "pulumi-access-tokens-"));
  const { close, emulators } = await startEmulators({ only: ["oauth2", "thousandEyes"] });
  try {
    await run(folder, emulators);
  } finally {
    await close();
    await rm(folder, { recursive: true, force: true });
  }
  console.log("\nDone. The emulators are stopped, and the state is deleted.");
}

async function run(folder, { oauth2, thousandEyes }) {
  const resources = {
    oauth2: oauth2.credentials.resource,
    thousandEyes: `${thousandEyes.endpoint}/v7/account-groups`,
  };
  const stack = await createStack({
    name: "quickstart",
    folder,
    program: program(resources),
    env: {
      // From Node.js 22.1 on, each run after the first one starts sooner.
      NODE_COMPILE_CACHE: join(folder, "compiled"),
      OAUTH2_ISSUER: oauth2.credentials.issuer,
      OAUTH2_CLIENT_ID: oauth2.credentials.clientId,
      OAUTH2_CLIENT_SECRET: oauth2.credentials.clientSecret,
      TE_API_ENDPOINT: thousandEyes.endpoint,
      TE_CLIENT_ID: thousandEyes.credentials.clientId,
      TE_CLIENT_SECRET: thousandEyes.credentials.clientSecret,
    },
  });
  const print = {
    onOutput: (text) => process.stdout.write(text),
    color: process.stdout.isTTY || process.env.FORCE_COLOR ? "always" : "never",
  };
  const requests = async () => (await oauth2.log()).length + (await thousandEyes.log()).length;

  step("pulumi up: two tokens are issued, and a consumer calls a protected resource with each.");
  await stack.up(print);

  step("pulumi preview: nothing to do, and no request is sent to find that out.");
  const before = await requests();
  await stack.preview({ ...print, expectNoChanges: true });
  console.log(`Requests sent by the preview: ${(await requests()) - before}`);

  step("Half an hour later, pulumi preview looks 15 minutes ahead: both tokens are due, and each row says why.");
  console.log("(The clock of this and the next runs is moved; the lifetime of both tokens is an hour.)");
  Object.assign(stack.workspace.envVars, clock("30 minutes"), { ACCESS_TOKENS_LOOK_AHEAD: "15 minutes" });
  await stack.preview(print);

  step(
    "pulumi up: new tokens are issued, the consumers get them, and then the old ones end where the server can end them.",
  );
  await oauth2.clearLog();
  await stack.up(print);
  const log = await oauth2.log();
  console.log("What the OAuth 2.0 server saw, in this order, tokens by their hash:");
  for (const request of log) console.log(`  ${line(request)}`);

  step("Someone revokes the new token at the server: pulumi preview --refresh sees it, and plans another.");
  const [token] = log.findLast(({ path }) => path === "/token").replyTokens;
  await oauth2.control({ revoke: { token } });
  await stack.preview({ ...print, refresh: true });

  step("pulumi destroy: it revokes the tokens that the server can revoke, and says when the others end.");
  await stack.destroy(print);
}

function step(text) {
  console.log(`\n──── ${text}\n`);
}

function line({ body, headers, method, path, replyTokens = [], status }) {
  const issued = replyTokens.length > 0 ? `  issued ${replyTokens[0]}` : "";
  const revoked = path.endsWith("/revocation") ? `  revoked ${body.token}` : "";
  const used = headers.authorization?.startsWith("Bearer ")
    ? `  used ${headers.authorization.slice("Bearer ".length)}`
    : "";
  return `${method} ${path} ${status}${issued}${used}${revoked}`;
}
