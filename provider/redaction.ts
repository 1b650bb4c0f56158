/** What stands in a message where a secret stood. */
const mark = "[secret]";

/** Shorter than this, a value is found in ordinary words by chance, and hiding it would only garble the message. */
const shortest = 6;

const known = new Set<string>();

/** Makes `redact` hide this value from now on, in every encoding in which a server may echo it. */
export function rememberSecret(value: unknown): void {
  if (typeof value === "string" && value.length >= shortest) known.add(value);
  else if (typeof value === "object" && value !== null) Object.values(value).forEach(rememberSecret);
}

/** The text without any secret this process has seen: in clear, URL-encoded, JSON-escaped, or in base64. */
export function redact(text: string): string {
  // The longest first: a secret may hold another one.
  const forms = [...known].flatMap(encodings).sort((a, b) => b.length - a.length);
  return forms.reduce((redacted, form) => redacted.replaceAll(form, mark), text);
}

function encodings(secret: string): string[] {
  const percent = encodeURIComponent(secret);
  const json = JSON.stringify(secret).slice(1, -1);
  const base64 = [0, 1, 2].flatMap((offset) => base64At(secret, offset));
  const forms = [secret, secret.trim(), percent, percent.replaceAll("%20", "+"), json, ...base64];
  return [...new Set(forms)].filter((form) => form.length >= shortest);
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
