/** The state of a caller's window after one request. */
export interface RateLimitState {
  readonly limit: number;
  readonly remaining: number;
  /** The end of the window, in whole seconds since the epoch. */
  readonly reset: number;
  /** Whether this request was over the limit. */
  readonly exceeded: boolean;
}

/** Counts the requests of each caller in windows. A window opens with the first request and lasts a fixed time. */
export class RateLimit {
  private readonly windows = new Map<string, { remaining: number; endsAt: number }>();
  private preset: { remaining: number; endsAt: number } | undefined;

  constructor(
    private readonly limit: number,
    private readonly windowSeconds: number,
  ) {}

  /** Counts one request of a caller and returns its window. */
  take(caller: string): RateLimitState {
    const window = this.window(caller);
    const exceeded = window.remaining === 0;
    if (!exceeded) window.remaining -= 1;
    return { limit: this.limit, remaining: window.remaining, reset: Math.ceil(window.endsAt / 1000), exceeded };
  }

  /** Gives every caller a new window with this many requests left. */
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
