import { generateKeyPairSync } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createStack } from "../stack.mjs";
import { outcome } from "./failures.mjs";

const { OAuth2AccessToken } = createRequire(import.meta.url)("pulumi-access-tokens");

const tokenExchange = "urn:ietf:params:oauth:grant-type:token-exchange";

/**
 * Asks a real server for tokens that it must refuse, all in one stack.
 *
 * @returns for each refusal the sentence that Pulumi printed, or "issued"
 */
export async function refusals(peer, folder, { certificates, pipeline, stranger }) {
  const cases = casesOf(peer, certificates);
  const names = Object.keys(cases);
  const nameOf = (refusal) => `refusal-${names.indexOf(refusal)}`;
  const own = join(folder, `${peer.name}-refusals`);
  await mkdir(own);
  const { audience = "no server here takes such a token" } = peer;
  const addresses = { ...peer.origins, PIPELINE: pipeline.issuer, STRANGER: stranger.issuer };
  const stack = await createStack({
    name: "refusals",
    project: "peers",
    folder: own,
    program: async () =>
      Object.fromEntries(
        names.map((refusal) => {
          const args = { ...peer.shared, ...cases[refusal] };
          return [nameOf(refusal), new OAuth2AccessToken(nameOf(refusal), args).accessToken];
        }),
      ),
    env: {
      ...pipeline.job("job"),
      ...(await peer.env?.()),
      LAPSED: await pipeline.token(audience, "job", "-2 minutes", "-7 minutes"),
      OLD: await pipeline.token(audience, "job", "50 minutes", "-10 minutes"),
      OTHER_AUDIENCE: await pipeline.token("https://other.example.com"),
      OTHER_JOB: await pipeline.token(audience, "other-job"),
      OTHER_ISSUER: await stranger.token(audience),
    },
  });
  const failed = await outcome(() => stack.up({ continueOnError: true, parallel: 1 }));
  const made = await stack.outputs();
  await outcome(() => stack.destroy({ continueOnError: true }));
  return Object.fromEntries(
    names.map((refusal) => {
      const sentence = failed.sentenceOf(nameOf(refusal));
      if (sentence !== undefined) return [refusal, shortened(withNames(sentence, addresses))];
      return [refusal, made[nameOf(refusal)] === undefined ? "failed without a sentence" : "issued"];
    }),
  );
}

function casesOf({ shared, ways }, certificates) {
  const {
    client_secret_basic: basic,
    client_secret_jwt: secretJwt,
    private_key_jwt: keyJwt,
    tls_client_auth: tls,
    self_signed_tls_client_auth: selfSigned,
    "pipeline's token as client assertion": federated,
    "JWT bearer grant, pipeline's token": bearer,
    "JWT bearer grant, own key": ownKey,
    "token exchange": exchange,
  } = ways;
  const otherKey = () =>
    generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ type: "pkcs8", format: "pem" });
  const certified = ({ cert, key }) => ({ certificate: cert, privateKey: key });
  const all = {
    "unknown client": [basic, { clientId: "no-such-client" }],
    "wrong secret": [basic, { clientSecret: "a-wrong-secret" }],
    "wrong secret, client_secret_jwt": [secretJwt, { clientSecret: "a-wrong-secret".repeat(5) }],
    "wrong key, private_key_jwt": [keyJwt, { privateKey: otherKey() }],
    "assertion for another audience": [keyJwt, { clientAssertionAudience: "https://other.example.com" }],
    "assertion without the audience that the server wants": [
      keyJwt?.clientAssertionAudience && keyJwt,
      { clientAssertionAudience: undefined },
    ],
    "client_secret_post in place of client_secret_basic": [basic, { clientAuthentication: "client_secret_post" }],
    "scope not allowed": [basic, { scope: "no-such-scope" }],
    "grant not allowed": [
      basic,
      {
        grantType: tokenExchange,
        subjectToken: "x",
        subjectTokenType: "urn:ietf:params:oauth:token-type:access_token",
      },
    ],
    "subject token that the server does not know": [
      exchange,
      { subjectTokenFrom: undefined, subjectToken: "no-such-token" },
    ],
    "wrong key, JWT bearer grant": [ownKey, { privateKey: otherKey() }],
    "certificate of another client": [tls, certified(certificates.other)],
    "certificate of another client, self-signed": [selfSigned, certified(certificates.other)],
  };
  const tokens = {
    "pipeline's token, lapsed": "env:LAPSED",
    "pipeline's token, 10 minutes old": "env:OLD",
    "pipeline's token for another audience": "env:OTHER_AUDIENCE",
    "pipeline's token of another job": "env:OTHER_JOB",
    "pipeline's token of another issuer": "env:OTHER_ISSUER",
    "no pipeline": "env:NO_SUCH_TOKEN",
  };
  for (const [refusal, place] of Object.entries(tokens)) {
    all[refusal] = [federated, { clientAssertionFrom: place }];
    all[`${refusal}, JWT bearer grant`] = [bearer, { assertionFrom: place }];
  }
  // These connections fail. They come last: a server that does not answer the first request of a run gets no other.
  all["certificate that the server does not trust"] = [tls, certified(certificates.stranger)];
  all["server with a certificate that Pulumi does not trust"] = [
    shared.caCertificate && basic,
    { caCertificate: undefined },
  ];
  return Object.fromEntries(
    Object.entries(all).flatMap(([refusal, [args, change]]) => (args ? [[refusal, { ...args, ...change }]] : [])),
  );
}

/** Writes names in place of addresses that differ in each run. */
function withNames(sentence, addresses) {
  return Object.entries(addresses).reduce(
    (text, [name, origin]) => text.replaceAll(origin, name).replaceAll(new URL(origin).host, name),
    sentence,
  );
}

/** Leaves out the beginning that most sentences have, and Ory Hydra's explanation of a code. */
function shortened(sentence) {
  return sentence
    .replace(/^The OAuth 2\.0 server answered /, "… ")
    .replace(
      /: "(The provided authorization grant .*? another client|Client authentication failed \(.*?\))\. /,
      ': "… ',
    );
}
