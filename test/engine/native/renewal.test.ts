import { clock, startThousandEyes } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import { copiesIn } from "../../support/engine/state-entry";
import { closing } from "../../support/engine/token-stack";
import { yamlStack } from "../../support/engine/yaml-stack";
import { Traffic } from "../../support/servers/traffic";

const due = clock("45 minutes");
const value = (path: string) => ["$", "{", path, "}"].join("");

test("a token that its vendor cannot revoke is renewed by an update, and the plan shows what uses it as changing", async () => {
  const server = closing(await startThousandEyes());
  const traffic = new Traffic(server);
  const headers = { Authorization: `Bearer ${value("reports.accessToken")}`, accept: "application/json" };
  const program = (args: object = {}) => ({
    resources: {
      reports: {
        type: "access-tokens:ThousandEyesAccessToken",
        properties: { ...server.credentials, scope: ["tests:read"], ...args },
        options: { protect: true },
      },
      consumer: { type: "tests:Consumer", properties: { url: `${server.endpoint}/v7/account-groups`, headers } },
    },
  });
  const dev = await yamlStack(program());
  expect((await dev.up()).ok).toBe(true);
  const [before] = await copiesIn(dev);

  const plan = await dev.preview({ env: due });
  expect([done(plan), done(plan, "consumer")]).toEqual([["update"], ["update"]]);
  expect(said(plan, "reports")).toEqual([expect.stringMatching(/^info: due: /)]);
  const up = await dev.up({ env: due });
  expect([up.ok, done(up), done(up, "consumer")]).toEqual([true, ["update"], ["update"]]);
  const [after, ...others] = await copiesIn(dev);
  expect([after?.id, others]).toEqual([before?.id, []]);
  expect(after?.outputs.accessToken).not.toEqual(before?.outputs.accessToken);
  expect((await traffic.take()).filter((words) => words.startsWith("issue"))).toEqual(["issue 1", "issue 2"]);

  // An update that leaves the token as it is changes nothing else.
  await dev.write(program({ introspect: false }));
  const other = await dev.preview();
  expect([done(other), done(other, "consumer")]).toEqual([["update"], ["same"]]);
});

test("replaceOnChanges turns the update of an argument, or a renewal, into a replacement", async () => {
  const server = closing(await startThousandEyes());
  const program = (args: object = {}) => {
    const resource = (property: string) => ({
      type: "access-tokens:ThousandEyesAccessToken",
      properties: { ...server.credentials, scope: ["tests:read"], ...args },
      options: { replaceOnChanges: [property] },
    });
    return { resources: { argument: resource("introspect"), end: resource("expiresAt") } };
  };
  const dev = await yamlStack(program());
  expect((await dev.up()).ok).toBe(true);
  const replacement = ["create-replacement", "replace", "delete-replaced"];
  await dev.write(program({ introspect: false }));
  const changed = await dev.up();
  expect([changed.ok, done(changed, "argument"), done(changed, "end")]).toEqual([true, replacement, ["update"]]);
  const renewed = await dev.up({ env: due });
  expect([renewed.ok, done(renewed, "argument"), done(renewed, "end")]).toEqual([true, ["update"], replacement]);
});
