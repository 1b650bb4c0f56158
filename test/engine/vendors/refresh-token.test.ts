import { done } from "../../support/engine/reading";
import { copiesIn, type StateEntry } from "../../support/engine/state-entry";
import { type TokenStack, tokenStack } from "../../support/engine/token-stack";

/** The refresh token and the access token of a copy, which the export has in clear and marked as secrets. */
function pairOf(copy: StateEntry | undefined): [string, string] {
  const { accessToken, refreshToken } = (copy?.outputs ?? {}) as Record<string, { plaintext: string }>;
  return [JSON.parse(refreshToken?.plaintext ?? ""), JSON.parse(accessToken?.plaintext ?? "")];
}

/** Whether a refresh token still gives access tokens, and whether an access token still opens the resource. */
async function working({ client, server }: TokenStack, refreshToken: string, accessToken: string) {
  const { clientId, clientSecret } = client;
  const basic = new URLSearchParams({ [clientId]: clientSecret }).toString().replace("=", ":");
  const refresh = await fetch(server.credentials.tokenEndpoint, {
    method: "POST",
    headers: { authorization: `Basic ${Buffer.from(basic).toString("base64")}` },
    body: new URLSearchParams({ grant_type: "refresh_token", refresh_token: refreshToken }),
  });
  const use = await fetch(server.credentials.resource, { headers: { authorization: `Bearer ${accessToken}` } });
  return { refresh: refresh.status, use: use.status };
}

test("a refresh token ends with its token: replaced and destroyed alike, nothing is left that works; where it cannot be revoked, both stay", async () => {
  const tokens = await tokenStack();
  const { dev, program, server } = tokens;
  await server.control({ refreshTokens: true });
  await dev.up();
  const held = async () => {
    const [copy] = await copiesIn(dev);
    return pairOf(copy);
  };
  const first = await held();
  expect(await dev.rawState()).not.toContain(first[0]);
  expect(await working(tokens, ...first)).toEqual({ refresh: 200, use: 200 });

  const run = await dev.up({ program: program({ scope: ["reports:read", "reports:write"] }) });
  expect(done(run)).toEqual(["create-replacement", "replace", "delete-replaced"]);
  const second = await held();
  expect(await working(tokens, ...first)).toEqual({ refresh: 400, use: 401 });
  expect(await working(tokens, ...second)).toEqual({ refresh: 200, use: 200 });

  await server.fault({ match: "/token/revocation", count: 1, status: 400, body: { error: "invalid_request" } });
  expect(await dev.destroy()).toMatchObject({ ok: false });
  expect(await held()).toEqual(second);
  expect((await dev.destroy()).ok).toBe(true);
  expect(await working(tokens, ...second)).toEqual({ refresh: 400, use: 401 });
  const revoked = (await server.log()).filter(({ path }) => path === "/token/revocation");
  expect(revoked.map(({ body, status }) => [(body as { token_type_hint: string }).token_type_hint, status])).toEqual([
    ["refresh_token", 200],
    ["access_token", 200],
    ["refresh_token", 400],
    ["refresh_token", 200],
    ["access_token", 200],
  ]);
});
