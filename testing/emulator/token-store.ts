import { randomBytes } from "node:crypto";
import { secretHash } from "./redaction";

/** A token that an emulator issued, and what it was issued for. */
export interface IssuedToken<Grant> {
  readonly token: string;
  readonly grant: Grant;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/**
 * The tokens that an emulator issued and still accepts, found by the token itself. A vendor that gives its tokens ids or
 * names, and lists them, keeps a list of its own: see `commvault-tokens.ts`.
 */
export class TokenStore<Grant> {
  private readonly tokens = new Map<string, IssuedToken<Grant>>();

  /** Issues a token that lives for so many seconds. */
  issue(grant: Grant, lifetime: number, token: string = randomBytes(30).toString("base64url")): IssuedToken<Grant> {
    const issued = { token, grant, expiresAt: Date.now() + lifetime * 1000 };
    this.tokens.set(token, issued);
    return issued;
  }

  /** The token, while it is neither revoked nor expired. */
  find(token: string | undefined): IssuedToken<Grant> | undefined {
    const issued = this.tokens.get(token ?? "");
    return issued !== undefined && issued.expiresAt > Date.now() ? issued : undefined;
  }

  /** The youngest token, neither revoked nor expired, whose grant fits. */
  findLast(fits: (grant: Grant) => boolean): IssuedToken<Grant> | undefined {
    return [...this.tokens.values()].reverse().find((each) => fits(each.grant) && this.find(each.token) !== undefined);
  }

  /** Revokes a token, given itself or as the hash that stands for it in the log. Throws where there is none. */
  revoke(tokenOrHash: string): void {
    const found = [...this.tokens.keys()].find((token) => token === tokenOrHash || secretHash(token) === tokenOrHash);
    if (found === undefined) throw new Error("no token like this was issued");
    this.tokens.delete(found);
  }
}

/** The whole seconds that a token has left. */
export function secondsLeft({ expiresAt }: { expiresAt: number }): number {
  return Math.max(0, Math.round((expiresAt - Date.now()) / 1000));
}
