import { OAuth2AccessToken, Provider } from "pulumi-access-tokens";
import { leaks } from "../../support/checks/leaks";
import type { Run } from "../../support/engine/run";
import { stackConfiguration } from "../../support/engine/stack-configuration";
import { stackExport } from "../../support/engine/stack-export";
import type { Program } from "../../support/engine/stack-options";
import { tokenStack, tokenUrn } from "../../support/engine/token-stack";
import { grant } from "../../support/programs/grant";

// With what must be encoded in a form, in a URL and in JSON.
const clientSecret = 's3cret/with+signs & "quotes" of reports!';
const extra = "an-extra-parameter-of-value";

/** A token in each way to give a secret, and what must be found nowhere. */
async function richStack() {
  const made = await tokenStack({ server: { secrets: { reports: clientSecret } } });
  const { dev, server } = made;
  const { issuer, clients } = server.credentials;
  const { keyId = "", privateKey = "" } = clients["reports-jwt"] ?? {};
  const secretOf = (clientId: string) => clients[clientId]?.clientSecret ?? "";
  const adopted = await grant(server, "reports:write");
  const post = { issuer, clientId: "reports-post", clientSecret: secretOf("reports-post") };
  await dev.setConfig(stackConfiguration("oauth2", { ...post, clientAuthentication: "client_secret_post" }));

  const program =
    (scope: string, given = clientSecret): Program =>
    async () => {
      const reports = { issuer, clientId: "reports", clientSecret: given, scope };
      const oauth2 = { issuer, clientId: "other", clientSecret: secretOf("other") };
      const tokens = {
        reports: new OAuth2AccessToken("reports", { ...reports, extraParameters: { extra } }),
        adopted: new OAuth2AccessToken("adopted", { ...reports, adopt: { accessToken: adopted } }),
        signed: new OAuth2AccessToken("signed", { issuer, clientId: "reports-jwt", privateKey, keyId, scope }),
        configured: new OAuth2AccessToken("configured", { scope }),
        provided: new OAuth2AccessToken("provided", { scope }, { provider: new Provider("p", { oauth2 }) }),
      };
      const all = Object.entries(tokens);
      return Object.fromEntries(
        all.flatMap(([name, { accessToken, requestHeaders }]) => [
          [name, accessToken],
          [`${name}-headers`, requestHeaders],
        ]),
      );
    };

  const basic = new URLSearchParams({ reports: clientSecret }).toString().replace("=", ":");
  const secrets: Record<string, string> = {
    "the secret of reports": clientSecret,
    "the Basic header": Buffer.from(basic).toString("base64"),
    "the secret of reports-post": secretOf("reports-post"),
    "the secret of other": secretOf("other"),
    "the private key": privateKey,
    "the body of the private key": privateKey.split("\n")[1] ?? "",
    "the extra parameter": extra,
    "the adopted token": adopted,
  };
  const texts: Record<string, string> = {};
  const keep = async (name: string, { output, events, error }: Run) => {
    texts[`the output of ${name}`] = output;
    // Pulumi's SDK writes the arguments of every resource, of any package, into debug messages that nobody prints.
    const printable = events.filter(({ diagnosticEvent }) => (diagnosticEvent?.severity as string) !== "debug");
    texts[`the events of ${name}`] = JSON.stringify(printable);
    texts[`the error of ${name}`] = `${error?.message} ${error?.stack}`;
    texts[`the state after ${name}`] = await dev.rawState();
    texts[`the export after ${name}`] = await stackExport(dev);
    for (const [output, { value }] of Object.entries(await dev.outputs())) {
      if (typeof value === "string") secrets[`the token of ${output} after ${name}`] = value;
    }
  };
  return { ...made, program, secrets, texts, keep, basic };
}

test("the search finds a secret in clear and in every encoding", () => {
  const secrets = { it: clientSecret };
  const found = (text: string) => leaks({ text }, secrets);
  expect(found("nothing")).toEqual([]);
  expect(found(`x${clientSecret}x`)).toContain("it as clear in text");
  expect(found(JSON.stringify({ a: JSON.stringify(clientSecret) }))).toContain("it as JSON in text");
  expect(found(new URL(`https://a/?a=${encodeURIComponent(clientSecret)}`).href)).toContain(
    "it as URL encoding in text",
  );
  for (const before of ["", "a", "ab"]) {
    for (const encoding of ["base64", "base64url"] as const) {
      const text = Buffer.from(`${before}${clientSecret}after`).toString(encoding);
      expect(found(text)).toContain(`it as ${encoding} in text`);
    }
  }
});

test("no output, event, error or state of any run holds a secret", async () => {
  const { dev, server, program, secrets, texts, keep, basic, sent, traffic } = await richStack();
  const up = await dev.up({ program: program("reports:read") });
  expect(up.ok).toBe(true);
  await keep("up", up);
  expect((await sent()).filter((words) => words.startsWith("issue"))).toHaveLength(5);

  const wider = program("reports:read tests:manage");
  await keep("preview", await dev.preview({ program: wider }));
  await keep("preview --diff", await dev.previewDiff({ program: wider, args: ["--show-replacement-steps"] }));
  await keep("preview --json", await dev.previewJson({ program: wider }));
  await server.control({ revoke: { token: traffic.hash(2) } });
  await keep("refresh --diff", await dev.refresh({ args: ["--diff"] }));

  // A server that says everything it was sent, to the client that sent it.
  const words = [clientSecret, encodeURIComponent(clientSecret), basic, Buffer.from(basic).toString("base64")];
  const body = { error: "invalid_client", error_description: words.join(" ") };
  await server.fault({ method: "POST", match: "/token", status: 401, body });
  const failed = await dev.up({ program: wider, target: [tokenUrn] });
  expect([failed.ok, failed.output]).toEqual([false, expect.stringContaining("answered 401 invalid_client")]);
  await keep("an up that is refused", failed);

  const changed = await dev.up({ program: wider, diff: true });
  expect(changed.ok).toBe(true);
  await keep("up --diff", changed);
  await keep("destroy", await dev.destroy({ args: ["--diff"] }));
  expect(Object.keys(secrets).length).toBeGreaterThan(12);
  expect(leaks(texts, secrets)).toEqual([]);
});

test("a secret that a server repeats at the end of what is quoted of it is not cut in two", async () => {
  const { dev, server } = await tokenStack({ server: { secrets: { reports: clientSecret } } });
  // What would be left of it, at the 300th character, is too little to be known as a part.
  const body = { error: "invalid_client", error_description: `${"-".repeat(291)}${clientSecret}` };
  await server.fault({ method: "POST", match: "/token", status: 401, body });
  const { output } = await dev.up();
  expect(output).toContain("answered 401 invalid_client");
  expect(output).not.toContain(clientSecret.slice(0, 8));
});
