import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { secretHash } from "../emulator/redaction";
import type { WireReply } from "../emulator/reply";
import type { EmulatorRequest } from "../emulator/request";
import { secondsLeft } from "../emulator/token-store";
import type { createProvider } from "./provider";

type Provider = Awaited<ReturnType<typeof createProvider>>;

/** A gateway in front of the authorization server: forwards requests, and records and repeats the issued tokens. */
export class OAuth2Gateway {
  repeatTokens = false;
  /** Issues a refresh token with each access token. */
  refreshTokens = false;
  /** Seconds that the next token lives; `null` leaves `expires_in` out of the reply. */
  nextLifetime: number | null | undefined;
  private readonly issued: string[] = [];

  private constructor(
    private readonly provider: Provider,
    private readonly port: number,
  ) {}

  /** Starts the provider on its own port, since it must read its requests itself. */
  static async start(provider: Provider): Promise<OAuth2Gateway> {
    const server = http.createServer(provider.callback());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    return new OAuth2Gateway(provider, (server.address() as AddressInfo).port);
  }

  /** Forwards a request to the authorization server. */
  async forward({ method, path, query, headers, body, origin }: EmulatorRequest): Promise<WireReply> {
    const search = query.size > 0 ? `?${query}` : "";
    const forwarded = { ...headers, "x-forwarded-proto": new URL(origin).protocol.slice(0, -1) };
    const request = http.request({ port: this.port, method, path: path + search, headers: forwarded, agent: false });
    request.end(body);
    const [reply] = (await once(request, "response")) as [http.IncomingMessage];
    const hop = ["connection", "keep-alive", "transfer-encoding", "content-length", "date"];
    const kept = Object.entries(reply.headers).filter(([name]) => !hop.includes(name));
    const replyHeaders = Object.fromEntries(kept) as WireReply["headers"];
    return { status: reply.statusCode ?? 500, headers: replyHeaders, body: await text(reply) };
  }

  /** Issues a token from the authorization server, or repeats one. The server authenticates the client each time. */
  async issue(request: EmulatorRequest): Promise<WireReply> {
    const reply = await this.forward(request);
    if (reply.status !== 200) return reply;
    const { expires_in, ...body } = JSON.parse(reply.body) as {
      access_token: string;
      refresh_token?: string;
      expires_in: number;
    };
    if (this.refreshTokens) body.refresh_token ??= await this.refreshToken(body.access_token);
    const earlier = this.repeatTokens ? await this.earlier(body.access_token) : undefined;
    if (earlier !== undefined) {
      await (await this.find(body.access_token))?.destroy();
      return { ...reply, body: JSON.stringify({ ...body, ...earlier }) };
    }
    this.issued.push(body.access_token);
    const unnamed = this.nextLifetime === null;
    this.nextLifetime = undefined;
    return { ...reply, body: JSON.stringify(unnamed ? body : { ...body, expires_in }) };
  }

  /** Returns the token, unless it is revoked or expired. */
  async find(token: string | undefined) {
    if (token === undefined) return undefined;
    const { AccessToken, ClientCredentials } = this.provider;
    const found = (await ClientCredentials.find(token)) ?? (await AccessToken.find(token));
    return found?.isValid ? found : undefined;
  }

  /** Revokes a token, given as the token or as its hash. Throws if there is no such token. */
  async revoke(tokenOrHash: string): Promise<void> {
    const token = await this.find(this.issued.find((each) => [each, secretHash(each)].includes(tokenOrHash)));
    if (token === undefined) throw new Error("no token like this is alive");
    await token.destroy();
  }

  /** Creates a refresh token for the same client and scope. It works as long as the authorization server accepts it. */
  private async refreshToken(access_token: string): Promise<string> {
    const { Client, Grant, RefreshToken } = this.provider;
    const { aud, clientId = "", scope = "" } = (await this.find(access_token)) ?? {};
    const [client, resource] = [await Client.find(clientId), String(aud)];
    const grant = new Grant({ accountId: clientId, clientId });
    grant.addResourceScope(resource, scope);
    const owner = { accountId: clientId, client, grantId: await grant.save(), gty: "client_credentials" };
    return new RefreshToken({ ...owner, resource, scope } as never).save();
  }

  private async earlier(access_token: string) {
    const like = await this.find(access_token);
    for (const value of [...this.issued].reverse()) {
      const token = await this.find(value);
      if (token?.clientId === like?.clientId && token?.scope === like?.scope) {
        return { access_token: value, expires_in: secondsLeft({ expiresAt: (token?.exp ?? 0) * 1000 }) };
      }
    }
    return undefined;
  }
}
