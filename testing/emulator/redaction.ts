import { createHash } from "node:crypto";
import { basicCredentials, formDecode, mediaType } from "./request";

/**
 * Returns the text that replaces a secret in an emulator's log: `sha256:` and the first 8 hexadecimal digits of its
 * SHA-256. Equal secrets have equal hashes, so you can follow a token from the reply that issued it to the request that
 * used it.
 */
export function secretHash(secret: string): string {
  return `sha256:${createHash("sha256").update(secret).digest("hex").slice(0, 8)}`;
}

/** Replaces secrets with their hashes. The name of a field tells whether its value is a secret. */
export class Redaction {
  private readonly fields: ReadonlySet<string>;

  /** `fields` are a vendor's names for secrets that do not have one of the usual endings. */
  constructor(fields: readonly string[] = []) {
    this.fields = new Set(fields.map(plain));
  }

  /** Redacts headers. The scheme and the client id in `Authorization` stay readable. */
  headers(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
    return Object.fromEntries(
      Object.entries(headers).map(([name, value = ""]) => [name, this.header(name, String(value))]),
    );
  }

  /** Redacts a query or a form. */
  form(form: URLSearchParams): Record<string, string> {
    return Object.fromEntries(
      [...form].map(([name, value]) => [name, this.isSecret(name) ? secretHash(value) : value]),
    );
  }

  /** Redacts a body: a form or JSON field by field, any other body as a whole, since it may hold a secret anywhere. */
  body(body: string, contentType: string | undefined): unknown {
    if (body === "") return "";
    if (mediaType(contentType) === "application/x-www-form-urlencoded") return this.form(new URLSearchParams(body));
    const json = parsed(body);
    return json === undefined ? secretHash(body) : this.json(json);
  }

  /** Returns the hashes of the secrets in a reply, in order. */
  secretsIn(body: string): string[] {
    const found: string[] = [];
    this.json(parsed(body), found);
    return found;
  }

  private json(value: unknown, found: string[] = [], name = ""): unknown {
    if (Array.isArray(value)) return value.map((item) => this.json(item, found, name));
    if (typeof value === "object" && value !== null) {
      return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, this.json(item, found, key)]));
    }
    if ((typeof value !== "string" && typeof value !== "number") || value === "" || !this.isSecret(name)) return value;
    const hash = secretHash(String(value));
    found.push(hash);
    return hash;
  }

  private header(name: string, value: string): string {
    if (!/^(proxy-)?authorization$/i.test(name)) return this.isSecret(name) ? secretHash(value) : value;
    const basic = basicCredentials(value);
    // OAuth 2.0 clients form-encode the secret. Decoded, it has the same hash as in a form.
    if (basic !== undefined) return `Basic ${formDecode(basic.id)}:${secretHash(formDecode(basic.secret))}`;
    const [, scheme, credentials] = /^(\S+) +(.+)$/.exec(value) ?? [];
    return credentials === undefined ? secretHash(value) : `${scheme} ${secretHash(credentials)}`;
  }

  private isSecret(name: string): boolean {
    return endings.test(plain(name)) || this.fields.has(plain(name));
  }
}

const endings = /(password|passphrase|secret|token|assertion|apikey|privatekey|cookie|credentials?|otp|otpcode)$/;

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[-_]/g, "");
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
