import { endToAsk } from "../../arguments/end";
import { defineVendor } from "../../contract/define-vendor";
import type { HeldToken, ListedToken } from "../../contract/token";
import type { Vendor } from "../../contract/vendor";
import { TokenError } from "../../messages/errors";
import { textOf } from "../../transport/answer";
import { clusterVariables, heliosVariables, leftOut, withVariables } from "./api-key-arguments";
import { changeKey } from "./api-key-changes";
import { nameOf, settled, strays } from "./api-key-names";
import { issuedKey, listedKey, observed } from "./api-key-replies";
import {
  type ApiKeyOperation,
  ask,
  isGone,
  keyIn,
  keysOf,
  ownerOf,
  ownSid,
  pathOf,
  refusal,
  sidOfKey,
} from "./api-key-requests";

const cluster = defineVendor({
  resource: "CohesityApiKey",
  title: "Cohesity",
  group: "cohesity",
  otherMembers: ["apiVersion"],
  arguments: withVariables(clusterVariables),
  leftOut,
  credentialSets: [
    ["endpoint", "adminApiKey"],
    ["endpoint", "username", "password"],
    ["endpoint", "certificate", "privateKey"],
  ],
  outputs: ["listedName", "ownerSid", "createdByUserSid", "lastRotatedTimeMsecs"],
  requestHeaders: ({ accessToken }) => ({ apiKey: accessToken }),

  requestedLifetime: ({ expiryTime }) =>
    expiryTime !== undefined && "lifetime" in expiryTime ? expiryTime.lifetime : undefined,
  userEnd: ({ expiryTime }) => (expiryTime !== undefined && "date" in expiryTime ? expiryTime.date : undefined),
  renewsInPlace: ({ renewal }) => renewal === "rotate",

  conflicts(args) {
    const isHelios = args.system === "helios";
    const wrong = isHelios
      ? (["username", "domain", "password", "certificate", "privateKey"] as const)
      : (["accessClusterId", "regionId"] as const);
    const given = wrong.filter((name) => args[name] !== undefined).map((name) => `"${name}"`);
    if (given.length === 0) return [];
    const why = isHelios
      ? 'belongs to a cluster; Helios takes only an "adminApiKey"'
      : 'belongs to Helios: set "system" to "helios", or leave it out';
    return given.map((name) => `Argument ${name} ${why}.`);
  },

  async issue(operation) {
    const { args, now } = operation;
    const end = endToAsk("expiryTime", args.expiryTime, now, now);
    const owner = args.userSid ?? (await ownSid(operation));
    const name = nameOf(operation);
    const json = { name, isActive: args.isActive ?? true, expiryTimeMsecs: end ?? null };
    try {
      const reply = await ask(operation, "POST", pathOf(owner), { json });
      if (reply.status !== 201) throw refusal(operation, reply);
      return issuedKey(operation, reply, owner, name, end);
    } catch (error) {
      if (!(error instanceof TokenError) || error.code !== "REPLY_LOST") throw error;
      throw await settled(operation, owner, name, error);
    }
  },

  async introspect(operation, token) {
    const isAdopted = token.state.ownerSid === undefined;
    const owner = isAdopted ? await sidOfKey(operation, token.accessToken) : ownerOf(operation, token);
    if (owner === undefined) return { accepted: false };
    if (isAdopted) checkAdoption(operation, token, owner);
    const reply = await ask(operation, "GET", pathOf(owner, token.id));
    if (reply.status === 200) {
      const key = keyIn(operation, reply, token.id);
      const warnings = isAdopted ? [] : await strays(operation, owner, token);
      return { ...observed(operation, token, key, owner), warnings };
    }
    if (await isGone(operation, { ...token, state: { ...token.state, ownerSid: owner } }, reply))
      return { accepted: false };
    throw refusal(operation, reply);
  },
  introspectsWith: "credential",

  change: changeKey,
  changesWith: "credential",

  async revoke(operation, token) {
    const owner = ownerOf(operation, token);
    const reply = await ask(operation, "DELETE", pathOf(owner, token.id));
    if (reply.status === 204 || (await isGone(operation, token, reply))) return true;
    // The API does not describe this answer, so the list decides whether the key is gone.
    if (reply.status === 200 && !(await keysOf(operation, owner)).some(({ id }) => id === token.id)) return true;
    throw refusal(operation, reply);
  },
  revokesWith: "credential",

  async list(operation, resources) {
    const owners = new Set(resources.map(({ ownerSid, userSid }) => textOf(ownerSid) ?? textOf(userSid)));
    const keys: ListedToken[] = [];
    for (const owner of owners) {
      const sid = owner ?? (await ownSid(operation));
      const named = (await keysOf(operation, sid)).filter(({ id }) => textOf(id) !== undefined);
      keys.push(...named.map((key) => listedKey(key, sid)));
    }
    return keys;
  },
});

const helios: Vendor = {
  ...cluster,
  title: "Helios",
  group: "helios",
  otherMembers: ["username", "domain", "password", "certificate", "privateKey"],
  arguments: withVariables(heliosVariables),
  credentialSets: [["adminApiKey"]],
  defaults: { endpoint: "https://helios.cohesity.com" },
};

/** An API key of a user of a Cohesity cluster or of Helios. Each system has its own credential group. */
export const cohesityApiKey: Vendor = {
  ...cluster,
  // All members of both systems' sets. Only the variables of the selected system are used.
  arguments: withVariables({ ...heliosVariables, ...clusterVariables }),
  chosenBy: ({ system }) => (system === "helios" ? helios : cluster),
};

function checkAdoption({ args }: ApiKeyOperation, { id }: HeldToken, owner: string): void {
  if (id === "") {
    throw new TokenError("REQUEST_REFUSED", "An API key is adopted by its id and its secret: give adopt.id too.");
  }
  if (args.userSid !== undefined && args.userSid !== owner) {
    throw new TokenError(
      "REQUEST_REFUSED",
      `The key to adopt belongs to the user ${owner}, not to the user in userSid.`,
    );
  }
}
