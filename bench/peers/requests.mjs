import { Pool } from "undici";
import { timed } from "./seconds.mjs";

/** Sends only the requests, without an engine and a state: the time of the server and the network. */
export const requestsPeer = async ({ env, names, parallel }) => {
  const pool = new Pool(env.TE_API_ENDPOINT, { connections: parallel });
  const body = new URLSearchParams({
    grant_type: "client_credentials",
    client_id: env.TE_CLIENT_ID,
    client_secret: env.TE_CLIENT_SECRET,
    scope: "tests:read",
  }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  const issue = async () => {
    const reply = await pool.request({ method: "POST", path: "/v7/oauth2/token", headers, body });
    const { access_token: token } = await reply.body.json();
    if (token === undefined) throw new Error(`no token: ${reply.statusCode}`);
  };
  return {
    operations: { up: timed(() => Promise.all(names.map(issue))) },
    stateBytes: async () => undefined,
    close: () => pool.close(),
  };
};
