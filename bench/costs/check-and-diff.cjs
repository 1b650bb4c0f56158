// CPU time of `check` and `diff`, in microseconds a token: in the first run over 500 tokens, as in a preview, where
// nothing is compiled yet, and once it is.
const { provider } = require("pulumi-access-tokens/state-entry");

const tokens = 500;
const endpoint = "http://127.0.0.1:1";
Object.assign(process.env, { TE_API_ENDPOINT: endpoint, TE_CLIENT_ID: "reports", TE_CLIENT_SECRET: "a-secret" });
const lifecycle = provider("ThousandEyesAccessToken");

async function microseconds() {
  const begin = process.cpuUsage();
  for (let index = 0; index < tokens; index++) await checkAndDiff(index);
  const { system, user } = process.cpuUsage(begin);
  return (system + user) / tokens;
}

async function checkAndDiff(index) {
  const resourceUrn = `urn:pulumi:s::p::pulumi-nodejs:dynamic/access-tokens:ThousandEyesAccessToken::${index}`;
  const olds = { endpoint, clientId: "reports", scope: ["tests:read"], resourceUrn };
  const { inputs } = await lifecycle.check(olds, { scope: ["tests:read"], resourceUrn });
  const now = Date.now();
  await lifecycle.diff(
    `id-${index}`,
    {
      ...inputs,
      accessToken: String(index).padStart(40, "t"),
      issuedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + 3_600_000).toISOString(),
      status: "issued",
      tokenType: "Bearer",
    },
    inputs,
  );
}

(async () => {
  await lifecycle.configure({ config: { get: () => undefined } });
  const first = await microseconds();
  for (let round = 0; round < 10; round++) await microseconds();
  console.log(JSON.stringify({ first, warm: await microseconds() }));
})();
