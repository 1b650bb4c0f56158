import { formatDuration } from "../../policy/duration";
import { credentialRefused, refused, textOf } from "../../transport/answer";
import type { HttpReply } from "../../transport/message";
import { type CommvaultOperation, exchange, tokenHeaders } from "./exchange";
import { faultIn, recordOf, title } from "./fault";

/** A failed login is answered with 200 and no token. It is never tried again, because failed logins lock the account. */
export async function logIn(operation: CommvaultOperation): Promise<string> {
  const { commserver, domain, password = "", passwordEncoding, username } = operation.args;
  const encoded = passwordEncoding === "plain" ? password : Buffer.from(password).toString("base64");
  const json = { username, password: encoded, domain, commserver };
  const request = { method: "POST", path: "/Login", json, idempotent: false } as const;
  const reply = await exchange(operation, request, {});
  const session = textOf(reply.json?.token) ?? textOf(recordOf(reply.json?.data).authToken);
  if (session !== undefined && reply.status === 200) return session;
  if (reply.status === 429 || reply.status >= 500)
    throw refused(title, reply, faultIn(reply) ?? {}, "The server did not process the login: run again later.");
  if (reply.status < 300 && reply.json === undefined) {
    throw refused(
      title,
      reply,
      {},
      "The reply to the login is not JSON but a page, of a proxy or of maintenance. Check the endpoint.",
    );
  }
  throw credentialRefused(title, reply, faultIn(reply) ?? {}, loginAdvice(reply));
}

function loginAdvice({ json = {}, status }: HttpReply): string {
  const { forcePasswordChange, isAccountLocked, remainingLockTime } = json;
  if (isAccountLocked === true) {
    const left = Number(remainingLockTime) > 0 ? ` for ${formatDuration(Number(remainingLockTime) * 1000)}` : "";
    return `The account is locked${left}: wait, or have it unlocked.`;
  }
  if (forcePasswordChange === true) return "The password must be changed first.";
  if (status === 404) return 'Check the endpoint: the base of the API is usually "https://host/commandcenter/api".';
  if (status >= 400)
    return "Check the endpoint. Commvault also answers like this if something is wrong with the server's certificate.";
  return (
    "Check username, password, domain and commserver; a service principal of the SaaS needs " +
    'passwordEncoding: "plain", and a user with a second factor cannot log in unattended. ' +
    "The login is not tried again, because failed logins lock the account."
  );
}

/** The reply is plain text, and is ignored. */
export async function logOut(operation: CommvaultOperation, session: string): Promise<void> {
  const headers = tokenHeaders(session, operation.args.authHeader);
  await exchange(operation, { method: "POST", path: "/Logout", idempotent: false }, headers);
}
