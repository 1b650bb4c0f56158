import { readFileSync } from "node:fs";
import { z } from "zod";
import { htmlPage } from "../../../cli/status/formats/html";
import { markdown } from "../../../cli/status/formats/markdown";
import { terminalText } from "../../../cli/status/formats/text";
import type { OrphanReport, Report } from "../../../cli/status/report";
import { commvault } from "../../../provider/vendors/commvault/commvault";
import { day, now, urnOf } from "../exported-stack";
import { expectGolden } from "../golden";

const at = (offset: number) => new Date(now + offset).toISOString();

const nightly: OrphanReport = {
  id: "57",
  name: "nightly-f5a33ea9-0c29d7b1",
  class: "CommvaultAccessToken",
  account: 'endpoint "https://commvault.example.com/commandcenter/api", username "svc-pulumi"',
  urn: urnOf({ name: "nightly", vendor: commvault }).replaceAll("fixtures", "app"),
  issuedAt: at(-9 * day),
  lastUsedAt: at(-4 * day),
  expiresAt: at(81 * day),
  revoked: false,
};
const hostile = "a\u001b[2J|<script>alert(1)</script>\n**b**";
const revoked: OrphanReport = {
  ...nightly,
  name: hostile,
  id: hostile,
  account: hostile,
  lastUsedAt: null,
  expiresAt: null,
  revoked: true,
};

const plainly = { drawn: false, columns: 120 };
const reportOf = (orphans: Report["orphans"]): Report => ({
  version: 1,
  now: at(0),
  stacks: [],
  ...(orphans && { orphans }),
});
const report = reportOf({ tokens: [nightly, revoked], notes: ["a note"], problems: [hostile] });

test.each([
  ["orphans.txt", () => terminalText(report, plainly)],
  ["orphans.md", () => markdown(report)],
  ["orphans.html", () => htmlPage(report)],
])("orphans are shown as in test/fixtures/status/%s, and nothing in them is markup", (file, format) => {
  const text = format();
  expect(text).not.toContain("\u001b");
  if (file !== "orphans.txt") expect(text).not.toMatch(/[^\\]<script/);
  expectGolden(file, text);
});

test("json keeps to the schema, which has every word of it", () => {
  const { $defs, ...rest } = JSON.parse(readFileSync("cli/status/schema.json", "utf8"));
  expect(z.fromJSONSchema({ $defs, ...rest }).safeParse(report).error).toBeUndefined();
  expect(Object.keys(nightly).sort()).toEqual(Object.keys($defs.orphan.properties).sort());
  expect(Object.keys(report.orphans ?? {}).sort()).toEqual(Object.keys($defs.orphans.properties).sort());
});

test("no orphans are said to be none, and unasked about nothing is said", () => {
  const [none, unasked] = [reportOf({ tokens: [], notes: [], problems: [] }), reportOf(undefined)];
  for (const format of [markdown, htmlPage, (each: Report) => terminalText(each, plainly)]) {
    expect(format(none)).toContain("0 orphans");
    expect(format(unasked)).not.toMatch(/\d orphan/);
  }
});

test("docs/status.md shows what the command prints", () => {
  const [, block] = /^```text orphans\n(.*?)^```/ms.exec(readFileSync("docs/status.md", "utf8")) ?? [];
  expect(block).toBe(terminalText(reportOf({ tokens: [nightly], notes: [], problems: [] }), plainly));
});
