import { opened } from "../../plugin/sealed";
import { argument, commonArguments } from "../../provider/arguments/declaration";
import { base, text } from "../../provider/arguments/formats";
import { defineVendor } from "../../provider/contract/define-vendor";
import { Lifecycle } from "../../provider/lifecycle/lifecycle";
import { reportTo } from "../../provider/messages/report";
import { bearerHeaders } from "../../provider/oauth/token-response";
import { FakeEngine } from "../support/provider-process/fake-engine";

const hour = 3_600_000;

test("a vendor that gives its tokens ids and cannot revoke is asked about the renewed token by its own id", async () => {
  const asked: string[] = [];
  let count = 0;
  const vendor = defineVendor({
    resource: "TicketAccessToken",
    title: "the ticket office",
    group: "tickets",
    arguments: {
      endpoint: argument("identity", base, { environment: "TICKETS_ENDPOINT" }),
      key: argument("credential", text, { secret: true, environment: "TICKETS_KEY" }),
      ...commonArguments,
    },
    credentialSets: [["endpoint", "key"]],
    requestHeaders: bearerHeaders,
    async issue() {
      count += 1;
      return { accessToken: `ticket-number-${count}`, id: String(count), lifetime: hour };
    },
    async introspect(_operation, { accessToken, id }) {
      asked.push(`${id} ${accessToken}`);
      return { accepted: true };
    },
    introspectsWith: "token",
  });
  const engine = new FakeEngine();
  reportTo(await engine.listen());
  let now = Date.now();
  const lifecycle = new Lifecycle(vendor, () => now);
  await lifecycle.configure({ config: { get: () => undefined } });
  const resourceUrn = "urn:pulumi:dev::p::pulumi-nodejs:dynamic/access-tokens:TicketAccessToken::ticket";
  const args = { endpoint: "https://tickets.example.com", key: "the-key-of-tickets", resourceUrn };
  const { inputs = {} } = await lifecycle.check({}, args);
  const created = await lifecycle.create(inputs);
  let outputs = opened(created.outs);
  for (let renewal = 0; renewal < 2; renewal++) {
    now += 50 * 60_000;
    await lifecycle.check(inputs, inputs);
    expect(await lifecycle.diff("1", outputs, inputs)).toMatchObject({ changes: true, replaces: [] });
    outputs = opened((await lifecycle.update("1", outputs, inputs)).outs);
    await lifecycle.read("1", outputs);
  }
  engine.close();
  expect(created.id).toBe("1");
  const lapses = engine.logs
    .map(({ message }) => message)
    .filter((message) => message.includes("has no way to revoke"));
  expect(lapses).toEqual([expect.stringMatching(/^token 1 /), expect.stringMatching(/^token 2 /)]);
  expect(asked).toEqual(["2 ticket-number-2", "3 ticket-number-3"]);
});
