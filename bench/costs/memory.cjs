// What 1,000 issued tokens hold in the provider process, in bytes: the heap a token, and the whole process.
const { startThousandEyes } = require("pulumi-access-tokens/testing");
const { provider } = require("pulumi-access-tokens/state-entry");

const tokens = 1000;

(async () => {
  const emulator = await startThousandEyes({ rateLimit: 1e9 });
  const { clientId, clientSecret, endpoint } = emulator.credentials;
  Object.assign(process.env, { TE_API_ENDPOINT: endpoint, TE_CLIENT_ID: clientId, TE_CLIENT_SECRET: clientSecret });
  const lifecycle = provider("ThousandEyesAccessToken");
  await lifecycle.configure({ config: { get: () => undefined } });
  const issue = (index) => lifecycle.create({ endpoint, clientId, scope: ["tests:read"], resourceUrn: `urn:${index}` });
  const heap = async () => {
    // The emulator lives in this process too: its log is not the provider's.
    await emulator.clearLog();
    global.gc();
    return process.memoryUsage().heapUsed;
  };
  await issue(-1);
  const before = await heap();
  const kept = [];
  for (let index = 0; index < tokens; index++) kept.push(await issue(index));
  kept.length = 0;
  const heapPerToken = ((await heap()) - before) / tokens;
  console.log(JSON.stringify({ heapPerToken, resident: process.memoryUsage().rss }));
  await emulator.close();
})();
