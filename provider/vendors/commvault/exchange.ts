import type { Operation } from "../../contract/operation";
import type { HttpReply, HttpRequest } from "../../transport/message";
import type { commvaultArguments } from "./arguments";

export type CommvaultOperation = Operation<typeof commvaultArguments>;

/** Sends a request below the base of the API, with the credential. Gives every answer but 401. */
export type Call = (request: Omit<HttpRequest, "url"> & { readonly path: string }) => Promise<HttpReply>;

/** The values of `authHeader`; `auto` decides by the kind of token. */
export type HeaderStyle = "auto" | "bearer" | "authtoken";

/** The header that carries a token or a session: of a session that begins `QSDK`, always `Authtoken`, unless told otherwise. */
export function tokenHeaders(token: string, style: HeaderStyle = "auto"): Record<string, string> {
  const value = token.replace(/^bearer +/i, "");
  const asBearer = style === "bearer" || (style === "auto" && !/^(QSDK|SAML) /.test(value));
  return asBearer ? { Authorization: `Bearer ${value}` } : { Authtoken: value };
}

/** Sends a request with these headers on top of those that every request has. */
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
      // The SaaS has a firewall that refuses the names of scripting clients.
      "User-Agent": "Mozilla/5.0 (compatible; pulumi-access-tokens)",
    },
  });
}
