/** The last time that RFC 3339 can express. */
const lastTime = Date.UTC(9999, 11, 31, 23, 59, 59, 999);

/** Returns a time in RFC 3339, limited to the range that it can express. It never throws. */
export function rfc3339(time: number): string {
  return new Date(Math.max(0, Math.min(time, lastTime)) || 0).toISOString();
}
