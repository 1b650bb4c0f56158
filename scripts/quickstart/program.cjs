const pulumi = require("@pulumi/pulumi");
const { OAuth2AccessToken, ThousandEyesAccessToken } = require("pulumi-access-tokens");

/** Calls an address with a token, as a deployment or a job of yours would. */
const consumer = {
  async create({ url, headers }) {
    return { id: url, outs: { url, headers, answer: (await fetch(url, { headers })).status } };
  },
  async update(_id, _olds, { url, headers }) {
    return { outs: { url, headers, answer: (await fetch(url, { headers })).status } };
  },
};

class Consumer extends pulumi.dynamic.Resource {
  constructor(name, url, headers) {
    const options = { additionalSecretOutputs: ["headers"] };
    super(consumer, name, { url, headers, answer: undefined }, options, "quickstart", "Consumer");
  }
}

/** Two tokens, and a consumer of each. The credentials come from the environment, as in a pipeline. */
module.exports = (resources) => async () => {
  const reports = new OAuth2AccessToken("reports", { scope: ["reports:read"], renewBefore: "20 minutes" });
  const tests = new ThousandEyesAccessToken("tests", { scope: ["tests:read"], renewBefore: "20 minutes" });
  const reader = new Consumer("report-reader", resources.oauth2, reports.requestHeaders);
  const runner = new Consumer("test-runner", resources.thousandEyes, tests.requestHeaders);
  return { expires: reports.expiresAt, answers: [reader.answer, runner.answer] };
};
