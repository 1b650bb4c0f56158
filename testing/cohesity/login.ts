import { z } from "zod";
import type { EmulatorRequest } from "../emulator/request";
import type { CohesityLogin } from "./accounts";

const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);

const who = { username: text, password: text, domain: text, certificate: text, privateKey: text };

/** Version 1: the one-time password is a field like the others, and its type starts with a capital. */
const v1 = z
  .object({ ...who, otpCode: text, otpType: z.enum(["Totp", "Email"]).nullish() })
  .transform(({ otpType, ...login }) => ({ ...login, otpType: otpType?.toLowerCase() }));

const mfaParams = z.object({ otpCode: text, otpType: z.enum(["email", "totp", "salesforce"]).nullish() }).nullish();

/** Version 2: the one-time password is in its own object, and its type is in lower case. */
const v2 = z.object({ ...who, mfaParams }).transform(({ mfaParams, ...login }) => ({
  ...login,
  otpCode: mfaParams?.otpCode,
  otpType: mfaParams?.otpType ?? undefined,
}));

/** Returns the fields of a login request, or a text that says why it is invalid. Ignores unknown fields. */
export function loginOf(
  request: EmulatorRequest,
  version: "v1" | "v2",
  required: readonly string[] = [],
): CohesityLogin | string {
  const body = request.json();
  if (typeof body !== "object" || body === null) return "The request body is not a JSON object.";
  const missing = required.filter((name) => !Object.hasOwn(body, name));
  if (missing.length > 0) return `Missing ${missing.join(", ")}.`;
  const parsed = (version === "v1" ? v1 : v2).safeParse(body);
  return parsed.success ? parsed.data : `Invalid ${parsed.error.issues.map(({ path }) => path.join(".")).join(", ")}.`;
}
