const { OAuth2AccessToken } = require("pulumi-access-tokens");

/** One token; its credentials come from the environment. */
exports.program = async () => {
  const token = new OAuth2AccessToken("reports", { scope: ["reports:read"], renewBefore: "10 minutes" });
  return { accessToken: token.accessToken, expiresAt: token.expiresAt };
};
