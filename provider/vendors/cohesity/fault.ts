import type { TokenError } from "../../messages/errors";
import { credentialRefused, type Fault, refused, textOf } from "../../transport/answer";
import type { HttpReply } from "../../transport/message";

/** Returns the error in a reply of either version of the API, in any of the forms that clusters are known to send. */
export function faultOf({ json = {} }: HttpReply): Fault {
  const { errorCode, taskLogId } = json;
  const message = textOf(json.message) ?? textOf(json.errorMessage) ?? textOf(json.errorMsg);
  const log = textOf(taskLogId);
  return {
    code: typeof errorCode === "number" ? String(errorCode) : textOf(errorCode),
    message: log === undefined ? message : `${message ?? ""} (taskLogId ${log})`,
  };
}

const lapsed =
  /token expired|access token is invalid|neither session cookie nor token|invalid api key|api key does not exist/i;

/**
 * Whether the reply to a request with only a token shows that the token is accepted. Returns `undefined` if the reply
 * does not tell. "Access denied" is sent to valid logins too, and a page of a proxy says nothing about the token.
 */
export function isAccepted(reply: HttpReply): boolean | undefined {
  const { json, status, text } = reply;
  const { code, message = "" } = faultOf(reply);
  if (status === 200) return json === undefined ? undefined : true;
  if (status < 400 || status >= 500) return undefined;
  if (lapsed.test(message)) return false;
  if (isCode(code, "PrivilegeError")) return true;
  if (/access denied/i.test(message)) return undefined;
  if (isCode(code, "StatusUnauthorized")) return false;
  if (json === undefined && text.trim() !== "") return undefined;
  return status === 401 ? false : status === 403 ? true : undefined;
}

/** Returns the error for a refused login. `withoutLogin` is the advice for a system that issues no bearer tokens. */
export function loginRefused(title: string, reply: HttpReply, check: string, withoutLogin: string): TokenError {
  const fault = faultOf(reply);
  const { message = "" } = fault;
  if (/mandatory parameters|\botp\b/i.test(message)) {
    const advice =
      "This user also needs a one-time password to log in, and an unattended run cannot give one. " +
      "Use a user without one, or an API key, or give otpCode and otpType for this one run.";
    return refused(title, reply, fault, advice);
  }
  if (/access denied/i.test(message)) {
    const why = "Session management appears to be enabled there, and then no bearer tokens are issued.";
    return refused(title, reply, fault, `${why} ${withoutLogin}`);
  }
  return reply.status === 401 || /invalid username or password|locked/i.test(message)
    ? credentialRefused(title, reply, fault, check)
    : refused(title, reply, fault);
}

/** Compares codes with or without the letter `K`: some clients show the code without it. */
function isCode(code: string | undefined, name: string): boolean {
  return code === name || code === `K${name}`;
}
