import { type OAuth2Options, startOAuth2Here } from "./emulator";

// The process that the OAuth 2.0 emulator runs in. It receives its options and sends the data of the running emulator.
process.once("message", (options: OAuth2Options) => {
  startOAuth2Here(options).then(
    (started) => process.send?.({ started }),
    (error: Error) => process.send?.({ error: error.message }),
  );
});

// It ends with the process that started it, even if that process was killed.
process.once("disconnect", () => process.exit(0));

// An interrupt at the terminal reaches the whole process group. The parent process decides when this one ends.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
