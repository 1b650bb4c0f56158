import { exampleLife } from "../../support/native/example-life";
import { Languages } from "../../support/native/languages";
import { isMissing } from "../../support/native/missing";

let languages: Languages;

beforeAll(async () => {
  languages = await Languages.make();
});

afterAll(() => languages.dispose());

// The test of a TypeScript program is in `distribution.test.ts`.

test("a YAML program has a token issued, renewed with its consumer, seen as revoked, and revoked at the end", async () => {
  await exampleLife(await languages.yaml());
});

// The first time, Pulumi's SDKs are downloaded and built.
test("a Python program does the same", async () => {
  if (await isMissing("go", "pip")) return;
  await exampleLife(await languages.python());
}, 400_000);

test("a Go program does the same", async () => {
  if (await isMissing("go")) return;
  await exampleLife(await languages.go());
}, 400_000);
