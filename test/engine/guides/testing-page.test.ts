import { delimiter, join } from "node:path";
import { engine } from "../../support/engine/engine";
import { run } from "../../support/programs/example";
import { PageCode } from "../../support/programs/page-code";

const page = new PageCode("docs/testing.md");
afterAll(() => page.dispose());

test("the tests on the page compile, and pass against the real engine", async () => {
  const { folder, names } = page;
  expect(names).toEqual(["reports.ts", "reports.unit.test.ts", "reports.life.test.ts"]);
  expect(page.compile()).toEqual([]);

  const { directory } = await engine();
  const env = {
    PATH: [directory, process.env.PATH].join(delimiter),
    PULUMI_HOME: join(folder, "home"),
    PULUMI_SKIP_UPDATE_CHECK: "true",
  };
  const tests = names.map((name) => name.replace(/ts$/, "js")).filter((name) => name.includes(".test."));
  const { code, stdout } = await run(process.execPath, ["--test", ...tests], folder, env);
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^# pass 2$/m)]);
});
