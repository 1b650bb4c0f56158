import { randomBytes } from "node:crypto";
import { secretHash } from "./redaction";

/** A token that an emulator issued, and the grant that it was issued for. */
export interface IssuedToken<Grant> {
  readonly token: string;
  readonly grant: Grant;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * The tokens that an emulator issued and still accepts. The token itself is the key. An emulator whose tokens have ids
 * or names, and that lists them, has its own store: see `commvault/tokens.ts`.
 */
export class TokenStore<Grant> {
  private readonly tokens = new Map<string, IssuedToken<Grant>>();

  /** Issues a token that lives for `lifetime` seconds. */
  issue(grant: Grant, lifetime: number, token: string = randomBytes(30).toString("base64url")): IssuedToken<Grant> {
    const issued = { token, grant, expiresAt: Date.now() + lifetime * 1000 };
    this.tokens.set(token, issued);
    return issued;
  }

  /** Returns the token, unless it is revoked or expired. */
  find(token: string | undefined): IssuedToken<Grant> | undefined {
    const issued = this.tokens.get(token ?? "");
    return issued !== undefined && issued.expiresAt > Date.now() ? issued : undefined;
  }

  /** Returns the newest token whose grant fits and that is neither revoked nor expired. */
  findLast(fits: (grant: Grant) => boolean): IssuedToken<Grant> | undefined {
    return [...this.tokens.values()].reverse().find((each) => fits(each.grant) && this.find(each.token) !== undefined);
  }

  /** Revokes a token, given as the token or as its hash from the log. Throws if there is no such token. */
  revoke(tokenOrHash: string): void {
    const found = [...this.tokens.keys()].find((token) => token === tokenOrHash || secretHash(token) === tokenOrHash);
    if (found === undefined) throw new Error("no token like this was issued");
    this.tokens.delete(found);
  }
}

/** Returns the seconds until a token expires, rounded. */
export function secondsLeft({ expiresAt }: { expiresAt: number }): number {
  return Math.max(0, Math.round((expiresAt - Date.now()) / 1000));
}
