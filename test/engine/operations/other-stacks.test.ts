import * as pulumi from "@pulumi/pulumi";
import { clock } from "pulumi-access-tokens/testing";
import { testStack, tokenStack } from "../../support/engine/token-stack";
import { Consumer } from "../../support/programs/consumer";

test.each([
  ["expire", { held: 200, sent: ["issue 2", "use 1", "use 2"] }],
  ["revoke", { held: 401, sent: ["issue 2", "revoke 1", "use 1 401", "use 2"] }],
] as const)(
  "with onReplace %s a token that another stack holds answers as the page says, until that stack's own up",
  async (onReplace, expected) => {
    const { dev, program, sent, server } = await tokenStack();
    const owner = program({ onReplace });
    await dev.up({ program: owner });
    const { accessToken } = await dev.outputs();
    const other = await testStack(
      "prod",
      async () => {
        const stack = new pulumi.StackReference("organization/tests/dev");
        const headers = { Authorization: pulumi.interpolate`Bearer ${stack.requireOutput("accessToken")}` };
        return { status: new Consumer("consumer", { url: server.credentials.resource, headers }).status };
      },
      { backend: dev.backend },
    );
    await other.up();
    expect(await sent()).toEqual(["issue 1", "use 1"]);

    await dev.up({ program: owner, env: clock("45 minutes") });
    const held = await fetch(server.credentials.resource, {
      headers: { authorization: `Bearer ${accessToken?.value}` },
    });
    expect(held.status).toBe(expected.held);
    expect((await other.up()).ok).toBe(true);
    expect((await other.outputs()).status?.value).toBe(200);
    expect(await sent()).toEqual(expected.sent);
  },
);
