/** What stands in a message where a secret stood. */
const mark = "[secret]";

/** Shorter than this, a value is found in ordinary words by chance, and hiding it would only garble the message. */
const shortest = 6;

/**
 * As many characters of a secret, where it begins or ends, are hidden without the rest: servers cut what they repeat.
 * Fewer could be words that a text has by chance.
 */
const shortestPart = 12;

const known = new Set<string>();

/** Those that are not encoded yet: a run that has nothing to say needs no forms. */
const unencoded = new Set<string>();

/** The forms that are hidden as a whole alone. */
const undivided = new Set<string>();

/** A form, and how much of it holds the shortest part of the secret. */
interface Divided {
  readonly form: string;
  readonly least: number;
}

/** The forms of which a part is hidden, by their first characters and by their last. */
const beginnings = new Map<string, Divided[]>();
const ends = new Map<string, Divided[]>();

/** A token is often given with the scheme before it, and repeated without. */
const withScheme = /^(?:bearer|basic|qsdk|saml) +(\S.*)$/is;

/** Makes `redact` hide this value from now on, in every encoding in which a server may echo it. */
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
 * The text without any secret this process has seen: in clear, URL- or form-encoded, escaped as in JSON or HTML, or in
 * base64; whole, or cut short.
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

/** A stretch of a text, from one index to before another. */
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
  // What is no well-formed text has no encoding in a URL: by way of UTF-8 its broken parts are replaced.
  const percent = encodeURIComponent(Buffer.from(secret).toString());
  const form = new URLSearchParams({ "": secret }).toString().slice(1);
  const json = JSON.stringify(secret).slice(1, -1);
  // HTTP Basic holds the client's secret form-encoded, and a signed assertion holds it in JSON.
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

/** JSON with escapes in the place of all that is not ASCII, as Python and PHP write it. */
function inAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** HTML, in the spellings of the quotes that libraries have. */
function inHtml(secret: string): string[] {
  const escaped = secret.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
  return [`"`, "&quot;", "&#34;"].flatMap((double) =>
    ["'", "&#39;", "&#039;", "&#x27;"].map((single) => escaped.replaceAll(`"`, double).replaceAll("'", single)),
  );
}

/** How the secret looks inside base64 of a longer text that has `offset` (mod 3) bytes before it. */
function base64At(secret: string, offset: number): string[] {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  // The first and the last characters also hold bits of the neighbours, so only the middle is sure to be found.
  const start = Math.ceil((offset * 8) / 6);
  const end = Math.floor((bytes.length * 8) / 6);
  const middle = bytes.toString("base64").slice(start, end);
  return [middle, middle.replaceAll("+", "-").replaceAll("/", "_")];
}
