const { ThousandEyesAccessToken } = require("pulumi-access-tokens");

/** Tokens of this package, with the credential as arguments of each. */
exports.program =
  (names, { endpoint, clientId, clientSecret }) =>
  async () => {
    for (const name of names) {
      new ThousandEyesAccessToken(name, { endpoint, clientId, clientSecret, scope: ["tests:read"] });
    }
  };
