import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createStack } from "../stack.mjs";
import { outcome } from "./failures.mjs";

const require = createRequire(import.meta.url);
const { OAuth2AccessToken } = require("pulumi-access-tokens");
const { clock } = require("pulumi-access-tokens/testing");

/**
 * Runs the life of a token for each way of a real server, all in one stack.
 *
 * @returns for each way what its steps came to, by name: "yes", "no", or the sentence that Pulumi printed
 */
export async function life(peer, folder, pipeline) {
  const ways = Object.keys(peer.ways);
  const nameOf = (way) => `way-${ways.indexOf(way)}`;
  const results = Object.fromEntries(ways.map((way) => [way, {}]));
  let triggers = { release: "1" };
  const program = async () =>
    Object.fromEntries(
      ways.map((way) => {
        const args = { ...peer.shared, ...peer.ways[way], rotationTriggers: triggers };
        return [way, new OAuth2AccessToken(nameOf(way), args).accessToken];
      }),
    );
  const env = async (subject = "job") => ({ ...pipeline.job(subject), ...(await peer.env?.()) });
  const make = async (name, more) => {
    const own = join(folder, `${peer.name}-${name}`);
    await mkdir(own);
    return createStack({ name, project: "peers", folder: own, program, env: { ...(await env()), ...more } });
  };
  const stack = await make("dev", {});
  const tokens = async () =>
    Object.fromEntries(Object.entries(await stack.outputs()).map(([way, { value }]) => [way, value]));
  const record = async (step, failed, check) => {
    for (const way of ways) {
      if (step !== "issue" && results[way].issue !== "yes") continue;
      results[way][step] = failed.sentenceOf(nameOf(way)) ?? ((await check(way)) ? "yes" : "no");
    }
  };
  const up = () => stack.up({ continueOnError: true });

  const first = await outcome(up);
  const issued = await tokens();
  await record("issue", first, (way) => issued[way] !== undefined);
  if (peer.notGranted !== undefined) {
    const words = `granted less than was asked for; missing: ${peer.notGranted}`;
    await record("less scope granted than asked: said", first, (way) => first.says(nameOf(way), words));
  }
  await record("silent preview", await outcome(() => stack.preview({ expectNoChanges: true })), () => true);
  await record("introspection", await outcome(() => stack.refresh({ expectNoChanges: true })), () => true);

  triggers = { release: "2" };
  const replaced = await outcome(up);
  const second = await tokens();
  await record("replacement revokes the old one", replaced, async (way) => {
    return second[way] !== issued[way] && !(await peer.isActive(issued[way])) && peer.isActive(second[way]);
  });

  for (const clientId of new Set(Object.values(peer.ways).map((args) => args.clientId))) {
    const held = ways.filter((way) => peer.ways[way].clientId === clientId && second[way] !== undefined);
    await peer.revoke(
      clientId,
      held.map((way) => second[way]),
    );
  }
  // A server's "not before" is in whole seconds.
  await sleep(2500);
  const seen = await outcome(() => stack.up({ refresh: true, continueOnError: true }));
  const third = await tokens();
  await record("ended by an administrator: replaced", seen, async (way) => {
    return third[way] !== second[way] && peer.isActive(third[way]);
  });

  const rotated = ways.filter((way) => peer.ways[way].clientSecret !== undefined);
  for (const way of rotated) peer.ways[way].clientSecret = await peer.rotateSecret(peer.ways[way].clientId, peer.ways);
  const updated = await outcome(up);
  const fourth = await tokens();
  await record("secret changed at the server: updated", updated, (way) =>
    rotated.includes(way) ? fourth[way] === third[way] : true,
  );
  for (const way of ways.filter((each) => !rotated.includes(each)))
    delete results[way]["secret changed at the server: updated"];

  const destroyed = await outcome(() => stack.destroy({ continueOnError: true }));
  await record("destroy revokes", destroyed, async (way) => !(await peer.isActive(fourth[way])));

  // The tokens of a machine whose clock is wrong.
  const moved = await make("clock", clock("10 minutes"));
  const late = await outcome(() => moved.up({ continueOnError: true }));
  const made = await moved.outputs();
  await record("clock 10 minutes ahead: issued", late, (way) => made[way] !== undefined);
  await outcome(() => moved.destroy({ continueOnError: true }));
  return results;
}
