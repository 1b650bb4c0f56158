import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const file = "etc/schema.json";

test("etc/schema.json is made from the declarations; `UPDATE_GOLDEN=1 npx jest test/package/schema` writes it", () => {
  const made = execFileSync(process.execPath, ["scripts/schema.mjs"], { encoding: "utf8" });
  if (process.env.UPDATE_GOLDEN) writeFileSync(file, made);
  expect(made).toBe(readFileSync(file, "utf8"));
});
