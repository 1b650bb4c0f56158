// Runs many OAuth 2.0 servers in one process: one for each message, by its id.
const { startOAuth2Here } = require("../../lib/testing/oauth2/emulator.js");

process.on("message", ({ id, options }) => {
  startOAuth2Here(options).then(
    (started) => process.send({ id, started }),
    (error) => process.send({ id, error: error.message }),
  );
});
process.once("disconnect", () => process.exit(0));
