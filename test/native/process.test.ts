import { spawn } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { startCommvault } from "pulumi-access-tokens/testing";
import { said } from "../support/engine/reading";
import { closing, tokenStack } from "../support/engine/token-stack";
import { ownProvider } from "../support/native/launchers";
import { typeOf } from "../support/native/way-in";
import { providerProcess } from "../support/provider-process/provider-process";

test("the engine's request to cancel ends the login session, and the process answers on", async () => {
  const server = closing(await startCommvault());
  const provider = await providerProcess();
  closing({ close: async () => void (await provider.kill()) });
  const resourceUrn = `urn:pulumi:dev::tests::${typeOf("CommvaultAccessToken")}::reports`;
  const { failures, inputs } = await provider.check({}, { ...server.credentials, resourceUrn });
  expect(failures).toEqual([]);
  const created = await provider.create(inputs);
  const sessions = async () => (await server.log()).flatMap(({ path }) => /Login$|Logout$/.exec(path)?.[0] ?? []);
  expect(await sessions()).toEqual(["Login"]);
  await provider.cancel();
  await provider.cancel();
  expect(await sessions()).toEqual(["Login", "Logout"]);
  expect((await provider.diff(created.id, created.outs, inputs)).changes).toBe(false);
});

test("engines that attach to a running process one after the other have their tokens issued, explained and revoked", async () => {
  const { port } = await startedByHand();
  const { dev, program, sent } = await tokenStack({ env: { PULUMI_DEBUG_PROVIDERS: `access-tokens:${port}` } });
  expect((await dev.up()).ok).toBe(true);
  const wider = program({ scope: "reports:read tests:manage" });
  expect(said(await dev.preview({ program: wider }), "reports")).toEqual(["info: scope changed: +tests:manage"]);
  const up = await dev.up({ program: wider });
  expect([up.ok, said(up, "reports")]).toEqual([true, ["info: scope changed: +tests:manage"]]);
  expect((await dev.destroy()).ok).toBe(true);
  expect(await sent()).toEqual(["issue 1", "issue 2", "revoke 1", "revoke 2"]);
});

/** Starts the provider as somebody does who looks into it with a debugger. */
async function startedByHand(): Promise<{ port: string }> {
  const child = spawn(process.execPath, [ownProvider["access-tokens"]], { stdio: ["ignore", "pipe", "inherit"] });
  closing({
    async close() {
      child.kill();
      await once(child, "exit");
    },
  });
  const [port] = await once(createInterface(child.stdout), "line");
  return { port };
}
