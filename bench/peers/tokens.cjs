const { ThousandEyesAccessToken } = require("pulumi-access-tokens");

/** Tokens of this package, with the credential in the environment. */
exports.program = (names) => async () => {
  for (const name of names) new ThousandEyesAccessToken(name, { scope: ["tests:read"] });
};
