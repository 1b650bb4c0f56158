import { execFileSync } from "node:child_process";
import { clock } from "../../testing";

const day = 86_400_000;

function run(offset: string, program: string): unknown {
  const env = { ...process.env, ...clock(offset) };
  return JSON.parse(
    execFileSync(process.execPath, ["-e", `console.log(JSON.stringify(${program}))`], { env, encoding: "utf8" }),
  );
}

test.each([
  ["80 days", 80 * day],
  ["-1 hour", -3_600_000],
  ["+1h30m", 5_400_000],
])("%s moves every way to ask for the time", (offset, milliseconds) => {
  const asked = run(
    offset,
    "[Date.now(), +new Date(), Date.parse(Date()), +new (class extends Date {})(), +new (new Date(0).constructor)()]",
  );
  for (const time of asked as number[]) {
    expect(Math.abs(time - Date.now() - milliseconds)).toBeLessThan(30_000);
  }
});

test("reaches the programs that a program starts", () => {
  const inner = `require("child_process").execFileSync(process.execPath, ["-p", "Date.now()"], { encoding: "utf8" })`;
  expect(Math.abs(Number(run("80 days", inner)) - Date.now() - 80 * day)).toBeLessThan(30_000);
});

test("leaves alone what does not ask for the time", () => {
  const program = `[
    new Date(0).toISOString(), new Date(2020, 1, 2).getMonth(), Date.parse("2020-01-02T00:00:00Z"), Date.UTC(2020, 0, 2),
    new Date() instanceof Date, new (class D extends Date { year() { return this.getUTCFullYear(); } })(0).year(),
    Object.prototype.toString.call(new Date()), typeof Date(), Date.name, Date.length,
    new Date().constructor === Date, structuredClone(new Date(5)).getTime(),
  ]`;
  expect(run("80 days", program)).toEqual([
    "1970-01-01T00:00:00.000Z",
    1,
    1577923200000,
    1577923200000,
    true,
    1970,
    "[object Date]",
    "string",
    "Date",
    7,
    true,
    5,
  ]);
});

test("leaves timers alone", () => {
  const env = { ...process.env, ...clock("80 days") };
  const program = "const start = performance.now(); setTimeout(() => console.log(performance.now() - start), 50)";
  const waited = Number(execFileSync(process.execPath, ["-e", program], { env, encoding: "utf8" }));
  expect(waited).toBeGreaterThanOrEqual(45);
  expect(waited).toBeLessThan(5000);
});

test("adds to the NODE_OPTIONS there are", () => {
  const before = process.env.NODE_OPTIONS;
  process.env.NODE_OPTIONS = "--max-http-header-size=9999";
  try {
    expect(clock("1 day").NODE_OPTIONS).toMatch(/^--max-http-header-size=9999 --require "\/.*clock-preload\.js"$/);
    expect(run("1 day", `require("http").maxHeaderSize`)).toBe(9999);
  } finally {
    if (before === undefined) delete process.env.NODE_OPTIONS;
    else process.env.NODE_OPTIONS = before;
  }
});

test.each(["soon", "", "--1 day", "2 months"])("%p is no duration", (offset) => {
  expect(() => clock(offset)).toThrow("no duration");
});
