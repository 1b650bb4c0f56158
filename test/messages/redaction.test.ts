import fc from "fast-check";

// A failure is made small for as long as this, which may take for ever.
fc.configureGlobal({ interruptAfterTimeLimit: 15_000 });

/** A redaction that knows these secrets alone. */
function redactionOf(...secrets: readonly unknown[]): (text: string) => string {
  let redact = (text: string) => text;
  jest.isolateModules(() => {
    const redaction: typeof import("../../provider/messages/redaction") = require("../../provider/messages/redaction");
    for (const secret of secrets) redaction.rememberSecret(secret);
    redact = redaction.redact;
  });
  return redact;
}

const formEncoded = (text: string) => new URLSearchParams({ "": text }).toString().slice(1);
const lowerCaseEscapes = (text: string) => text.replaceAll(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase());
const inAscii = (text: string) =>
  text.replaceAll(/[^\x20-\x7e]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);

const inHtml = (quote: string, apostrophe: string) => (text: string) => {
  const names: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': quote, "'": apostrophe };
  return text.replaceAll(/[&<>"']/g, (character) => names[character] ?? "");
};

/** Ways in which a server may write a secret into its answer, as text around which other text may stand. */
const encodings: readonly (readonly [string, (secret: string) => string])[] = [
  ["in clear", (secret) => secret],
  ["trimmed", (secret) => secret.trim()],
  ["URL-encoded", encodeURIComponent],
  ["URL-encoded, with lower-case escapes", (secret) => lowerCaseEscapes(encodeURIComponent(secret))],
  ["form-encoded", formEncoded],
  ["form-encoded, with %20 for a blank", (secret) => formEncoded(secret).replaceAll("+", "%20")],
  ["HTML-escaped as most do", inHtml("&quot;", "&#39;")],
  ["HTML-escaped as PHP does", inHtml("&quot;", "&#039;")],
  ["HTML-escaped as Python does", inHtml("&quot;", "&#x27;")],
  ["HTML-escaped as Go does", inHtml("&#34;", "&#39;")],
  ["HTML-escaped but for quotes", inHtml('"', "'")],
  ["JSON-escaped", (secret) => JSON.stringify(secret).slice(1, -1)],
  ["JSON-escaped, in ASCII alone", (secret) => inAscii(JSON.stringify(secret).slice(1, -1))],
  ["JSON-escaped, slashes too", (secret) => JSON.stringify(secret).slice(1, -1).replaceAll("/", "\\/")],
];

const mark = "[secret]";
const secrets = fc
  .oneof(
    fc.string({ unit: "binary", minLength: 6, maxLength: 40 }),
    fc.string({ unit: "grapheme", minLength: 6, maxLength: 40 }),
    fc.string({ minLength: 6, maxLength: 60 }),
    fc.string({ unit: fc.constantFrom(..."aB0 +/=%&'()*!~\"\\\n<>é€😀"), minLength: 6, maxLength: 20 }),
    fc.base64String({ minLength: 8, maxLength: 64 }),
  )
  // The mark itself is no secret, and what is blank at its ends is known by what is between them.
  .filter((secret) => !mark.includes(secret.trim()) && secret.trim().length >= 6);
const surroundings = fc.string({ unit: "binary", maxLength: 30 }).filter((text) => !text.includes("["));

describe.each(encodings)("a secret %s", (_, encode) => {
  test("is found wherever it stands, and hidden", () => {
    fc.assert(
      fc.property(
        secrets,
        surroundings,
        surroundings,
        fc.integer({ min: 1, max: 3 }),
        (secret, before, after, times) => {
          const encoded = encode(secret);
          fc.pre(!(before + after).includes(encoded) && !mark.includes(encoded));
          const text = before + `${encoded}${after}`.repeat(times);
          const redacted = redactionOf(secret)(text);
          expect(redacted).toContain(mark);
          expect(redacted).not.toContain(encoded);
        },
      ),
      { numRuns: 200 },
    );
  });

  test("is hidden where it is cut short, at either end", () => {
    let cuts = 0;
    fc.assert(
      fc.property(secrets, fc.nat({ max: 60 }), surroundings, surroundings, (secret, cut, before, after) => {
        const whole = encode(secret);
        const least = Math.max(12, Math.ceil((12 * whole.length) / secret.length));
        const rest = secret.length - cut;
        for (const piece of [secret.slice(0, rest), secret.slice(-rest)]) {
          // What is cut in the middle of a character has no encoding; what is blank at its new end is no part of one.
          if (rest <= 0 || Buffer.from(piece).toString() !== piece) continue;
          const part = encode(piece);
          const isPart = whole.startsWith(part) || whole.endsWith(part);
          if (!isPart || part.length < least || (before + after).includes(part)) continue;
          cuts += part === whole ? 0 : 1;
          const redacted = redactionOf(secret)(before + part + after);
          expect(redacted).toContain(mark);
          expect(redacted).not.toContain(part.slice(0, least));
          expect(redacted).not.toContain(part.slice(-least));
        }
      }),
      { numRuns: 200 },
    );
    expect(cuts).toBeGreaterThan(20);
  });
});

/** What any stretch of the text says when it is read as base64, at any alignment. */
function decodings(text: string): Buffer[] {
  const stretches = text.split(mark);
  return stretches.flatMap((stretch) => [0, 1, 2, 3].map((skip) => Buffer.from(stretch.slice(skip), "base64")));
}

describe.each(["base64", "base64url"] as const)("a secret in %s", (encoding) => {
  test.each([0, 1, 2])("with other bytes around it is hidden at alignment %d", (alignment) => {
    const bytes = (multiple: fc.Arbitrary<number>) =>
      multiple.chain((count) => fc.uint8Array({ minLength: count, maxLength: count })).map(Buffer.from);
    fc.assert(
      fc.property(
        secrets,
        bytes(fc.nat({ max: 6 }).map((count) => 3 * count + alignment)),
        bytes(fc.nat({ max: 12 })),
        (secret, before, after) => {
          const text = Buffer.concat([before, Buffer.from(secret), after]).toString(encoding);
          const redacted = redactionOf(secret)(text);
          expect(redacted).toContain(mark);
          for (const decoded of decodings(redacted)) expect(decoded.includes(secret)).toBe(false);
        },
      ),
      { numRuns: 200 },
    );
  });
});

const tokens = fc.string({ unit: fc.constantFrom(..."abcXYZ019-._~+/="), minLength: 13, maxLength: 60 });

describe.each(["base64", "base64url"] as const)("a token in %s that is cut short", (encoding) => {
  test.each([0, 1, 2])("is hidden at alignment %d, as far as twelve characters of it can be read", (alignment) => {
    const others = fc.nat({ max: 6 }).chain((count) => fc.uint8Array({ minLength: count, maxLength: count }));
    fc.assert(
      fc.property(tokens, others, others, fc.nat(), (token, before, after, at) => {
        const start = Buffer.concat([Buffer.alloc(alignment), Buffer.alloc(3 * before.length, before[0])]);
        const text = Buffer.concat([start, Buffer.from(token), after]).toString(encoding);
        const cut = at % text.length;
        const redact = redactionOf(token);
        for (const decoded of decodings(redact(text.slice(0, cut)))) {
          expect(decoded.includes(token.slice(0, 12))).toBe(false);
        }
        for (const decoded of decodings(redact(text.slice(cut)))) {
          expect(decoded.includes(token.slice(-12))).toBe(false);
        }
      }),
      { numRuns: 150 },
    );
  });
});

test("the part of a token is hidden whole, and what stands around it stays", () => {
  const around = fc.string({ unit: fc.constantFrom(..." ,:\"'(){}…ü\n"), maxLength: 20 });
  fc.assert(
    fc.property(tokens, around, around, fc.nat({ max: 48 }), (token, before, after, cut) => {
      const length = token.length - cut;
      for (const part of [token.slice(0, Math.max(length, 0)), token.slice(cut)]) {
        const text = before + part + after;
        expect(redactionOf(token)(text)).toBe(part.length < 12 ? text : before + mark + after);
      }
    }),
    { numRuns: 150 },
  );
});

test("what is much of an encoding, but little of the secret, stays", () => {
  const words = encodeURIComponent("日本");
  expect(words.length).toBeGreaterThan(12);
  expect(redactionOf("日本語の長い合言葉です。")(`no such path: /${words}`)).toBe(`no such path: /${words}`);
});

test("two secrets of which one overlaps the other are hidden together", () => {
  const redact = redactionOf("secret-1", "secret-1-and-more", "and-more-of-it-all");
  expect(redact("it was secret-1-and-m, or so")).toBe(`it was ${mark}, or so`);
  expect(redact("it was secret-1-and-more-of-it-all")).toBe(`it was ${mark}`);
});

test("HTTP Basic is hidden, which is how a client's secret travels", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 20 }), secrets, (clientId, secret) => {
      const header = `Basic ${Buffer.from(`${formEncoded(clientId)}:${formEncoded(secret)}`).toString("base64")}`;
      const redacted = redactionOf(secret)(header);
      for (const decoded of decodings(redacted.slice("Basic ".length))) {
        expect(decoded.includes(formEncoded(secret))).toBe(false);
      }
    }),
    { numRuns: 200 },
  );
});

