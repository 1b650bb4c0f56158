import type { TokenError } from "../../messages/errors";
import { credentialRefused, type Fault, refused, textOf } from "../../transport/answer";
import type { HttpReply } from "../../transport/message";

/** An error of either version of the API, in any of the shapes that clusters are known to send. */
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
 * Whether the reply to a request with nothing but a token tells that the token is accepted; `undefined` where it tells
 * neither. "Access denied" is said to valid logins too, and a page of a proxy says nothing of the token.
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

/** What a refused login means. `withoutLogin` says what to do where the system issues no bearer tokens. */
export function loginRefused(title: string, reply: HttpReply, check: string, withoutLogin: string): TokenError {
  const fault = faultOf(reply);
  const { message = "" } = fault;
  if (/mandatory parameters|\botp\b/i.test(message)) {
    const advice =
      "This user logs in with a one-time password as well, which no unattended run can give. " +
      "Use a user or an API key that needs none, or give otpCode and otpType for this one run.";
    return refused(title, reply, fault, advice);
  }
  if (/access denied/i.test(message)) {
    const why = "Session management appears to be enabled there; bearer tokens are not issued then.";
    return refused(title, reply, fault, `${why} ${withoutLogin}`);
  }
  return reply.status === 401 || /invalid username or password|locked/i.test(message)
    ? credentialRefused(title, reply, fault, check)
    : refused(title, reply, fault);
}

/** Some clients show the code without the letter before it. */
function isCode(code: string | undefined, name: string): boolean {
  return code === name || code === `K${name}`;
}
