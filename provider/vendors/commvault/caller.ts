import { type Login, SessionLapsed } from "../../transport/sessions";
import { type Call, type CommvaultOperation, exchange, tokenHeaders } from "./exchange";
import { credentialDead, title } from "./fault";
import { logIn, logOut } from "./login";

/** Returns the function that sends an operation's requests, either in the login session or with the configured token. */
export function callerOf(operation: CommvaultOperation): Call {
  const { args, inSession } = operation;
  const { adminAccessToken, authHeader, sessionToken } = args;
  const configured = sessionToken ?? adminAccessToken;
  if (configured !== undefined) {
    return async (request) => {
      const reply = await exchange(operation, request, tokenHeaders(configured, authHeader));
      if (reply.status !== 401) return reply;
      throw credentialDead(reply, sessionToken === undefined ? "adminAccessToken" : "sessionToken");
    };
  }
  const login: Login<string> = { open: () => logIn(operation), close: (session) => logOut(operation, session) };
  return (request) =>
    inSession(login, async (session) => {
      const reply = await exchange(operation, request, tokenHeaders(session, authHeader));
      if (reply.status !== 401) return reply;
      throw new SessionLapsed(
        `${title} answered 401 to a session that it had just opened. Check the user's rights, and authHeader.`,
      );
    });
}
