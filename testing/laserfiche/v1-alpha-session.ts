import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { EmulatorRequest } from "../emulator/request";

/** What asks for a session of v1-alpha. Every field is optional. */
export const connectionRequest = z.object({
  username: z.string().nullish(),
  password: z.string().nullish(),
  applicationName: z.string().nullish(),
  sessionKey: z.string().nullish(),
  samlToken: z.string().nullish(),
});

export type ConnectionRequest = z.output<typeof connectionRequest>;

/** A token as base64 has it, with all three characters that a careless client loses. */
export function authToken(): string {
  return `+/${randomBytes(31).toString("base64")}`;
}

/** A date as .NET writes it, with seven fractional digits. */
export function ticks(time: number): string {
  return new Date(time).toISOString().replace("Z", "4567Z");
}

export function context({ origin }: EmulatorRequest, type: string): string {
  return `${origin}/repository/v1-alpha/$metadata#${type}`;
}

/** Not known of the real one. */
const cookieName = "LFRepositoryAPI.AuthToken";

/** A header that sets the cookie of a token. */
export function setCookie(token: string, expiresAt: number): string {
  const attributes = `Path=/repository; Expires=${new Date(expiresAt).toUTCString()}; HttpOnly; SameSite=None`;
  return `${cookieName}=${encodeURIComponent(token)}; ${attributes}`;
}

/** The token in a request's cookie. */
export function cookieOf(request: EmulatorRequest): string | undefined {
  const pairs = (request.header("cookie") ?? "").split(/; */).map((pair) => pair.split(/=(.*)/));
  const value = pairs.find(([name]) => name === cookieName)?.[1];
  return value === undefined ? undefined : decodeURIComponent(value);
}
