/** What stands in a message where a secret stood. */
const mark = "[secret]";

/** Shorter than this, a value is found in ordinary words by chance, and hiding it would only garble the message. */
const shortest = 6;

const known = new Set<string>();

/** Every form in which each of the secrets may stand, by its length. */
const forms = new Map<number, string[]>();

/** A token is often given with the scheme before it, and repeated without. */
const withScheme = /^(?:bearer|basic|qsdk|saml) +(\S.*)$/is;

/** Makes `redact` hide this value from now on, in every encoding in which a server may echo it. */
export function rememberSecret(value: unknown): void {
  if (typeof value === "string") {
    if (value.length < shortest || known.has(value)) return;
    known.add(value);
    for (const form of encodings(value)) {
      const others = forms.get(form.length);
      if (others === undefined) forms.set(form.length, [form]);
      else others.push(form);
    }
    rememberSecret(withScheme.exec(value)?.[1]);
  } else if (typeof value === "object" && value !== null) Object.values(value).forEach(rememberSecret);
}

/** The text without any secret this process has seen: in clear, URL- or form-encoded, escaped as in JSON or HTML, or in base64. */
export function redact(text: string): string {
  // The longest first: a secret may hold another one.
  const lengths = [...forms.keys()].sort((a, b) => b - a);
  let redacted = text;
  for (const length of lengths) for (const form of forms.get(length) ?? []) redacted = redacted.replaceAll(form, mark);
  return redacted;
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
