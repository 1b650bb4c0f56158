import { ThousandEyesAccessToken, type ThousandEyesAccessTokenArgs } from "pulumi-access-tokens";
import { startThousandEyes } from "pulumi-access-tokens/testing";
import { Consumer } from "../programs/consumer";
import { Traffic } from "../servers/traffic";
import type { Program } from "./stack-options";
import { closing, testStack } from "./token-stack";

/** What a run says of an old token that its vendor cannot revoke. */
export const lapses: unknown = expect.stringMatching(
  /^info: token \w+ \(ends \S+Z\) stays valid: ThousandEyes has no way/,
);

/** A stack with the token `reports`, which its vendor cannot revoke, and a consumer of it. */
export async function lapsingStack() {
  const server = closing(await startThousandEyes({ clients: { reports: "first-secret", other: "other-secret" } }));
  const program =
    (args: Partial<ThousandEyesAccessTokenArgs> = {}, protect = false): Program =>
    async () => {
      const given = { ...server.credentials, scope: ["tests:read"], ...args };
      const token = new ThousandEyesAccessToken("reports", given, { protect });
      const { status } = new Consumer("consumer", {
        url: `${server.endpoint}/v7/account-groups`,
        headers: token.requestHeaders.apply((own) => ({ ...own, accept: "application/json" })),
      });
      return { id: token.id, accessToken: token.accessToken, issuedAt: token.issuedAt, status };
    };
  const dev = await testStack("dev", program());
  const traffic = new Traffic(server);
  const sent = async () => (await traffic.take()).map((each) => each.replace("GET /v7/account-groups", "use"));
  return { dev, server, program, traffic, sent };
}
