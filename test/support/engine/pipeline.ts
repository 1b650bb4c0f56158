import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { get } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { json } from "node:stream/consumers";
import type { OAuth2AccessTokenArgs } from "pulumi-access-tokens";
import { createCertificate, type OAuth2Client, startOAuth2 } from "pulumi-access-tokens/testing";
import { closing } from "./token-stack";

/** A server over TLS that knows every method, and a file that a pipeline writes its identity token into. */
export async function startPipeline() {
  const certificate = closing(await createCertificate());
  const server = closing(await startOAuth2({ certificate }));
  const { clients, issuer, pipeline } = server.credentials;
  const folder = await mkdtemp(join(tmpdir(), "pipeline-"));
  closing({ close: () => rm(folder, { recursive: true, force: true }) });
  const file = join(folder, "id-token");
  const env = {
    ACTIONS_ID_TOKEN_REQUEST_URL: pipeline.requestUrl,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: pipeline.requestToken,
  };
  const client = (id: string): OAuth2AccessTokenArgs => ({ ...(clients[id] as OAuth2Client) });
  /** Returns a new identity token. */
  const identityToken = (): Promise<string> => {
    const headers = { authorization: `Bearer ${pipeline.requestToken}` };
    const url = `${pipeline.requestUrl}&audience=${encodeURIComponent(issuer)}`;
    return new Promise<string>((resolve, reject) => {
      get(url, { ca: certificate.cert, headers, agent: false }, (reply) => {
        json(reply).then((body) => resolve((body as { value: string }).value), reject);
      }).on("error", reject);
    });
  };
  /** Writes a new identity token into the file, and returns it. */
  const renewFile = async (): Promise<string> => {
    const value = await identityToken();
    await writeFile(file, value);
    return value;
  };
  return { client, env, file, identityToken, renewFile, server, shared: { issuer, caCertificate: certificate.cert } };
}
