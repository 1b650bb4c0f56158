import { OAuth2AccessToken } from "pulumi-access-tokens";
import type { Program } from "../support/stack-options";
import { tokenStack } from "../support/token-stack";
test("x", async () => {
  const { dev, server, client, sent } = await tokenStack();
  const program: Program = async () => {
    new OAuth2AccessToken("reports", { scope: "reports:read" });
  };
  const set = (clientSecret: string, clientId = "reports") =>
    dev.setConfig({
      "access-tokens:oauth2.issuer": { value: client.issuer, path: true },
      "access-tokens:oauth2.clientId": { value: clientId, path: true },
      "access-tokens:oauth2.clientSecret": { value: clientSecret, secret: true, path: true },
    });
  await set(client.clientSecret);
  await dev.up({ program });
  await set("wrong-but-not-used");
  const r = await dev.refresh();
  console.log(r.output, await sent());
  await set("x", "other");
  const d = await dev.destroy();
  console.log(d.output, await sent());
  const e = await dev.destroy({program, runProgram: true});
  console.log(e.output, await sent());
});
