// Compiled by `npm run types`, which fails where a line that should not compile does, or the other way round.
import * as pulumi from "@pulumi/pulumi";
import {
  type AccessTokenResource,
  CohesityApiKey,
  CommvaultAccessToken,
  LaserficheServerAccessToken,
  OAuth2AccessToken,
  Provider,
  ThousandEyesAccessToken,
} from "pulumi-access-tokens";

declare const config: pulumi.Config;
declare const clientSecret: pulumi.Output<string>;
declare const provider: Provider;
declare const others: pulumi.Output<string[]>;

/** Values, outputs and promises are taken alike, in lists and maps too. */
export const accepted: AccessTokenResource[] = [
  new OAuth2AccessToken("token", {
    issuer: Promise.resolve("https://login.example.com"),
    clientId: "reports",
    clientSecret,
    scope: ["reports:read", pulumi.output("reports:write"), Promise.resolve("reports:list")],
    resource: others,
    extraParameters: { tenant: pulumi.output("example") },
    rotationTriggers: { release: Promise.resolve("1") },
    renewBefore: "30%",
    requestTimeout: pulumi.output("30 seconds"),
    onDelete: pulumi.output("revokeBestEffort" as const),
  }),
  new OAuth2AccessToken("token", {}, { provider, protect: true }),
  new OAuth2AccessToken("token", { scope: "reports:read", privateKey: { kty: "EC" } }),
  new CommvaultAccessToken("token", { operatorCompanyId: 7, allowedIPs: others, tokenExpiry: Promise.resolve("P1D") }),
  new CohesityApiKey("key", { system: "helios", renewal: "rotate", adopt: { accessToken: clientSecret } }),
  new ThousandEyesAccessToken("token", { clientSecret: config.requireSecret("secret") }),
];

export const groups = new Provider("provider", {
  lookAhead: "12 hours",
  oauth2: { clientId: pulumi.output("reports"), clientSecret },
  thousandEyes: pulumi.output({ clientId: "reports", clientSecret: "secret" }),
});

/** What a program reads of a token: what may be absent says so. */
export const outputs = (token: OAuth2AccessToken, key: CohesityApiKey) => ({
  text: [token.accessToken, token.issuedAt, key.apiKey] satisfies pulumi.Output<string>[],
  perhaps: [token.expiresAt, token.renewAt, token.refreshToken] satisfies pulumi.Output<string | undefined>[],
  headers: token.requestHeaders satisfies pulumi.Output<Record<string, string>>,
  // @ts-expect-error A token need not have an end.
  end: token.expiresAt satisfies pulumi.Output<string>,
  // @ts-expect-error Arguments are not outputs.
  secret: token.clientSecret,
});

export const refused = [
  // @ts-expect-error The arguments are needed, be they empty.
  () => new OAuth2AccessToken("token"),
  // @ts-expect-error Misspelt.
  () => new OAuth2AccessToken("token", { scpe: "reports:read" }),
  // @ts-expect-error Misspelt in a provider.
  () => new Provider("provider", { oauth2: { cliendId: "reports" } }),
  // @ts-expect-error A group that there is not.
  () => new Provider("provider", { oauth: { clientId: "reports" } }),
  // @ts-expect-error An argument of no credential set.
  () => new Provider("provider", { oauth2: { scope: "reports:read" } }),
  // @ts-expect-error Durations have a unit.
  () => new OAuth2AccessToken("token", { renewBefore: 600 }),
  // @ts-expect-error Not a word for what a destroy does.
  () => new OAuth2AccessToken("token", { onDelete: "keep" }),
  // @ts-expect-error A promise of another type.
  () => new OAuth2AccessToken("token", { clientId: Promise.resolve(7) }),
  // @ts-expect-error An output of another type.
  () => new OAuth2AccessToken("token", { scope: pulumi.output(7) }),
  // @ts-expect-error Triggers are strings.
  () => new OAuth2AccessToken("token", { rotationTriggers: { release: 1 } }),
  // @ts-expect-error What is taken over is a token.
  () => new OAuth2AccessToken("token", { adopt: { id: "41" } }),
  // @ts-expect-error ThousandEyes has no way to revoke a token.
  () => new ThousandEyesAccessToken("token", { onDelete: "revoke" }),
  // @ts-expect-error An argument of another vendor.
  () => new LaserficheServerAccessToken("token", { clientId: "reports" }),
  // @ts-expect-error No program sets an output.
  (token: OAuth2AccessToken, text: pulumi.Output<string>) => (token.accessToken = text),
];
