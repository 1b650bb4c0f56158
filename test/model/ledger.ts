import type { LoggedRequest } from "../../testing";
import { type ModelVendor, purposeOf } from "./vendors";

/** A token that the vendor issued. Times are in milliseconds since the epoch. */
export interface IssuedToken {
  readonly hash: string;
  readonly issuedAt: number;
  end: number;
  revoked: boolean;
  /** In the vendor's list. */
  readonly name: string | undefined;
  /** Its id in state, once it was there. */
  id?: string;
}

/** What lives at the vendor, from the log of all that it carried out. */
export class Ledger {
  readonly tokens: IssuedToken[] = [];
  /** The lifetime of the next token, where a test set one. */
  nextLifetime: number | undefined;

  constructor(private readonly vendor: ModelVendor) {}

  take(log: readonly LoggedRequest[]): void {
    for (const request of log) this.#enter(request);
  }

  live(now: number): IssuedToken[] {
    return this.tokens.filter(({ end, revoked }) => !revoked && end > now);
  }

  byHash(hash: string): IssuedToken | undefined {
    return this.tokens.find((token) => token.hash === hash);
  }

  #enter(request: LoggedRequest): void {
    const { at, body, carriedOut, replyTokens, status } = request;
    const purpose = purposeOf(this.vendor, request);
    const now = Date.parse(at);
    if (purpose === "issue" && replyTokens?.[0] !== undefined) {
      const { tokenName: name } = body as { tokenName?: string };
      const end = now + (this.nextLifetime ?? this.vendor.lifetime);
      this.nextLifetime = undefined;
      this.tokens.push({ hash: replyTokens[0], issuedAt: now, end, revoked: false, name });
    }
    if (carriedOut === false || (status !== 200 && status !== 204)) return;
    const which = this.vendor.tokenOf(request);
    const token = typeof which === "number" ? this.tokens[which] : this.byHash(which ?? "");
    if (token === undefined) return;
    if (purpose === "revoke") token.revoked = true;
    if (purpose === "renew") token.end = Math.max(token.end, now + this.vendor.lifetime);
  }
}
