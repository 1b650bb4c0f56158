import type { Operation } from "../../contract/operation";
import type { HttpReply, HttpRequest } from "../../transport/message";
import type { commvaultArguments } from "./arguments";

export type CommvaultOperation = Operation<typeof commvaultArguments>;

/**
 * Sends a request to a path below the API's base address, with the credential. Returns every answer but 401, for which
 * it throws.
 */
export type Call = (request: Omit<HttpRequest, "url"> & { readonly path: string }) => Promise<HttpReply>;

/** The values of `authHeader`; `auto` decides by the kind of token. */
export type HeaderStyle = "auto" | "bearer" | "authtoken";

/**
 * Returns the header that carries a token or a session. With `auto`, a session that begins with `QSDK` goes into
 * `Authtoken`.
 */
export function tokenHeaders(token: string, style: HeaderStyle = "auto"): Record<string, string> {
  const value = token.replace(/^bearer +/i, "");
  const asBearer = style === "bearer" || (style === "auto" && !/^(QSDK|SAML) /.test(value));
  return asBearer ? { Authorization: `Bearer ${value}` } : { Authtoken: value };
}

/** Sends a request with these headers, and with the headers that every request has. */
export function exchange(
  { args, send }: CommvaultOperation,
  { path, ...request }: Parameters<Call>[0],
  headers: Record<string, string>,
): Promise<HttpReply> {
  return send({
    ...request,
    url: `${args.endpoint}${path}`,
    headers: {
      ...headers,
      lhAccountId: args.lhAccountId,
      operatorCompanyId: request.method === "POST" ? args.operatorCompanyId : undefined,
      // The SaaS has a firewall that refuses the User-Agent of scripting clients.
      "User-Agent": "Mozilla/5.0 (compatible; pulumi-access-tokens)",
    },
  });
}