test("a JSON text with the secret in it is hidden in base64 too, as in a signed assertion", () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 3 }), secrets, (before, secret) => {
      const payload = Buffer.from(JSON.stringify({ [before]: secret })).toString("base64url");
      const inJson = JSON.stringify(secret).slice(1, -1);
      for (const decoded of decodings(redactionOf(secret)(payload))) expect(decoded.includes(inJson)).toBe(false);
    }),
    { numRuns: 200 },
  );
});

test("what follows a scheme is hidden without it too", () => {
  for (const scheme of ["Bearer", "bearer ", "QSDK"]) {
    expect(redactionOf(`${scheme} 3abc4def`)("the token 3abc4def is over")).toBe(`the token ${mark} is over`);
  }
});

test("secrets inside of lists and maps are known too", () => {
  const redact = redactionOf({ realm: "first-secret", deep: ["second-secret", { more: "third-secret" }] }, null, 5);
  expect(redact("first-secret, second-secret and third-secret")).toBe(`${mark}, ${mark} and ${mark}`);
});

test("a secret that holds another one is hidden whole", () => {
  for (const known of [
    ["secret-1", "secret-1-and-more"],
    ["secret-1-and-more", "secret-1"],
  ]) {
    expect(redactionOf(...known)("it was secret-1-and-more")).toBe(`it was ${mark}`);
  }
});

test("what is shorter than six characters stays: it is found in ordinary words", () => {
  expect(redactionOf("token", "a", "")("the token of a")).toBe("the token of a");
});

test("text without a secret stays as it is", () => {
  fc.assert(
    fc.property(secrets, fc.lorem(), (secret, text) => {
      fc.pre(!text.includes(secret.trim()));
      expect(redactionOf(secret)(text)).toBe(text);
    }),
  );
});

test("a secret that is no well-formed text is hidden, and does not break the message", () => {
  const redact = redactionOf("half a pair: \ud83d", "\udc00\udc00\udc00\udc00\udc00\udc00");
  expect(redact("refused half a pair: \ud83d!")).toBe(`refused ${mark}!`);
});
