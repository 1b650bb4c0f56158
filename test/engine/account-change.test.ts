import { OAuth2AccessToken, type OAuth2AccessTokenArgs } from "pulumi-access-tokens";
import { done, said } from "../support/reading";
import type { Program } from "../support/stack-options";
import { copiesIn } from "../support/state-entry";
import { type TokenStack, tokenStack } from "../support/token-stack";

/** The stack's configuration names the account; the program does not. */
async function configured() {
  const made = await tokenStack();
  const { dev, server, client } = made;
  const configure = (clientId: string) =>
    dev.setConfig({
      "access-tokens:oauth2.issuer": { value: client.issuer, path: true },
      "access-tokens:oauth2.clientId": { value: clientId, path: true },
      "access-tokens:oauth2.clientSecret": {
        value: server.credentials.clients[clientId]?.clientSecret ?? "",
        secret: true,
        path: true,
      },
    });
  const program =
    (args: OAuth2AccessTokenArgs = {}): Program =>
    async () => {
      new OAuth2AccessToken("reports", { scope: "reports:read", ...args });
    };
  await configure("reports");
  expect((await dev.up({ program: program(args(made)) })).ok).toBe(true);
  return { ...made, configure, program };
}

const args = (_: TokenStack): OAuth2AccessTokenArgs => ({});

test("an account changed in configuration", async () => {
  const { dev, configure, program, sent } = await configured();
  await configure("other");
  const preview = await dev.preview({ program: program() });
  console.log(preview.output);
  const up = await dev.up({ program: program() });
  console.log(up.output, await sent(), JSON.stringify(await copiesIn(dev), null, 1));
  await configure("reports");
  const x = await dev.up({ program: program() });
  console.log(x.output, await sent(), (await copiesIn(dev)).length);
  const y = await dev.destroy();
  console.log(y.output, await sent(), (await copiesIn(dev)).length, done, said);
});
