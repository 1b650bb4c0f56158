/** Where a caller stands in its window. */
export interface RateLimitState {
  readonly limit: number;
  readonly remaining: number;
  /** When the window ends, in whole seconds since the epoch. */
  readonly reset: number;
  /** Whether this request was one too many. */
  readonly exceeded: boolean;
}

/** Counts requests in windows, one a caller, that open with the first request and stay open for a fixed time. */
export class RateLimit {
  private readonly windows = new Map<string, { remaining: number; endsAt: number }>();
  private preset: { remaining: number; endsAt: number } | undefined;

  constructor(
    private readonly limit: number,
    private readonly windowSeconds: number,
  ) {}

  /** Counts one request of a caller. */
  take(caller: string): RateLimitState {
    const window = this.window(caller);
    const exceeded = window.remaining === 0;
    if (!exceeded) window.remaining -= 1;
    return { limit: this.limit, remaining: window.remaining, reset: Math.ceil(window.endsAt / 1000), exceeded };
  }

  /** Puts every caller into a window with so much left. */
  set({ remaining, resetInSeconds }: { remaining: number; resetInSeconds: number }): void {
    this.windows.clear();
    this.preset = { remaining, endsAt: Date.now() + resetInSeconds * 1000 };
  }

  private window(caller: string) {
    const now = Date.now();
    const open = this.windows.get(caller);
    if (open !== undefined && open.endsAt > now) return open;
    const preset = this.preset !== undefined && this.preset.endsAt > now ? this.preset : undefined;
    const opened = { remaining: this.limit, endsAt: now + this.windowSeconds * 1000, ...preset };
    this.windows.set(caller, opened);
    return opened;
  }
}
