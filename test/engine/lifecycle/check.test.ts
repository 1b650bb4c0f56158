import * as pulumi from "@pulumi/pulumi";
import { OAuth2AccessToken, ThousandEyesAccessToken } from "pulumi-access-tokens";
import { startThousandEyes } from "pulumi-access-tokens/testing";
import { said } from "../../support/engine/reading";
import type { Run } from "../../support/engine/run";
import { closing, testStack, tokenStack } from "../../support/engine/token-stack";

/** Stands in every value, to see whether one is printed. */
const mark = "value-that-nobody-prints";

/** A value that is not valid, for each argument. */
const common: Record<string, unknown> = {
  renewBefore: `10 months ${mark}`,
  assumedLifetime: `1 year ${mark}`,
  rotationTriggers: { release: [mark] },
  introspect: mark,
  adopt: { accessToken: "", [mark]: 1 },
  caCertificate: mark,
  insecureSkipTlsVerify: mark,
  requestTimeout: `${mark}`,
  scope: [`${mark}\n`],
  clientId: `${mark}\n`,
  clientSecret: `${mark}\n`,
  clientAuthentication: mark,
};

const oauth2: Record<string, unknown> = {
  ...common,
  issuer: `ftp://${mark}`,
  tokenEndpoint: `http://${mark}.example.com`,
  introspectionEndpoint: `https://${mark}:${mark}@login.example.com`,
  revocationEndpoint: `https://login.example.com#${mark}`,
  privateKey: `-----BEGIN PRIVATE KEY-----\n${mark}`,
  keyId: `${mark}\u0000`,
  signingAlgorithm: mark,
  resource: [[mark]],
  audience: { [mark]: mark },
  extraParameters: { note: `${mark}\n` },
  onReplace: mark,
  onDelete: mark,
};

const thousandEyes: Record<string, unknown> = {
  ...common,
  endpoint: `http://${mark}.example.com/v7`,
  tenantId: `${mark}\r`,
  thousandeyesBearerToken: { [mark]: mark },
};

/** The whole of what a run gave away, apart from debug messages of Pulumi's SDK, which nobody prints. */
function printed({ output, error, diagnostics }: Run): string {
  return [output, error?.message, JSON.stringify(diagnostics)].join("\n");
}

/** The sentences on an argument. */
function about(run: Run, argument: string): string[] {
  return said(run, "reports").filter((message) => message.includes(`Argument "${argument}" `));
}

test.each([
  ["OAuth2AccessToken", oauth2, (args: never) => new OAuth2AccessToken("reports", args)],
  ["ThousandEyesAccessToken", thousandEyes, (args: never) => new ThousandEyesAccessToken("reports", args)],
] as const)(
  "every argument of %s that is not valid is told in one sentence, without its value",
  async (_, args, make) => {
    const dev = await testStack("dev", async () => {
      make(args as never);
    });
    for (const run of [await dev.previewJson(), await dev.up()]) {
      expect(run.ok).toBe(false);
      for (const name of Object.keys(args)) {
        expect(about(run, name)).toEqual([
          expect.stringMatching(/^error: .* has a problem: Argument "\w+" (must|has a problem at)/),
        ]);
      }
      expect(said(run, "reports")).toHaveLength(Object.keys(args).length);
      expect(printed(run)).not.toContain(mark);
    }
  },
);

test("a valid secret beside an argument that is not valid is not printed either, and nothing is sent", async () => {
  const { dev, server, client, program } = await tokenStack();
  const run = await dev.up({ program: program({ renewBefore: "soon", adopt: { accessToken: mark } }) });
  expect(run.ok).toBe(false);
  expect(said(run, "reports")).toEqual([expect.stringContaining('Argument "renewBefore" must be a duration')]);
  expect(printed(run)).not.toContain(mark);
  expect(printed(run)).not.toContain(client.clientSecret);
  expect(await server.log()).toEqual([]);
});

test("a misspelt argument is refused with the nearest right name", async () => {
  const { dev, server, program } = await tokenStack();
  const run = await dev.preview({ program: program({ clientSecrets: mark } as never) });
  expect(said(run, "reports")).toEqual([
    expect.stringContaining('There is no argument "clientSecrets"; did you mean "clientSecret"?'),
  ]);
  expect(printed(run)).not.toContain(mark);
  expect(await server.log()).toEqual([]);
});

test("null, and a secret that is undefined, are absent: no sentence on the argument, and no change", async () => {
  const { dev, client, sent } = await tokenStack();
  const absent = Object.fromEntries(Object.keys(oauth2).map((name) => [name, null]));
  const program = (more: object) => async () => {
    new OAuth2AccessToken("reports", { ...absent, ...client, ...more } as never);
  };
  const up = await dev.up({ program: program({}) });
  expect([up.ok, said(up, "reports")]).toEqual([true, [expect.stringMatching(/^info: granted for 1 hour/)]]);
  const undefinedSecrets = { privateKey: pulumi.secret(undefined), adopt: pulumi.output(undefined) };
  expect((await dev.preview({ program: program(undefinedSecrets), expectNoChanges: true })).ok).toBe(true);
  expect(await sent()).toEqual(["issue 1"]);

  const missing = await dev.up({ program: program({ clientSecret: null }) });
  expect(said(missing, "reports")).toContainEqual(expect.stringMatching(/^warning: clientSecret missing/));
  const empty = await dev.preview({ program: program({ adopt: { id: "1", accessToken: null } }) });
  expect(about(empty, "adopt")).toHaveLength(1);
  expect(await sent()).toEqual([]);
});

test("a vendor that is set in configuration as a text, and not by its parts, is told without the text", async () => {
  const server = closing(await startThousandEyes());
  const dev = await testStack("dev", async () => {
    new ThousandEyesAccessToken("reports", { scope: "tests:read" });
  });
  await dev.setConfig({ "access-tokens:thousandEyes": { value: `{"clientId":"${mark}`, secret: true } });
  const run = await dev.preview();
  expect(said(run, "reports")).toContainEqual(
    expect.stringMatching(/is not a map: set each part by itself, with --path/),
  );
  expect(printed(run)).not.toContain(mark);
  expect(await server.log()).toEqual([]);
});
