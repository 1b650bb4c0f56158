import { RateLimit } from "../emulator/rate-limit";
import type { Handler } from "../emulator/routes";
import { failed } from "./replies";

/** The number of requests that a tenant may send per period. The SaaS allows 100 writes and 1000 reads per hour. */
export interface CommvaultQuota {
  /** Requests that change something. */
  writes: number;
  /** Requests that change nothing. */
  reads: number;
  /** The length of the period. */
  periodSeconds: number;
}

/** The quotas of a tenant: one for writes and one for reads. */
export class CommvaultQuotas {
  #limits: { reads: RateLimit; writes: RateLimit; period: number } | undefined;

  set(quota: CommvaultQuota | null): void {
    const limit = (requests: number, seconds: number) => new RateLimit(requests, seconds);
    this.#limits = quota
      ? {
          reads: limit(quota.reads, quota.periodSeconds),
          writes: limit(quota.writes, quota.periodSeconds),
          period: quota.periodSeconds,
        }
      : undefined;
  }

  counted(method: string, reply: () => ReturnType<Handler>): ReturnType<Handler> {
    if (this.#limits === undefined) return reply();
    const { period, reads, writes } = this.#limits;
    const { exceeded, limit } = (method === "GET" ? reads : writes).take("tenant");
    if (!exceeded) return reply();
    const headers = { "x-ratelimit-limit": String(limit), "x-ratelimit-period": String(period) };
    return { ...failed(429, "Too many requests"), headers };
  }
}
