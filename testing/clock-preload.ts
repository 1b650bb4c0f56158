// Node loads this file with `--require` before a program. It moves `Date` by ACCESS_TOKENS_TESTING_CLOCK milliseconds.
const offset = Number(process.env.ACCESS_TOKENS_TESTING_CLOCK ?? 0);
const actual = Date.now;

if (Number.isFinite(offset) && offset !== 0) {
  // A proxy keeps prototypes, `instanceof`, subclasses and the other static methods as they are.
  const moved = new Proxy(Date, {
    apply: (target) => new target(actual() + offset).toString(),
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [actual() + offset] : args, newTarget),
  });
  moved.now = () => actual() + offset;
  moved.prototype.constructor = moved;
  globalThis.Date = moved;
}
