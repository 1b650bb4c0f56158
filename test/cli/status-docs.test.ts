import { readFileSync } from "node:fs";
import { z } from "zod";
import { oauth2 } from "../../provider/vendors/oauth2/oauth2";
import { thousandEyes } from "../../provider/vendors/thousandeyes/thousandeyes";
import { exported, minute, other, resourceOf, type Sample, urnOf } from "./exported-stack";
import { ask } from "./orphans/asking";

const docs = readFileSync("docs/status.md", "utf8");
const block = (language: string) => new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, "ms").exec(docs)?.[1] ?? "";

const reports: Sample = {
  name: "reports",
  vendor: oauth2,
  issued: -70 * minute,
  expires: 20 * minute,
  inputs: { renewBefore: "30 minutes" },
  resource: { id: "3f2a9c01d4e5b677" },
};
const tests: Sample = { name: "tests", vendor: thousandEyes, issued: -10 * minute, expires: 50 * minute };
const reader = other("reports", { dependencies: [urnOf(reports)] });

const app = (...samples: Sample[]) =>
  exported([...samples.map((sample) => resourceOf(sample)), reader]).replaceAll("fixtures", "app");

test("docs/status.md shows what the command prints", async () => {
  expect((await ask(app(reports, tests))).stdout).toBe(block("text"));
});

test("docs/status.md shows what --json prints, and the schema holds for it", async () => {
  const shown = JSON.parse(block("json"));
  expect(JSON.parse((await ask(app(reports), { format: "json" })).stdout)).toEqual(shown);
  const schema = z.fromJSONSchema(JSON.parse(readFileSync("cli/status/schema.json", "utf8")));
  expect(schema.safeParse(shown).error).toBeUndefined();
});
