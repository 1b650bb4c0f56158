/** The key that marks a value of the engine's own, in state and in messages, and the value that marks it as a secret. */
export const MARK = "4dabf18193072939515e22adb298388d";
export const SECRET = "1b47061264138c4ac30d75fd1eb44270";
