import { stateText } from "../../provider/state/provider-text";
import { oauth2 } from "../../provider/vendors/oauth2/oauth2";
import { startOAuth2 } from "../../testing";
import { providerProcess } from "../support/provider-process/provider-process";

/** What the engine sends for a text that is not known until the update runs. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

test("a deletion before a replacement that was planned with an unknown secret revokes with the one in state", async () => {
  const server = await startOAuth2();
  const issuing = await providerProcess();
  const deleting = await providerProcess();
  try {
    const { issuer, clientId, clientSecret } = server.credentials;
    const resourceUrn = `urn:pulumi:dev::tests::pulumi-nodejs:dynamic/access-tokens:${oauth2.resource}::reports`;
    const given = { issuer, clientId, clientSecret, scope: "reports:read", resourceUrn, __provider: stateText(oauth2) };
    const { inputs } = await issuing.check({}, given);
    const { id, outs } = await issuing.create(inputs);
    await deleting.diff(id, outs, { ...inputs, clientSecret: unknown, scope: unknown });
    await deleting.delete(id, outs);
    expect((await server.log()).at(-1)).toMatchObject({ path: "/token/revocation", status: 200 });
  } finally {
    await Promise.all([server.close(), issuing.kill(), deleting.kill()]);
  }
});
