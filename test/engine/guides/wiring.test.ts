import * as pulumi from "@pulumi/pulumi";
import { OAuth2AccessToken, Provider } from "pulumi-access-tokens";
import { clock } from "pulumi-access-tokens/testing";
import { done } from "../../support/engine/reading";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { tokenStack } from "../../support/engine/token-stack";

class Team extends pulumi.ComponentResource {
  readonly token: OAuth2AccessToken;

  constructor(name: string, options: pulumi.ComponentResourceOptions) {
    super("tests:Team", name, {}, options);
    this.token = new OAuth2AccessToken("reports", { scope: "reports:read" }, { parent: this });
  }
}

test("two explicit providers in one stack: each token, also in a component, is issued, renewed and revoked by the client of its own", async () => {
  const { dev, server, sent } = await tokenStack();
  const { issuer, clients } = server.credentials;
  const account = (clientId: string) => {
    const clientSecret = clients[clientId]?.clientSecret ?? "";
    return new Provider(`account-${clientId}`, { oauth2: { issuer, clientId, clientSecret } });
  };
  const program: Program = async () => {
    new OAuth2AccessToken("other-token", { scope: "reports:read" }, { provider: account("other") });
    const { token } = new Team("team", { providers: [account("reports")] });
    return { accessToken: token.accessToken };
  };
  expect((await dev.up({ program })).ok).toBe(true);
  const issued = await sent();
  const issues = ["issue n", "issue n by other"];
  expect(sorted(issued.map((words) => words.replace(/\d/, "n")))).toEqual(issues);
  // The place in the program, and nothing of Pulumi's or our own.
  const place = { sourcePosition: expect.stringMatching(/\/wiring\.test\.ts#\d+,\d+$/) };
  const stored = [{ inputs: { clientId: "other" }, ...place, stackTrace: [place] }];
  expect(await copiesIn(dev, "other-token")).toMatchObject(stored);
  const raw = await dev.rawState();
  for (const clientId of ["reports", "other"]) expect(raw).not.toContain(clients[clientId]?.clientSecret);
  expect((await dev.preview({ program, expectNoChanges: true })).ok).toBe(true);

  const up = await dev.up({ program, env: clock("45 minutes") });
  expect(done(up)).toEqual(["create-replacement", "replace", "delete-replaced"]);
  const renewing = await sent();
  const renewed = renewing.filter((words) => words.startsWith("issue"));
  expect(sorted(renewed.map((words) => words.replace(/\d/, "n")))).toEqual(issues);
  expect(sorted(renewing)).toEqual(sorted([...renewed, ...revocationsOf(issued)]));
  expect((await dev.destroy()).ok).toBe(true);
  expect(sorted(await sent())).toEqual(sorted(revocationsOf(renewed)));
});

function sorted(requests: readonly string[]): string[] {
  return [...requests].sort();
}

function revocationsOf(issued: readonly string[]): string[] {
  return issued.map((words) => words.replace("issue", "revoke"));
}
