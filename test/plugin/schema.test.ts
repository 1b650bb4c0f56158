import { readFileSync } from "node:fs";
import { downloadUrl } from "../../plugin/schema";

const { version } = JSON.parse(readFileSync("package.json", "utf8"));

test.each([
  ["git+https://github.com/someone/something.git", "github://api.github.com/someone/something"],
  ["https://github.com/someone/some.thing", "github://api.github.com/someone/some.thing"],
  ["git+https://git.example.com/someone/something.git", undefined],
])("the engine downloads the plugin of a package in %s from %s", (url, place) => {
  expect(downloadUrl({ version, repository: { url } })).toBe(place);
});

test("a package that is not published names no place to download from", () => {
  expect(downloadUrl({ version })).toBeUndefined();
});
