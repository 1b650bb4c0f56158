import { OAuth2AccessToken, Provider } from "pulumi-access-tokens";
import { said } from "../../support/engine/reading";
import { stackConfiguration } from "../../support/engine/stack-configuration";
import type { Program } from "../../support/engine/stack-options";
import { copiesIn } from "../../support/engine/state-entry";
import { type TokenStack, tokenStack } from "../../support/engine/token-stack";

type Client = TokenStack["client"];

const bare: Program = async () => {
  new OAuth2AccessToken("reports", { scope: "reports:read" });
};

const environment = ({ issuer, clientId, clientSecret }: Client) => ({
  OAUTH2_ISSUER: issuer,
  OAUTH2_CLIENT_ID: clientId,
  OAUTH2_CLIENT_SECRET: clientSecret,
});

/** What a place needs to hold the set. */
interface Set {
  program?: Program;
  config?: ReturnType<typeof stackConfiguration>;
  env?: Record<string, string>;
}

const places: Record<string, (client: Client) => Set> = {
  "the arguments": (client) => ({
    program: async () => {
      new OAuth2AccessToken("reports", { ...client, scope: "reports:read" });
    },
  }),
  "an explicit provider": (oauth2) => ({
    program: async () => {
      new OAuth2AccessToken("reports", { scope: "reports:read" }, { provider: new Provider("p", { oauth2 }) });
    },
  }),
  "the stack's configuration": (client) => ({ config: stackConfiguration("oauth2", client) }),
  "the environment": (client) => ({ env: environment(client) }),
};

test.each(Object.entries(places))(
  "a credential set in %s serves a token from its issue to its end",
  async (_, place) => {
    const { dev, client, sent } = await tokenStack();
    const { program = bare, config = {}, env = {} } = place(client);
    await dev.setConfig(config);
    expect(await dev.up({ program, env })).toMatchObject({ ok: true });
    expect((await dev.preview({ program, env, expectNoChanges: true })).ok).toBe(true);
    expect((await dev.refresh({ env, expectNoChanges: true })).ok).toBe(true);
    expect(await dev.destroy({ env })).toMatchObject({ ok: true });
    expect(await sent()).toEqual(["issue 1", "introspect 1", "revoke 1"]);
  },
);

test("a set goes whole from the first place that names any part of it", async () => {
  const { dev, server, client, sent } = await tokenStack();
  const { clientSecret: _, ...partial } = client;
  const env = environment({
    ...client,
    clientId: "other",
    clientSecret: server.credentials.clients.other?.clientSecret ?? "",
  });
  await dev.setConfig(stackConfiguration("oauth2", partial));
  const up = await dev.up({ program: bare, env });
  expect(up.ok).toBe(false);
  expect(up.output).toMatch(/clientSecret missing in the stack's configuration \(access-tokens:oauth2\)/);
  expect(await sent()).toEqual([]);
  await dev.setConfig(stackConfiguration("oauth2", client));
  expect((await dev.up({ program: bare, env })).ok).toBe(true);
  expect(await sent()).toEqual(["issue 1"]);
});

test("a secret that is missing is a warning in a preview, and an error before the first request of an up", async () => {
  const { dev, client, server } = await tokenStack();
  const { clientSecret: _, ...partial } = client;
  const program: Program = async () => {
    new OAuth2AccessToken("reports", { ...partial, scope: "reports:read" });
  };
  const sentence =
    /clientSecret missing in the resource's arguments.*access-tokens:oauth2\.clientSecret.*OAUTH2_CLIENT_SECRET/;
  const preview = await dev.preview({ program });
  expect(preview).toMatchObject({ ok: true, exitCode: 0, changes: { create: 2 } });
  expect(said(preview, "reports")).toEqual([expect.stringMatching(new RegExp(`^warning: ${sentence.source}`))]);
  const up = await dev.up({ program });
  expect(up.ok).toBe(false);
  expect(said(up, "reports")).toContainEqual(expect.stringMatching(new RegExp(`^error: .*${sentence.source}`)));
  expect(await server.log()).toEqual([]);
  expect(await copiesIn(dev)).toEqual([]);
});

test("an account that is configured nowhere fails the preview, naming the four places", async () => {
  const { dev, server } = await tokenStack();
  const preview = await dev.preview({ program: bare });
  expect(preview.ok).toBe(false);
  expect(preview.output).toMatch(
    /The OAuth 2.0 server needs a credential, and none is configured: .*arguments.*provider.*configuration.*environment/is,
  );
  expect(await server.log()).toEqual([]);
});

test("ten tokens with one wrong secret send one request with it", async () => {
  const { dev, client, sent } = await tokenStack();
  const up = await dev.up({
    program: async () => {
      for (let number = 1; number <= 10; number++) {
        new OAuth2AccessToken(`reports-${number}`, {
          ...client,
          clientSecret: "a-wrong-secret",
          scope: "reports:read",
        });
      }
    },
    parallel: 10,
    continueOnError: true,
  });
  expect(up.ok).toBe(false);
  expect(await sent()).toEqual(["issue 401"]);
  const errors = up.diagnostics.filter(({ urn, severity }) => severity === "error" && urn?.includes("::reports-"));
  expect(errors).toHaveLength(10);
  expect(
    errors.filter(({ message }) => message.includes("It was refused before in this run, so nothing was sent")),
  ).toHaveLength(9);
});
