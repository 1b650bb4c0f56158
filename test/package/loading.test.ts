import { execFileSync } from "node:child_process";

/** Runs a script in a process of its own, from the folder of the package, and returns what it prints as JSON. */
function run(script: string): unknown {
  const print = `console.log(JSON.stringify((() => { ${script} })()))`;
  return JSON.parse(execFileSync(process.execPath, ["-e", print], { encoding: "utf8" }));
}

const files = 'Object.keys(require.cache).map((file) => file.replaceAll("\\\\", "/"))';
const ofVendors = `${files}.flatMap((file) => /provider\\/vendors\\/(\\w+)\\//.exec(file)?.[1] ?? [])`;
const inLanguages = `${files}.flatMap((file) => /zod\\/v4\\/locales\\/(?!index)(\\S+)\\.cjs$/.exec(file)?.[1] ?? [])`;

test.each([
  ["the provider process", 'require("pulumi-access-tokens/state-entry").provider("ThousandEyesAccessToken")'],
  [
    "a program",
    'const { ThousandEyesAccessToken } = require("pulumi-access-tokens"); try { new ThousandEyesAccessToken("a", {}) } catch {}',
  ],
])("%s loads the vendor that it uses, and no messages in other languages", (_, script) => {
  expect(run(`${script}; return [[...new Set(${ofVendors})], ${inLanguages}]`)).toEqual([["thousandeyes"], ["en"]]);
});

test("zod has all its languages for who asks for one", () => {
  const script = `
    require("pulumi-access-tokens/state-entry");
    const { z } = require("zod");
    const names = Object.keys(z.locales);
    z.config(z.locales.de());
    return [names.length, z.string().safeParse(1).error.issues[0].message];`;
  const without = 'const { z } = require("zod"); return Object.keys(z.locales).length';
  expect(run(script)).toEqual([run(without), expect.stringContaining("Ungültige Eingabe")]);
});
