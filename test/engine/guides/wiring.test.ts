import * as pulumi from "@pulumi/pulumi";
import { OAuth2AccessToken, Provider } from "pulumi-access-tokens";
import { clock } from "pulumi-access-tokens/testing";
import { done } from "../../support/engine/reading";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { tokenStack } from "../../support/engine/token-stack";

const sorted = (requests: string[]) => [...requests].sort();

test("two explicit providers in one stack: each token is issued and revoked by the client of its own", async () => {
  const { dev, server, sent } = await tokenStack();
  const { issuer, clients } = server.credentials;
  const provider = (clientId: string) =>
    new Provider(clientId, { oauth2: { issuer, clientId, clientSecret: clients[clientId]?.clientSecret ?? "" } });
  const program: Program = async () => {
    for (const clientId of ["reports", "other"]) {
      new OAuth2AccessToken(`${clientId}-token`, { scope: "reports:read" }, { provider: provider(clientId) });
    }
  };
  expect((await dev.up({ program })).ok).toBe(true);
  const issued = await sent();
  expect(sorted(issued.map((words) => words.replace(/\d/, "n")))).toEqual(["issue n", "issue n by other"]);
  // The place in the program, and nothing of Pulumi's or our own.
  const place = { sourcePosition: expect.stringMatching(/\/wiring\.test\.ts#\d+,\d+$/) };
  const stored = [{ inputs: { clientId: "other" }, ...place, stackTrace: [place] }];
  expect(await copiesIn(dev, "other-token")).toMatchObject(stored);
  const raw = await dev.rawState();
  for (const clientId of ["reports", "other"]) expect(raw).not.toContain(clients[clientId]?.clientSecret);
  expect((await dev.preview({ program, expectNoChanges: true })).ok).toBe(true);
  await dev.destroy();
  expect(sorted(await sent())).toEqual(sorted(issued.map((words) => words.replace("issue", "revoke"))));
});

test("an explicit provider reaches the tokens inside a component", async () => {
  const { dev, client, sent } = await tokenStack();
  class Team extends pulumi.ComponentResource {
    readonly token: OAuth2AccessToken;

    constructor(name: string, options: pulumi.ComponentResourceOptions) {
      super("tests:Team", name, {}, options);
      this.token = new OAuth2AccessToken("reports", { scope: "reports:read" }, { parent: this });
    }
  }
  const program: Program = async () => {
    const { token } = new Team("team", { providers: [new Provider("accounts", { oauth2: client })] });
    return { accessToken: token.accessToken };
  };
  expect((await dev.up({ program })).ok).toBe(true);
  expect((await dev.preview({ program, expectNoChanges: true })).ok).toBe(true);
  const up = await dev.up({ program, env: clock("45 minutes") });
  expect(done(up)).toEqual(["create-replacement", "replace", "delete-replaced"]);
  expect((await dev.destroy()).ok).toBe(true);
  expect(await sent()).toEqual(["issue 1", "issue 2", "revoke 1", "revoke 2"]);
});
