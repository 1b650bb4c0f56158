/** Replaces a secret in a message. */
const mark = "[secret]";

/** Shorter values are not hidden: they occur in ordinary words, and the message would become unreadable. */
const shortest = 6;

/**
 * The shortest beginning or end of a secret that is hidden without the rest, in characters: a server may repeat only a
 * part of a secret. A shorter part could occur in the text by chance.
 */
const shortestPart = 12;

const known = new Set<string>();

/** Secrets whose encodings are not computed yet. They are computed only when a message is redacted. */
const unencoded = new Set<string>();

/** The forms that are hidden only as a whole. */
const undivided = new Set<string>();

/** A form, and the length of a part of it that holds the shortest part of the secret. */
interface Divided {
  readonly form: string;
  readonly least: number;
}

/** The forms whose parts are hidden too, by their first and by their last characters. */
const beginnings = new Map<string, Divided[]>();
const ends = new Map<string, Divided[]>();

/** A token is often given with its scheme, and repeated without it. */
const withScheme = /^(?:bearer|basic|qsdk|saml) +(\S.*)$/is;

/** Makes `redact` hide this value from now on, in each encoding that a server may use to repeat it. */
export function rememberSecret(value: unknown): void {
  if (typeof value === "string") {
    if (value.length < shortest || known.has(value)) return;
    known.add(value);
    unencoded.add(value);
    rememberSecret(withScheme.exec(value)?.[1]);
  } else if (typeof value === "object" && value !== null) Object.values(value).forEach(rememberSecret);
}

function encode(secret: string): void {
  for (const form of encodings(secret)) {
    const least = Math.max(shortestPart, Math.ceil((shortestPart * form.length) / secret.length));
    if (form.length <= least) {
      undivided.add(form);
      continue;
    }
    index(beginnings, form.slice(0, shortestPart), { form, least });
    index(ends, form.slice(-shortestPart), { form, least });
  }
}

function index(by: Map<string, Divided[]>, key: string, divided: Divided): void {
  const others = by.get(key);
  if (others === undefined) by.set(key, [divided]);
  else others.push(divided);
}

/**
 * Returns the text with `[secret]` in place of each secret that this process has seen. It finds a secret in clear text,
 * URL- or form-encoded, escaped for JSON or HTML, and in base64; whole, or only its beginning or end.
 */
export function redact(text: string): string {
  for (const secret of unencoded) encode(secret);
  unencoded.clear();
  let redacted = "";
  let end = 0;
  for (const [from, to] of [...wholes(text), ...parts(text)].sort(([one], [other]) => one - other)) {
    if (from >= end) redacted += text.slice(end, from) + mark;
    end = Math.max(end, to);
  }
  return redacted + text.slice(end);
}

/** A range of a text; `to` is exclusive. */
type Stretch = readonly [from: number, to: number];

function* wholes(text: string): Generator<Stretch> {
  for (const form of undivided) {
    for (let at = text.indexOf(form); at >= 0; at = text.indexOf(form, at + form.length)) yield [at, at + form.length];
  }
}

function* parts(text: string): Generator<Stretch> {
  for (let from = 0, to = shortestPart; to <= text.length; from++, to++) {
    const words = text.slice(from, to);
    for (const { form, least } of beginnings.get(words) ?? []) {
      let length = shortestPart;
      while (length < form.length && text[from + length] === form[length]) length += 1;
      if (length >= least) yield [from, from + length];
    }
    for (const { form, least } of ends.get(words) ?? []) {
      let length = shortestPart;
      while (length < form.length && text[to - length - 1] === form[form.length - length - 1]) length += 1;
      if (length >= least) yield [to - length, to];
    }
  }
}

function encodings(secret: string): string[] {
  // Ill-formed text cannot be URL-encoded. The way through UTF-8 replaces its broken parts.
  const percent = encodeURIComponent(Buffer.from(secret).toString());
  const form = new URLSearchParams({ "": secret }).toString().slice(1);
  const json = JSON.stringify(secret).slice(1, -1);
  // In HTTP Basic the client's secret is form-encoded; in a signed assertion it is inside JSON.
  const base64 = [secret, form, json].flatMap((text) => [0, 1, 2].flatMap((offset) => base64At(text, offset)));
  const urls = [percent, percent.replaceAll("%20", "+"), form, form.replaceAll("+", "%20")];
  const forms = [
    secret,
    secret.trim(),
    ...urls.flatMap((url) => [url, url.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase())]),
    ...[json, inAscii(json)].flatMap((escaped) => [escaped, escaped.replaceAll("/", "\\/")]),
    ...inHtml(secret),
    ...base64,
  ];
  return [...new Set(forms)].filter((form) => form.length >= shortest);
}

/** Returns JSON with each character outside ASCII escaped, as Python and PHP write it. */
function inAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** Returns the text escaped for HTML, once for each way in which libraries escape quotes. */
function inHtml(secret: string): string[] {
  const escaped = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [`"`, "&quot;", "&#34;"].flatMap((double) =>
    ["'", "&#39;", "&#039;", "&#x27;"].map((single) => escaped.replaceAll(`"`, double).replaceAll("'", single)),
  );
}

/** Returns the secret as it appears in the base64 of a longer text, after `offset` (mod 3) bytes. */
function base64At(secret: string, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  // The first and last characters also depend on neighbouring bytes, so only the middle is always the same.
  const start = Math.ceil((offset * 8) / 6);
  const end = Math.floor((bytes.length * 8) / 6);
  const middle = bytes.toString("base64").slice(start, end);
  return [middle, middle.replaceAll("+", "-").replaceAll("/", "_")];
}
