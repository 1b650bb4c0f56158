import { run } from "../../support/programs/example";

// The other combinations: `npm run compatibility`.
test("the packed package works in fresh projects: by npm and by pnpm, in JavaScript and TypeScript, with either end of the SDKs for Node.js 20", async () => {
  const args = ["scripts/compatibility.mjs", "--only", "npm,pnpm"];
  const { code, stdout, stderr } = await run(process.execPath, args, ".", {});
  expect([code, stdout.match(/^\w+/gm), code === 0 ? "" : stdout + stderr]).toEqual([0, ["ok", "ok", "ok"], ""]);
}, 600_000);
