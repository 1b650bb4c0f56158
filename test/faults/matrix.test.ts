// Every class, every operation, every request of it, every fault: on the real provider process, over real HTTP.
//
// docs/faults.md holds the table; UPDATE_GOLDEN=1 writes it anew.
import { readFileSync, writeFileSync } from "node:fs";
import { isNative } from "../support/native/way-in";
import type { Outcome } from "./case";
import { invariants, unexpected } from "./invariants";
import { type Matrix, nameOf, runMatrix } from "./matrix";
import { table } from "./table";

jest.setTimeout(1_500_000);

let matrix: Matrix;
beforeAll(async () => {
  matrix = await runMatrix();
});

const breaking = (rule: (outcome: Outcome) => string | undefined) =>
  matrix.outcomes.flatMap((outcome) => {
    const problem = rule(outcome);
    return problem === undefined ? [] : [`${nameOf(outcome)}: ${problem}`];
  });

test.each(Object.entries(invariants))("%s", (_, rule) => expect(breaking(rule)).toEqual([]));

test("what comes of a fault follows from what it is", () => expect(breaking(unexpected)).toEqual([]));

test("a server that never answers is asked once, whichever classes and operations need it", () =>
  expect(matrix.silent).toBe(1));

test("no other host is asked", () => expect(matrix.elsewhere).toBe(0));

test("the processes print no secret, and nothing that was not caught", () => {
  const secrets = matrix.outcomes.flatMap((outcome) => Object.values(outcome.secrets));
  expect(secrets.filter((secret) => matrix.output.includes(secret))).toEqual([]);
  expect(matrix.output).not.toMatch(/TypeError|RangeError|unhandled/i);
});

// The table is of all cases, and the native provider meets a part of them.
const testOfAll = isNative ? test.skip : test;

testOfAll("the documentation shows the cases there are", () => {
  const file = "docs/faults.md";
  const shown = readFileSync(file, "utf8");
  const generated = shown
    .replace(/\*\*[\d,]+ cases\*\*/, `**${matrix.outcomes.length.toLocaleString("en")} cases**`)
    .replace(/<!-- begin -->.*<!-- end -->/s, `<!-- begin -->\n${table(matrix.outcomes)}\n<!-- end -->`);
  if (process.env.UPDATE_GOLDEN !== undefined) writeFileSync(file, generated);
  else expect(shown).toBe(generated);
});
