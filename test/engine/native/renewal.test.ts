import { clock, startThousandEyes } from "pulumi-access-tokens/testing";
import { done, said } from "../../support/engine/reading";
import { copiesIn } from "../../support/engine/state-entry";
import { closing } from "../../support/engine/token-stack";
import { yamlStack } from "../../support/engine/yaml-stack";
import { Traffic } from "../../support/servers/traffic";

const due = clock("45 minutes");
const value = (path: string) => ["$", "{", path, "}"].join("");

test("a token that its vendor cannot revoke is renewed by an update, unless replaceOnChanges names what changes", async () => {
  const server = closing(await startThousandEyes());
  const traffic = new Traffic(server);
  const headers = { Authorization: `Bearer ${value("reports.accessToken")}`, accept: "application/json" };
  const program = (args: object = {}) => {
    const token = (options: object) => ({
      type: "access-tokens:ThousandEyesAccessToken",
      properties: { ...server.credentials, scope: ["tests:read"], ...args },
      options,
    });
    return {
      resources: {
        reports: token({ protect: true }),
        consumer: { type: "tests:Consumer", properties: { url: `${server.endpoint}/v7/account-groups`, headers } },
        argument: token({ replaceOnChanges: ["introspect"] }),
        end: token({ replaceOnChanges: ["expiresAt"] }),
      },
    };
  };
  const issued = async () => (await traffic.take()).filter((words) => words.startsWith("issue")).length;
  const replacement = ["create-replacement", "replace", "delete-replaced"];
  const dev = await yamlStack(program());
  expect((await dev.up()).ok).toBe(true);
  expect(await issued()).toBe(3);
  const [before] = await copiesIn(dev);

  // The plan shows what uses the token as changing.
  const plan = await dev.preview({ env: due });
  expect([done(plan), done(plan, "consumer")]).toEqual([["update"], ["update"]]);
  expect(said(plan, "reports")).toEqual([expect.stringMatching(/^info: due: /)]);
  const up = await dev.up({ env: due });
  expect([up.ok, done(up), done(up, "consumer")]).toEqual([true, ["update"], ["update"]]);
  expect([done(up, "argument"), done(up, "end")]).toEqual([["update"], replacement]);
  const [after, ...others] = await copiesIn(dev);
  expect([after?.id, others]).toEqual([before?.id, []]);
  expect(after?.outputs.accessToken).not.toEqual(before?.outputs.accessToken);
  expect(await issued()).toBe(3);

  // An update that leaves the token as it is changes nothing else.
  await dev.write(program({ introspect: false }));
  const changed = await dev.up();
  expect([changed.ok, done(changed), done(changed, "consumer")]).toEqual([true, ["update"], ["same"]]);
  expect([done(changed, "argument"), done(changed, "end")]).toEqual([replacement, ["update"]]);
  expect(await issued()).toBe(1);
});
