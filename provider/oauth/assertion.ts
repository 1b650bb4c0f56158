import type { Operation } from "../contract/operation";
import type { HttpReply, HttpRequest } from "../transport/message";

const second = 1000;

/**
 * Sends a request that a signed assertion proves. The times of an assertion are those of the server: one that is
 * refused by a server whose clock turns out to be apart from the one it was signed by is signed anew, once. Nothing
 * else that was refused is ever sent again.
 *
 * @param request makes the request, with an assertion of the operation's time
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
