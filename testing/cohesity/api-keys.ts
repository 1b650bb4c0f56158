import { randomUUID } from "node:crypto";
import { z } from "zod";
import { secretHash } from "../emulator/redaction";
import type { CohesityPrincipal } from "./accounts";

/** A key as the API returns it, without its secret. */
export interface CohesityKey {
  id: string;
  name: string;
  isActive: boolean;
  isExpired: boolean;
  userSid: string;
  createdByUserSid: string;
  createdTimeMsecs: number;
  lastRotatedTimeMsecs: number | null;
  expiryTimeMsecs: number | null;
}

interface Entry {
  key: CohesityKey;
  secret: string;
}

const body = z.object({
  name: z.string().min(1),
  isActive: z.boolean().nullish(),
  expiryTimeMsecs: z.number().int().nonnegative().nullish(),
});

/** The body of a request that creates or updates a key. */
export type CohesityKeyRequest = z.output<typeof body>;

/** Returns the request, or a text that says why it is invalid. */
export function keyRequest(json: unknown): CohesityKeyRequest | string {
  const parsed = body.safeParse(json);
  return parsed.success ? parsed.data : `Invalid ${parsed.error.issues.map(({ path }) => path.join(".")).join(", ")}.`;
}

/** The API keys of a Cohesity system. A user sees the keys that it owns and the keys that it created. */
export class CohesityKeys {
  private entries: Entry[] = [];

  create(
    owner: string,
    creator: string,
    request: CohesityKeyRequest,
    secret: string = randomUUID(),
  ): CohesityKey & { apiKey: string } {
    const id = randomUUID().slice(0, 13);
    const key: CohesityKey = {
      id,
      ...settings(request),
      isExpired: false,
      userSid: owner,
      createdByUserSid: creator,
      createdTimeMsecs: Date.now(),
      lastRotatedTimeMsecs: null,
    };
    this.entries.push({ key, secret });
    return { ...shown(key), apiKey: secret };
  }

  /** Returns the keys that the caller may see: those of one owner, or all. */
  list(caller: CohesityPrincipal, owner?: string): CohesityKey[] {
    return this.entries
      .map(({ key }) => shown(key))
      .filter((key) => (owner === undefined || key.userSid === owner) && isVisible(key, caller));
  }

  find(caller: CohesityPrincipal, owner: string, id: string): CohesityKey | undefined {
    return this.list(caller, owner).find((key) => key.id === id);
  }

  /** Replaces all settings. A setting that is left out gets the default of a new key. */
  update(id: string, request: CohesityKeyRequest): CohesityKey {
    const { key } = this.entry(id);
    return shown(Object.assign(key, settings(request)));
  }

  /** Replaces the secret. The old one stops working at once; the expiry does not change. */
  rotate(id: string): CohesityKey & { apiKey: string } {
    const entry = this.entry(id);
    entry.secret = randomUUID();
    // Two rotations in the same millisecond must have different times.
    entry.key.lastRotatedTimeMsecs = Math.max(Date.now(), (entry.key.lastRotatedTimeMsecs ?? 0) + 1);
    return { ...shown(entry.key), apiKey: entry.secret };
  }

  delete(id: string): void {
    this.entries = this.entries.filter(({ key }) => key.id !== id);
  }

  /** Returns the SID of the user that a secret belongs to, if its key is active and not expired. */
  ownerOf(secret: string): string | undefined {
    const entry = this.entries.find((each) => each.secret === secret);
    if (entry === undefined) return undefined;
    const { isActive, isExpired, userSid } = shown(entry.key);
    return isActive && !isExpired ? userSid : undefined;
  }

  /** Deletes the key with this secret, or with a secret that has this hash. Returns whether there was one. */
  revoke(secretOrHash: string): boolean {
    const found = this.entries.find(({ secret }) => secret === secretOrHash || secretHash(secret) === secretOrHash);
    if (found !== undefined) this.delete(found.key.id);
    return found !== undefined;
  }

  private entry(id: string): Entry {
    const found = this.entries.find(({ key }) => key.id === id);
    if (found === undefined) throw new Error("no key like this");
    return found;
  }
}

function settings({ expiryTimeMsecs, isActive, name }: CohesityKeyRequest) {
  return { name, isActive: isActive ?? true, expiryTimeMsecs: expiryTimeMsecs ?? null };
}

function shown(key: CohesityKey): CohesityKey {
  return { ...key, isExpired: key.expiryTimeMsecs !== null && key.expiryTimeMsecs <= Date.now() };
}

function isVisible({ createdByUserSid, userSid }: CohesityKey, { sid }: CohesityPrincipal): boolean {
  return sid === userSid || sid === createdByUserSid;
}
