import { type Fault, textOf } from "../../transport/answer";
import type { HttpReply } from "../../transport/message";

/**
 * Returns the error code and text from a Laserfiche reply. v1-alpha answers with an `APIServerException`, v1 and v2
 * with `ProblemDetails`. The token endpoint mixes `ProblemDetails` with the fields of OAuth 2.0. Servers of one version
 * differ, so every version's fields are read.
 */
export function faultOf({ headers, json = {} }: HttpReply): Fault {
  const code = textOf(json.error) ?? (json.errorCode ? String(json.errorCode) : undefined);
  const words = textOf(json.title) ?? textOf(json.message) ?? textOf(json.error_description) ?? errorHeader(headers);
  // Laserfiche's support asks for the operation's id.
  const operation = textOf(json.operationId) ?? headers["x-requestid"];
  const parts = [words, textOf(json.detail), operation === undefined ? undefined : `operation ${operation}`];
  return { code, message: parts.filter((part) => part !== undefined).join("; ") };
}

function errorHeader(headers: HttpReply["headers"]): string | undefined {
  const value = headers["x-apiserver-error"];
  try {
    return value === undefined ? undefined : decodeURIComponent(value);
  } catch {
    return value;
  }
}
