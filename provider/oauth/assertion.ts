import type { Operation } from "../contract/operation";
import type { HttpReply, HttpRequest } from "../transport/message";

const second = 1000;

/**
 * Sends a request with a signed assertion. An assertion contains times of the server's clock. If the server refuses it,
 * and its reply shows a clock that differs from the one used for signing, the assertion is signed and sent again, once.
 * After any other refusal the request is not sent again.
 *
 * @param request makes the request, with an assertion for the operation's time
 */
export async function sendAsserted(
  operation: Pick<Operation, "clockOffset" | "send">,
  request: () => Promise<HttpRequest>,
  isRefused: (reply: HttpReply) => boolean,
): Promise<HttpReply> {
  const signedBy = operation.clockOffset;
  const reply = await operation.send(await request());
  const isApart = Math.abs(operation.clockOffset - signedBy) >= second;
  return isApart && isRefused(reply) ? operation.send(await request()) : reply;
}
