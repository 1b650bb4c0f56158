import { readFile } from "node:fs/promises";
import { failedBefore, TokenError } from "../messages/errors";
import { rememberSecret } from "../messages/redaction";
import { isSafe } from "../transport/address";
import { refused, textOf } from "../transport/answer";
import type { Send } from "../transport/message";

/** The place of a token that a pipeline has of its own, as a user writes it. */
export const tokenSource = /^(file:.+|env:[A-Za-z_][A-Za-z0-9_]*|github-actions)$/s;

/**
 * Returns the token of a source. A file is read anew and GitHub Actions is asked anew each time, since servers take such
 * a token once, and only while it is young.
 *
 * @param audience whom the token is for; only GitHub Actions is told
 * @throws TokenError `CREDENTIAL_MISSING` if there is no token. `NOT_SENT` or `REQUEST_REFUSED` if GitHub gave none.
 */
export async function tokenFrom(source: string, audience: string, send: Send): Promise<string> {
  const token =
    source === "github-actions"
      ? await fromGitHub(audience, send).catch(failedBefore)
      : source.startsWith("env:")
        ? fromVariable(source.slice(4))
        : await fromFile(source.slice(5));
  rememberSecret(token);
  return token;
}

/** Returns the name of a source in messages: `the environment variable ID_TOKEN`. */
export function sourceName(source: string): string {
  if (source === "github-actions") return "GitHub Actions";
  return source.startsWith("env:") ? `the environment variable ${source.slice(4)}` : `the file ${source.slice(5)}`;
}

function fromVariable(name: string): string {
  return present(process.env[name], `the environment variable ${name} is not set`);
}

async function fromFile(path: string): Promise<string> {
  // A cluster or a cloud names its file in a variable: $AZURE_FEDERATED_TOKEN_FILE.
  const variable = /^\$(\w+)$/.exec(path)?.[1];
  const named = variable === undefined ? path : fromVariable(variable);
  const text = await readFile(named, "utf8").catch((error: NodeJS.ErrnoException) =>
    present(undefined, `the file ${named} could not be read (${error.code})`),
  );
  return present(text, `the file ${named} is empty`);
}

const requestUrl = "ACTIONS_ID_TOKEN_REQUEST_URL";
const requestToken = "ACTIONS_ID_TOKEN_REQUEST_TOKEN";

const permission = "Give the job the permission id-token: write";

async function fromGitHub(audience: string, send: Send): Promise<string> {
  const [address, bearer] = [process.env[requestUrl], process.env[requestToken]];
  if (!address || !bearer) {
    return present(undefined, `${requestUrl} and ${requestToken} are not both set`, ` ${permission}.`);
  }
  if (!URL.canParse(address) || !isSafe(new URL(address))) {
    return present(undefined, `${requestUrl} is not an https address`);
  }
  rememberSecret(bearer);
  const url = new URL(address);
  url.searchParams.set("audience", audience);
  const headers = { authorization: `Bearer ${bearer}` };
  const reply = await send({ method: "GET", url: url.href, headers, idempotent: true });
  const token = textOf(reply.json?.value);
  if (reply.status === 200 && token !== undefined) return token;
  const isPassing = reply.status >= 500 || reply.status === 429;
  const advice = isPassing ? undefined : `It gave no identity token to this job. ${permission}.`;
  throw refused("GitHub Actions", reply, { message: textOf(reply.json?.message) }, advice);
}

function present(text: string | undefined, problem: string, advice = ""): string {
  const token = text?.trim();
  if (token) return token;
  throw new TokenError(
    "CREDENTIAL_MISSING",
    `the pipeline's token was looked for, and ${problem}.${advice} Outside of the pipeline there is none.`,
  );
}
