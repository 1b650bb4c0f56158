import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { stateText } from "../../provider/state/provider-text";
import { oauth2 } from "../../provider/vendors/oauth2/oauth2";
import { clock } from "../../testing";
import { type Properties, type ProviderProcess, providerProcess } from "../support/provider-process/provider-process";
import { type Received, serve } from "../support/servers/loopback";

const key = generateKeyPairSync("ec", { namedCurve: "P-256" });
const pem = (privateKey: KeyObject) => privateKey.export({ type: "pkcs8", format: "pem" }) as string;

const opened: ProviderProcess[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.kill()));
});

async function machine(offset: string): Promise<ProviderProcess> {
  const provider = await providerProcess({ env: clock(offset) });
  opened.push(provider);
  return provider;
}

interface Strict {
  namesTime: boolean;
  limits?: number;
  /** How it refuses an assertion. Without an error, the body is empty. */
  status?: number;
  error?: string;
}

/**
 * A server that is as strict on the times of an assertion as Keycloak: 15 seconds ahead and 60 behind at most, none
 * twice. It names the time only where it is told to.
 */
async function startServer({ error = "invalid_client", limits = 0, namesTime, status = 401 }: Strict) {
  const { jwtVerify } = await import("jose");
  const seen = new Set<unknown>();
  let count = 0;
  const refusalOf = async ({ body }: Received) => {
    const assertion = new URLSearchParams(body).get("client_assertion") ?? "";
    const now = Date.now() / 1000;
    try {
      const { payload } = await jwtVerify(assertion, key.publicKey, {
        clockTolerance: 15,
        requiredClaims: ["iat", "jti"],
      });
      const { iat = 0, jti } = payload;
      if (seen.has(jti)) return "Token reuse detected";
      seen.add(jti);
      return iat > now + 15
        ? "Token was issued in the future"
        : iat < now - 60
          ? "Token was issued too long ago"
          : undefined;
    } catch {
      return "Token is not active";
    }
  };
  return serve(async (reply, _, request) => {
    const error_description = await refusalOf(request);
    const granted = { access_token: `token-${++count}`, token_type: "Bearer", expires_in: 86_400 };
    const body = request.url === "/introspect" ? { active: true } : granted;
    reply.sendDate = namesTime;
    if (limits-- > 0) {
      // It has seen the assertion all the same.
      reply.writeHead(429, { "retry-after": "0" }).end();
      return;
    }
    reply.setHeader("content-type", "application/json");
    reply.writeHead(error_description === undefined ? 200 : status);
    const refusal = error === "" ? "" : JSON.stringify({ error, error_description });
    reply.end(error_description === undefined ? JSON.stringify(body) : refusal);
  });
}

const inputsFor = (origin: string, more: Properties = {}, name = "reports"): Properties => ({
  tokenEndpoint: `${origin}/token`,
  introspectionEndpoint: `${origin}/introspect`,
  revocationEndpoint: `${origin}/revoke`,
  clientId: "reports",
  privateKey: pem(key.privateKey),
  ...more,
  resourceUrn: `urn:pulumi:dev::tests::pulumi-nodejs:dynamic/access-tokens:OAuth2AccessToken::${name}`,
  __provider: stateText(oauth2),
});

test.each(["-90 seconds", "30 seconds", "-3 hours"])(
  "a machine whose clock is off by %s proves itself by the server's time: one refusal, and from then on none",
  async (offset) => {
    const { origin, received } = await startServer({ namesTime: true });
    const provider = await machine(offset);
    const { id, outs } = await provider.create(inputsFor(origin));
    expect(received).toHaveLength(2);
    expect(Math.abs(Date.parse(String(outs.issuedAt)) - Date.now())).toBeLessThan(60_000);
    await provider.create(inputsFor(origin, {}, "other"));
    await provider.read(id, outs);
    expect(received.map(({ url }) => url)).toEqual(["/token", "/token", "/token", "/introspect"]);
    // Another run knows nothing of the server's clock, and its first request may be any.
    await (await machine(offset)).delete(id, outs);
    expect(received.slice(4).map(({ url }) => url)).toEqual(["/revoke", "/revoke"]);
  },
);

test("where the server's time does not help, the refusal names the difference of the clocks, after one try more", async () => {
  const { origin, received } = await startServer({ namesTime: true });
  const provider = await machine("-90 seconds");
  const other = pem(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
  await expect(provider.create(inputsFor(origin, { privateKey: other }))).rejects.toThrow(
    /Check clientId, clientSecret or privateKey, and clientAuthentication\. Set the clock of this machine too: it is 1 minute (29|30) seconds behind the server's\.$/,
  );
  expect(received).toHaveLength(2);
});

// Ory Hydra 2.3.0 answers 500 and {"error":"error"}.
test.each([
  ["an OAuth 2.0 error is a refusal, and the assertion is made anew", "error", 2],
  ["nothing else is no refusal, and nothing is sent again", "", 1],
])("500 with %s", async (_, error, times) => {
  const { origin, received } = await startServer({ namesTime: true, status: 500, error });
  const provider = await machine("10 minutes");
  const outcome = await provider.create(inputsFor(origin)).then(() => "issued", String);
  expect(outcome).toMatch(times === 2 ? /^issued$/ : /answered 500\./);
  expect(received).toHaveLength(times);
});

test("after a 429 the assertion is another one, which the server has not seen", async () => {
  const { origin, received } = await startServer({ namesTime: true, limits: 1 });
  const provider = await machine("0 seconds");
  await provider.create(inputsFor(origin));
  const assertions = received.map(({ body }) => new URLSearchParams(body).get("client_assertion"));
  expect(new Set(assertions).size).toBe(2);
});

test("nothing is sent again where the clocks agree, nor where the server does not name its time", async () => {
  const other = pem(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);
  for (const [namesTime, offset, privateKey, end] of [
    [true, "0 seconds", other, /give it as clientAssertionAudience\.$/],
    [false, "30 seconds", pem(key.privateKey), /and clientAuthentication\. Check the clock of this machine too\.$/],
  ] as const) {
    const { origin, received } = await startServer({ namesTime });
    const provider = await machine(offset);
    await expect(provider.create(inputsFor(origin, { privateKey }))).rejects.toThrow(end);
    expect(received).toHaveLength(1);
  }
});

test("a secret that was refused is never sent again, whatever the clocks", async () => {
  const { origin, received } = await startServer({ namesTime: true });
  const provider = await machine("-90 seconds");
  const secret = { privateKey: null, clientSecret: "a-secret-that-is-refused" };
  await expect(provider.create(inputsFor(origin, secret))).rejects.toThrow(/and clientAuthentication\.$/);
  expect(received).toHaveLength(1);
});
