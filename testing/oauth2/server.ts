import { type OAuth2Options, startOAuth2Here } from "./emulator";

// The process that the OAuth 2.0 emulator runs in. It is told its options and tells what it has started.
process.once("message", (options: OAuth2Options) => {
  startOAuth2Here(options).then(
    (started) => process.send?.({ started }),
    (error: Error) => process.send?.({ error: error.message }),
  );
});

// It ends with the process that started it, also where that was killed.
process.once("disconnect", () => process.exit(0));

// An interrupt at the terminal reaches the whole group: the parent process decides what it means.
process.on("SIGINT", () => {});
process.on("SIGTERM", () => {});
