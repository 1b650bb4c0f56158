import { textOf } from "../answer";
import { endAt } from "../end";
import { SettledLoss, TokenError } from "../errors";
import {
  defineVendor,
  type HeldToken,
  type HttpReply,
  type IssuedToken,
  type Observation,
  type Vendor,
} from "../vendor";
import { clusterVariables, heliosVariables, withVariables } from "./cohesity-api-key-arguments";
import { changeKey, deletion, nameOf, numberOf, ownerOf, rotationIn } from "./cohesity-api-key-changes";
import {
  type ApiKeyOperation,
  ask,
  isGone,
  type Key,
  keysOf,
  lacksKey,
  ownSid,
  pathOf,
  refusal,
  sidOfKey,
} from "./cohesity-api-key-requests";

const cluster = defineVendor({
  resource: "CohesityApiKey",
  title: "Cohesity",
  group: "cohesity",
  otherMembers: ["apiVersion"],
  arguments: withVariables(clusterVariables),
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
      ? 'belongs to a cluster; Helios takes an "adminApiKey" alone'
      : 'belongs to Helios: set "system" to "helios", or leave it out';
    return given.map((name) => `Argument ${name} ${why}.`);
  },

  async issue(operation) {
    const { args, now } = operation;
    const end = endAt(args.expiryTime, now);
    if (end !== undefined && end <= now) {
      throw new TokenError("REQUEST_REFUSED", "The end that expiryTime gives is past. Give a later one.");
    }
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
    if (token.id === "") {
      throw new TokenError("REQUEST_REFUSED", "An API key is adopted by its id and its secret: give adopt.id too.");
    }
    const reply = await ask(operation, "GET", pathOf(owner, token.id));
    if (reply.status === 200 && reply.json !== undefined) {
      const warnings = isAdopted ? [] : await strays(operation, owner, token.id);
      return { ...observed(operation, token, reply.json, owner), warnings };
    }
    const isUnknown = reply.status === 404 || reply.status === 400;
    if (isUnknown && (await isGone(operation, owner, token.id, token.state.createdByUserSid)))
      return { accepted: false };
    throw refusal(operation, reply);
  },
  introspectsWith: "credential",

  change: changeKey,
  changesWith: "credential",

  async revoke(operation, token) {
    const owner = ownerOf(operation, token);
    const reply = await ask(operation, "DELETE", pathOf(owner, token.id));
    if (reply.status === 204 || reply.status === 200) return true;
    const isUnknown = reply.status === 404 || reply.status === 400;
    if (isUnknown && (await isGone(operation, owner, token.id, token.state.createdByUserSid))) return true;
    throw refusal(operation, reply);
  },
  revokesWith: "credential",
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

/** An API key of a user of a Cohesity cluster, or of Helios. Each system has a credential group of its own. */
export const cohesityApiKey: Vendor = {
  ...cluster,
  // What is part of a set in either system. The variables in use are those of the chosen one.
  arguments: withVariables({ ...heliosVariables, ...clusterVariables }),
  chosenBy: ({ system }) => (system === "helios" ? helios : cluster),
};

function issuedKey(
  operation: ApiKeyOperation,
  reply: HttpReply,
  owner: string,
  name: string,
  end: number | undefined,
): IssuedToken {
  const { apiKey, createdByUserSid, expiryTimeMsecs, id } = reply.json ?? {};
  const [accessToken, keyId] = [textOf(apiKey), textOf(id)];
  if (accessToken === undefined || keyId === undefined) throw lacksKey(operation, reply);
  return {
    accessToken,
    id: keyId,
    issuedAt: operation.now,
    expiresAt: numberOf(expiryTimeMsecs) ?? end,
    outputs: { listedName: name, ownerSid: owner, createdByUserSid: textOf(createdByUserSid), ...rotationIn(reply) },
  };
}

/** Sentences on keys with this resource's mark that are not the one in state: their names alone prove nothing. */
async function strays(operation: ApiKeyOperation, owner: string, id: string): Promise<readonly string[]> {
  const { args, marker, once } = operation;
  const { accessClusterId, endpoint } = args;
  const where = JSON.stringify([endpoint, accessClusterId, owner]);
  // For all keys of an owner at once; and a list that is not given is no reason to fail what was asked.
  const keys = await once(`keys of ${where}`, () => keysOf(operation, owner)).catch(() => []);
  return keys
    .filter((key) => key.id !== id && textOf(key.name)?.includes(`-${marker}-`))
    .map(
      (key) =>
        `the key ${key.id}, listed as "${key.name}", has the mark of this resource and is not the one in state: ` +
        `a run that was ended may have left it. ${deletion(operation, owner)}, if nothing uses it.`,
    );
}

/** Finds the key of a lost reply by its name, which is nobody else's, and deletes it. Says what became of it. */
async function settled(
  operation: ApiKeyOperation,
  owner: string,
  name: string,
  error: TokenError,
): Promise<TokenError> {
  const lost = (what: string) =>
    new TokenError("REPLY_LOST", `${error.message} ${what} ${deletion(operation, owner)}.`);
  try {
    const found = (await keysOf(operation, owner)).filter((key) => key.name === name);
    for (const { id } of found) {
      const reply = await ask(operation, "DELETE", pathOf(owner, String(id)));
      if (reply.status !== 204 && reply.status !== 404) throw refusal(operation, reply);
    }
    // It may still be on its way, so that none is listed does not settle it.
    if (found.length === 0) return lost(`No key named "${name}" is listed; it may still appear.`);
    return new SettledLoss(`${error.message} The key "${name}" that it issued was found and deleted. Run again.`);
  } catch (failure) {
    return lost(`The key, if one was issued, is named "${name}"; it was not deleted: ${(failure as Error).message}`);
  }
}

function observed(operation: ApiKeyOperation, { state }: HeldToken, key: Key, owner: string): Observation {
  const { createdByUserSid, createdTimeMsecs, expiryTimeMsecs, isActive, isExpired, name } = key;
  const rotation = rotationIn({ json: key });
  const known = numberOf(state.lastRotatedTimeMsecs);
  // A rotation whose reply told no time cannot be told from someone else's.
  const isComparable = state.issuedAt !== undefined && (known !== undefined || state.renewedAt === undefined);
  const isRotated = isComparable && rotation.lastRotatedTimeMsecs !== known;
  const isDeactivated = isActive === false && operation.args.isActive !== false;
  return {
    accepted: isExpired !== true && !isDeactivated && !isRotated,
    issuedAt: numberOf(createdTimeMsecs),
    expiresAt: numberOf(expiryTimeMsecs),
    outputs: { listedName: textOf(name), ownerSid: owner, createdByUserSid: textOf(createdByUserSid), ...rotation },
  };
}
