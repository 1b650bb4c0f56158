/**
 * The secrets that stand in the texts, in clear or encoded, as `client secret as base64 in the events`: the list is
 * empty where there are none.
 */
export function leaks(texts: Readonly<Record<string, string>>, secrets: Readonly<Record<string, string>>): string[] {
  return Object.entries(secrets).flatMap(([name, secret]) =>
    Object.entries(encodings(secret)).flatMap(([encoding, forms]) =>
      Object.entries(texts)
        .filter(([, text]) => forms.some((form) => text.includes(form)))
        .map(([place]) => `${name} as ${encoding} in ${place}`),
    ),
  );
}

function encodings(secret: string): Record<string, string[]> {
  const form = new URLSearchParams({ "": secret }).toString().slice(1);
  const base64 = [secret, form, escaped(secret)].flatMap((text) => [0, 1, 2].map((offset) => base64At(text, offset)));
  return {
    clear: [secret, secret.trim()],
    JSON: [escaped(secret), escaped(escaped(secret))],
    "URL encoding": [encodeURIComponent(secret), form, escaped(form)],
    HTML: [secret.replaceAll(/[&<>"']/g, (character) => `&${entities[character]};`)],
    base64,
    base64url: base64.map((text) => text.replaceAll("+", "-").replaceAll("/", "_")),
  };
}

const entities: Readonly<Record<string, string>> = { "&": "amp", "<": "lt", ">": "gt", '"': "quot", "'": "#39" };

function escaped(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** The characters that stand for the text alone in base64 of a longer one with `offset` bytes (mod 3) before it. */
function base64At(text: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(text)]);
  return bytes.toString("base64").slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
}
