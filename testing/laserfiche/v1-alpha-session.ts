import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { EmulatorRequest } from "../emulator/request";

/** The request for a session of v1-alpha. Every field is optional. */
export const connectionRequest = z.object({
  username: z.string().nullish(),
  password: z.string().nullish(),
  applicationName: z.string().nullish(),
  sessionKey: z.string().nullish(),
  samlToken: z.string().nullish(),
});

export type ConnectionRequest = z.output<typeof connectionRequest>;

/** Returns a token in base64 with `+`, `/` and `=`, the three characters that a client must encode. */
export function authToken(): string {
  return `+/${randomBytes(31).toString("base64")}`;
}

/** Returns a date as .NET writes it, with seven fractional digits. */
export function ticks(time: number): string {
  return new Date(time).toISOString().replace("Z", "4567Z");
}

export function context({ origin }: EmulatorRequest, type: string): string {
  return `${origin}/repository/v1-alpha/$metadata#${type}`;
}

/** The real server's name is not known. */
const cookieName = "LFRepositoryAPI.AuthToken";

/** Returns the `Set-Cookie` value for a token. */
export function setCookie(token: string, expiresAt: number): string {
  const attributes = `Path=/repository; Expires=${new Date(expiresAt).toUTCString()}; HttpOnly; SameSite=None`;
  return `${cookieName}=${encodeURIComponent(token)}; ${attributes}`;
}

/** Returns the token in a request's cookie. */
export function cookieOf(request: EmulatorRequest): string | undefined {
  const pairs = (request.header("cookie") ?? "").split(/; */).map((pair) => pair.split(/=(.*)/));
  const value = pairs.find(([name]) => name === cookieName)?.[1];
  return value === undefined ? undefined : decodeURIComponent(value);
}
