import { OAuth2AccessToken, type OAuth2AccessTokenArgs } from "pulumi-access-tokens";
import { type OAuth2Emulator, type OAuth2Options, startOAuth2 } from "pulumi-access-tokens/testing";
import { typeOf } from "../native/way-in";
import "../provider-process/engine-connection";
import { Traffic } from "../servers/traffic";
import { stack, type TestStack } from "./stack";
import type { Program, StackOptions } from "./stack-options";

/** The URN of the token `reports` in the stack `dev`. */
export const tokenUrn = `urn:pulumi:dev::tests::${typeOf("OAuth2AccessToken")}::reports`;

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()));
});

/** A stack with the token `reports` and its own OAuth 2.0 server. */
export interface TokenStack {
  readonly dev: TestStack;
  readonly server: OAuth2Emulator;
  /** The client `reports` of the server, as arguments. */
  readonly client: { issuer: string; clientId: string; clientSecret: string };
  /** Returns a program with these arguments in addition to the client and the scope `reports:read`. */
  readonly program: (args?: Partial<OAuth2AccessTokenArgs>) => Program;
  /** Returns the requests to the server since the last call. */
  readonly sent: () => Promise<string[]>;
  readonly traffic: Traffic;
}

/** Creates a stack and its server for the current test; both end with it. */
export async function tokenStack(options: StackOptions & { server?: OAuth2Options } = {}): Promise<TokenStack> {
  const { server: serverOptions, ...stackOptions } = options;
  const server = await startOAuth2(serverOptions);
  opened.push(server);
  const { issuer, clientId, clientSecret } = server.credentials;
  const client = { issuer, clientId, clientSecret };
  const program: TokenStack["program"] = (args) => async () => {
    const token = new OAuth2AccessToken("reports", { ...client, scope: ["reports:read"], ...args });
    return { accessToken: token.accessToken, expiresAt: token.expiresAt };
  };
  const dev = await testStack("dev", program(), stackOptions);
  const traffic = new Traffic(server);
  return { dev, server, client, program, sent: () => traffic.take(), traffic };
}

/** Creates a stack that ends with the current test. */
export async function testStack(name: string, program: Program, options?: StackOptions): Promise<TestStack> {
  const made = await stack(name, program, options);
  opened.push({ close: () => made.dispose() });
  return made;
}

/** Closes something at the end of the current test. */
export function closing<T extends { close(): Promise<void> }>(it: T): T {
  opened.push(it);
  return it;
}
