import { opened, sealed, wrapped } from "../../plugin/sealed";

const none: ReadonlySet<string> = new Set();

test("what is secret is wrapped by its name, whole, and what is absent is not", () => {
  const names = new Set(["clientSecret", "refreshToken", "privateKey"]);
  const sent = sealed(
    { clientSecret: "s3cret", clientId: "reports", refreshToken: null, privateKey: undefined },
    names,
  );
  expect(sent).toEqual({ clientSecret: wrapped("s3cret"), clientId: "reports", refreshToken: null });
});

test("what the user marked as secret goes back as it came, nested too, and whole where it changed", () => {
  const received = { clientId: wrapped("reports"), rotationTriggers: { release: wrapped("1"), day: "monday" } };
  const bag = opened(received);
  expect(bag).toEqual({ clientId: "reports", rotationTriggers: { release: "1", day: "monday" } });
  expect(sealed(bag, none, received)).toEqual(received);
  const changed = { ...bag, rotationTriggers: { release: "2", day: "monday" } };
  expect(sealed(changed, none, {}, received)).toEqual({
    ...received,
    rotationTriggers: wrapped(changed.rotationTriggers),
  });
});

test("a secret in a list and in a secret is opened", () => {
  expect(
    opened({ scope: ["reports:read", wrapped("tests:manage")], adopt: wrapped({ accessToken: wrapped("t") }) }),
  ).toEqual({
    scope: ["reports:read", "tests:manage"],
    adopt: { accessToken: "t" },
  });
});
