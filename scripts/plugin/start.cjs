// Starts the provider with the code that V8 compiled when the archive was made. That halves the time of a start. A
// Node.js that compiles otherwise ignores it.
const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const { wrap } = require("node:module");
const { join } = require("node:path");
const { Script } = require("node:vm");

const filename = join(__dirname, "plugin.cjs");
const compiled = join(__dirname, "plugin.cache");

const script = new Script(wrap(readFileSync(filename, "utf8")), {
  filename,
  cachedData: existsSync(compiled) ? readFileSync(compiled) : undefined,
});
script.runInThisContext()(exports, require, module, filename, __dirname);

// Only the process that makes the archive has a channel to this one.
process.once("message", () => {
  writeFileSync(compiled, script.createCachedData());
  process.exit();
});
