import { emulatorGroups, startEmulators } from "../../../testing";

test("all start, under their credential groups, and close together", async () => {
  const { credentials, emulators, close } = await startEmulators();
  expect(Object.keys(credentials)).toEqual(emulatorGroups);
  expect(emulatorGroups).toEqual(expect.arrayContaining(["thousandEyes", "oauth2"]));
  expect(JSON.parse(JSON.stringify(credentials))).toEqual(
    Object.fromEntries(emulatorGroups.map((group) => [group, emulators[group].credentials])),
  );
  await close();
  for (const { endpoint } of Object.values(emulators)) await expect(fetch(endpoint)).rejects.toThrow();
});

test("only those that are asked for", async () => {
  const { credentials, close } = await startEmulators({ only: ["thousandEyes"] });
  expect(Object.keys(credentials)).toEqual(["thousandEyes"]);
  await close();
});

test("a group that has no emulator is refused", async () => {
  await expect(startEmulators({ only: ["nobody" as never] })).rejects.toThrow(
    "there is no emulator nobody; the emulators are",
  );
});

test("every start has secrets of its own", async () => {
  const [one, two] = [
    await startEmulators({ only: ["thousandEyes"] }),
    await startEmulators({ only: ["thousandEyes"] }),
  ];
  expect(one.credentials.thousandEyes.clientSecret).not.toBe(two.credentials.thousandEyes.clientSecret);
  await Promise.all([one.close(), two.close()]);
});
