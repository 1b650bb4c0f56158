/** What stands in a message where a secret stood. */
const mark = "[secret]";

/** Shorter than this, a value is found in ordinary words by chance, and hiding it would only garble the message. */
const shortest = 6;

/** The secrets, with every form in which each may stand. */
const known = new Map<string, readonly string[]>();

/** The forms of all secrets, the longest first: a secret may hold another one. Made again once there is a new one. */
let forms: readonly string[] | undefined;

/** Makes `redact` hide this value from now on, in every encoding in which a server may echo it. */
export function rememberSecret(value: unknown): void {
  if (typeof value === "string") {
    if (value.length < shortest || known.has(value)) return;
    known.set(value, encodings(value));
    forms = undefined;
  } else if (typeof value === "object" && value !== null) Object.values(value).forEach(rememberSecret);
}

/** The text without any secret this process has seen: in clear, URL- or form-encoded, JSON-escaped, or in base64. */
export function redact(text: string): string {
  forms ??= [...known.values()].flat().sort((a, b) => b.length - a.length);
  return forms.reduce((redacted, form) => redacted.replaceAll(form, mark), text);
}

function encodings(secret: string): string[] {
  // What is no well-formed text has no encoding in a URL: by way of UTF-8 its broken parts are replaced.
  const percent = encodeURIComponent(Buffer.from(secret).toString());
  const form = new URLSearchParams({ "": secret }).toString().slice(1);
  const json = JSON.stringify(secret).slice(1, -1);
  // HTTP Basic holds the client's secret form-encoded.
  const base64 = [secret, form].flatMap((text) => [0, 1, 2].flatMap((offset) => base64At(text, offset)));
  const urls = [percent, percent.replaceAll("%20", "+"), form];
  const forms = [
    secret,
    secret.trim(),
    ...urls.flatMap((url) => [url, url.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase())]),
    ...[json, inAscii(json)].flatMap((escaped) => [escaped, escaped.replaceAll("/", "\\/")]),
    ...base64,
  ];
  return [...new Set(forms)].filter((form) => form.length >= shortest);
}

/** JSON with escapes in the place of all that is not ASCII, as Python and PHP write it. */
function inAscii(json: string): string {
  return json.replace(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
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
