// Loaded by `--require`, and by the emulators of a test: `Date` tells the time that stands in the file MODEL_CLOCK, the
// same in all processes, and stands still until it is moved.
const { openSync, readSync } = require("node:fs");

const file = openSync(process.env.MODEL_CLOCK, "r");
const time = new Float64Array(1);
const bytes = new Uint8Array(time.buffer);
const now = () => {
  readSync(file, bytes, 0, 8, 0);
  return time[0];
};
const moved = new Proxy(Date, {
  apply: (target) => new target(now()).toString(),
  construct: (target, args, newTarget) => Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
});
moved.now = now;
moved.prototype.constructor = moved;
globalThis.Date = moved;
