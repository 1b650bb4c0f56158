import http from "node:http";
import { text } from "node:stream/consumers";
import { OAuth2AccessToken } from "pulumi-access-tokens";
import { done } from "../../support/engine/reading";
import type { Program } from "../../support/engine/stack-options";
import { tokenStack } from "../../support/engine/token-stack";
import { serve } from "../../support/servers/loopback";

/** What a server that is mounted below a path, as some frameworks do it, hands on: these addresses alone, to the letter. */
const mounted: Record<string, string> = {
  "/o/token/": "/token",
  "/o/introspect/": "/token/introspection",
  "/o/revoke_token/": "/token/revocation",
};

/** Puts an authorization server behind such addresses. Its metadata is below the path, and nowhere else. */
async function mount(endpoint: string) {
  const front = await serve(async (reply, _, { body, headers, method, url }) => {
    const issuer = `${front.origin}/o`;
    const address = (path: string) => `${front.origin}${path}`;
    if (url === "/o/.well-known/oauth-authorization-server") {
      const [token_endpoint, introspection_endpoint, revocation_endpoint] = Object.keys(mounted).map(address);
      reply.writeHead(200, { "content-type": "application/json" });
      reply.end(JSON.stringify({ issuer, token_endpoint, introspection_endpoint, revocation_endpoint }));
      return;
    }
    const path = mounted[url];
    if (path === undefined) {
      reply.writeHead(404).end("<h1>Not Found</h1>");
      return;
    }
    const forwarded = http.request(new URL(path, endpoint), { method, headers }, async (answer) => {
      reply.writeHead(answer.statusCode ?? 500, answer.headers).end(await text(answer));
    });
    forwarded.end(body);
  });
  return front;
}

const given = (origin: string) => {
  const [tokenEndpoint, introspectionEndpoint, revocationEndpoint] = Object.keys(mounted).map((path) => origin + path);
  return { tokenEndpoint, introspectionEndpoint, revocationEndpoint };
};

test("endpoints with a slash at their end are used to the letter, given or named by the issuer's metadata", async () => {
  const { dev, server, client } = await tokenStack();
  const [first, second] = [await mount(server.endpoint), await mount(server.endpoint)];
  const endpoints: Record<string, object> = { given: given(first.origin), named: { issuer: `${second.origin}/o` } };
  const program: Program = async () => {
    const { clientId, clientSecret } = client;
    for (const [name, each] of Object.entries(endpoints)) {
      new OAuth2AccessToken(name, { clientId, clientSecret, scope: [], ...each });
    }
  };
  expect((await dev.up({ program })).ok).toBe(true);
  for (const { received } of [first, second])
    expect(new URLSearchParams(received.at(-1)?.body).has("scope")).toBe(false);
  expect((await dev.refresh()).ok).toBe(true);
  const preview = await dev.preview({ program });
  expect(preview.changes).toEqual({ same: 3 });
  const destroy = await dev.destroy();
  expect([done(destroy, "given"), done(destroy, "named")]).toEqual([["delete"], ["delete"]]);
  for (const { received } of [first, second]) {
    const asked = received.map(({ url }) => url).filter((url) => !url.includes(".well-known"));
    expect(asked).toEqual(["/o/token/", "/o/introspect/", "/o/revoke_token/"]);
  }
});
