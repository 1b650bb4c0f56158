import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { argumentsFor, noSuchArgument } from "../../provider/arguments/hints";
import { validate } from "../../provider/arguments/validation";
import { vendors } from "../../provider/vendors";
import { check, withoutCredentialsInEnvironment } from "../support/checks/checked";
import { completeArguments, samplesOf } from "../support/checks/sample";
import { fixtures } from "../vendors/fixture";

withoutCredentialsInEnvironment();

const fields = fixtures.flatMap(({ requests, resource }) =>
  requests.flatMap(({ fields: all, request }) =>
    all.map((field): [string, string, string] => [resource, field, request]),
  ),
);

function vendorOf(resource: string) {
  const vendor = vendors.find((each) => each.resource === resource);
  if (vendor === undefined) throw new Error(`there is no ${resource}`);
  return vendor;
}

/** The ways in which people write a field that the vendor writes in one of them. */
function spellings(field: string): string[] {
  const words = field.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").split(/[^A-Za-z0-9]+/);
  const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1).toLowerCase();
  const camel = words.map((word, index) => (index === 0 ? word.toLowerCase() : capital(word))).join("");
  const snake = words.join("_").toLowerCase();
  return [
    ...new Set([field, camel, snake, snake.replaceAll("_", "-"), snake.toUpperCase(), words.map(capital).join("")]),
  ];
}

test.each(fixtures)("the fields of the requests of $resource are published", ({ requests }) => {
  expect(requests.length).toBeGreaterThan(0);
  for (const { source } of requests) expect(source).toMatch(/^https:\/\//);
});

test.each(fields)(
  "%s: the field %s (%s) is an argument, leads to one, or is left out with the reason",
  async (resource, field) => {
    const vendor = vendorOf(resource);
    for (const spelling of spellings(field)) {
      if (Object.hasOwn(vendor.arguments, spelling)) continue;
      const { reasons } = await check(vendor, { ...completeArguments(vendor), [spelling]: "x" });
      const reason = vendor.leftOut?.[field];
      const meant = argumentsFor(field, vendor.arguments).map((name) => `"${name}"`);
      expect(reasons).toEqual([
        reason === undefined
          ? `There is no argument "${spelling}"; did you mean ${meant.join(" or ")}?`
          : `There is no argument "${spelling}": ${reason}.`,
      ]);
      expect(meant.length > 0).toBe(reason === undefined);
    }
  },
);

const declared = vendors.flatMap((vendor) =>
  Object.entries(vendor.arguments).flatMap(([name, { vendorFields = [] }]) =>
    vendorFields.map((field): [string, string, string] => [vendor.resource, name, field]),
  ),
);

test.each(declared)("the comment of %s.%s names the vendor's %s", (resource, name, field) => {
  expect(comments().get(`${resource}Args.${name}`)).toContain(`\`${field}\``);
});

test.each(declared)("%s.%s says that it stands for %s, which is a field of a request", (resource, _, field) => {
  const known = fields.filter(([each]) => each === resource).map(([, each]) => each);
  expect(known).toContain(field);
});

test("what is left out is a field of a request, and no argument", () => {
  for (const { arguments: all, leftOut = {}, resource } of vendors) {
    for (const field of Object.keys(leftOut)) {
      expect(fields.some(([each, known]) => each === resource && known === field)).toBe(true);
      expect(argumentsFor(field, all)).toEqual([]);
    }
  }
});

test.each([
  ["CommvaultAccessToken", "tokenType", '; did you mean "accessTokenType"?'],
  ["CommvaultAccessToken", "tokenTyp", '; did you mean "accessTokenType"?'],
  ["CommvaultAccessToken", "renewableUntilTimestmp", '; did you mean "renewableUntil"?'],
  ["CommvaultAccessToken", "token_expiry_timestamp", '; did you mean "tokenExpiry"?'],
  ["CommvaultAccessToken", "authtoken", '; did you mean "sessionToken" or "adminAccessToken"?'],
  ["CohesityApiKey", "apiKey", '; did you mean "adminApiKey"?'],
  ["CohesityApiKey", "expiryTimeMsecs", '; did you mean "expiryTime"?'],
  ["CohesityAccessToken", "mfaParams", '; did you mean "otpCode" or "otpType"?'],
  ["OAuth2AccessToken", "client_id", '; did you mean "clientId"?'],
  ["OAuth2AccessToken", "clientID", '; did you mean "clientId"?'],
  ["OAuth2AccessToken", "grant_type", '; did you mean "grantType"?'],
  ["OAuth2AccessToken", "client_assertion", '; did you mean "clientAssertionFrom"?'],
  ["OAuth2AccessToken", "subject_token", '; did you mean "subjectToken"?'],
  ["OAuth2AccessToken", "code", ": it belongs to a grant for which a person signs in."],
])("%s: %s%s", (resource, name, hint) => {
  const vendor = vendorOf(resource);
  const sentence = `There is no argument "${name}"${hint}`;
  expect(noSuchArgument(name, vendor.arguments, vendor.leftOut ?? {})).toBe(sentence);
  expect(validate(vendor.arguments, { [name]: "x" }, "", vendor.leftOut).problems).toEqual([sentence]);
});

test("a set in the stack's configuration is told so too", async () => {
  const commvault = vendorOf("CommvaultAccessToken");
  const set = samplesOf(commvault.arguments, ["endpoint", "username"]);
  const configuration = { "access-tokens:commvault": JSON.stringify({ ...set, authtoken: "x" }) };
  expect((await check(commvault, {}, { configuration })).reasons).toContain(
    'There is no argument "authtoken" in the stack\'s configuration (access-tokens:commvault); did you mean "sessionToken" or "adminAccessToken"?',
  );
});

let read: Map<string, string> | undefined;

/** The documentation comments of the arguments, by `CommvaultAccessTokenArgs.tokenName`. */
function comments(): Map<string, string> {
  if (read !== undefined) return read;
  read = new Map();
  const folder = join(__dirname, "../../provider/resources");
  for (const file of readdirSync(folder)) {
    const source = ts.createSourceFile(file, readFileSync(join(folder, file), "utf8"), ts.ScriptTarget.Latest, true);
    for (const statement of source.statements.filter(ts.isInterfaceDeclaration)) {
      for (const member of statement.members) {
        const text = ts
          .getJSDocCommentsAndTags(member)
          .map((comment) => comment.getText())
          .join("\n");
        read.set(`${statement.name.text}.${member.name?.getText()}`, text);
      }
    }
  }
  return read;
}
