const pulumi = require("@pulumi/pulumi");

const outputs = [
  "accessToken",
  "issuedAt",
  "renewedAt",
  "expiresAt",
  "status",
  "tokenType",
  "grantedScope",
  "refreshToken",
];

/** A class as Pulumi generates it from the schema of the native provider. */
class ThousandEyesAccessToken extends pulumi.CustomResource {
  constructor(name, args) {
    const properties = { ...Object.fromEntries(outputs.map((output) => [output, undefined])), ...args };
    super("access-tokens:index:ThousandEyesAccessToken", name, properties, {
      additionalSecretOutputs: ["accessToken"],
    });
  }
}

/** Tokens of the native provider, with the credential in the environment. */
exports.program = (names) => async () => {
  for (const name of names) new ThousandEyesAccessToken(name, { scope: ["tests:read"] });
};
