import { z } from "zod";
import { type CommvaultTokenType, inSeconds, isRenewable, type NewToken, tokenTypes } from "./tokens";

/** The limits of a server for the expiry of tokens. */
export interface CommvaultLimits {
  /** Seconds that a renewable access token lives; `null` leaves its expiry out of the reply. */
  lifetime: number | null;
  /** The longest time until `renewableUntilTimestamp`, in seconds. */
  longestRenewable: number;
  /** Shortens an expiry that is too late, instead of refusing it. */
  clampEnds: boolean;
}

/** The reason why a request is refused. */
export interface Refusal {
  readonly refusal: string;
}

const day = 86_400;

/** The usual and the longest lifetime of tokens that cannot be renewed, in seconds. */
const lifetimes = { MS_SCIM: { usual: 30 * day, longest: 365 * day }, OneTouch: { usual: 7 * day, longest: 14 * day } };

const timestamp = z.number().int().nonnegative().max(2_147_483_647);
const strings = z.array(z.string().min(1));

const updateBody = z.looseObject({
  accessTokenId: z.number().int().optional(),
  tokenName: z.string().min(1).optional(),
  tokenType: z.union([z.enum(tokenTypes), z.number().int().min(0).max(4)]).optional(),
  renewableUntilTimestamp: timestamp.optional(),
  tokenExpiryTimestamp: timestamp.optional(),
  apiEndpoints: strings.optional(),
  allowedIPs: strings.optional(),
});

const createBody = updateBody.extend({
  tokenName: z.string().min(1),
  userId: z.number().int().positive().optional(),
  enableIPAllowListFeature: z.boolean().optional(),
});

export type CreateRequest = z.output<typeof createBody>;
export type UpdateRequest = z.output<typeof updateBody>;

/** Reads the body of a create request; returns `undefined` if it is invalid. */
export function createRequest(body: unknown): CreateRequest | undefined {
  return createBody.safeParse(body).data;
}

/** Reads the body of an update request; returns `undefined` if it is invalid or changes nothing. */
export function updateRequest(body: unknown): UpdateRequest | undefined {
  const { data } = updateBody.safeParse(body);
  return data !== undefined && Object.keys(data).some((name) => name !== "accessTokenId") ? data : undefined;
}

/** Returns the token that a create request grants, or the reason why it is refused. */
export function granted(request: CreateRequest, userId: number, limits: CommvaultLimits): NewToken | Refusal {
  const type = typeOf(request.tokenType) ?? "ALL";
  const { allowedIPs, apiEndpoints, tokenName: name } = request;
  if (type === "CUSTOM" && (apiEndpoints ?? []).length === 0)
    return { refusal: "apiEndpoints is mandatory for CUSTOM" };
  const ends = endsOf(type, request, limits);
  if ("refusal" in ends) return ends;
  return {
    name,
    type,
    userId,
    allowedIPs,
    apiEndpoints: type === "CUSTOM" ? apiEndpoints : undefined,
    expiry: limits.lifetime === null ? undefined : inSeconds() + limits.lifetime,
    renewableUntil: undefined,
    ...ends,
  };
}

/** Returns the changes of an update request, or the reason why it is refused. Fields that are left out stay. */
export function changed(
  request: UpdateRequest,
  type: CommvaultTokenType,
  limits: CommvaultLimits,
): Partial<NewToken> | Refusal {
  const { allowedIPs, apiEndpoints, renewableUntilTimestamp, tokenExpiryTimestamp, tokenName } = request;
  const asksForEnd = isRenewable(type) ? renewableUntilTimestamp !== undefined : tokenExpiryTimestamp !== undefined;
  const ends = asksForEnd ? endsOf(type, request, limits) : {};
  if ("refusal" in ends) return ends;
  return {
    ...ends,
    ...(tokenName === undefined ? {} : { name: tokenName }),
    ...(apiEndpoints === undefined || type !== "CUSTOM" ? {} : { apiEndpoints }),
    ...(allowedIPs === undefined ? {} : { allowedIPs }),
  };
}

function typeOf(sent: CreateRequest["tokenType"]): CommvaultTokenType | undefined {
  return typeof sent === "number" ? tokenTypes[sent] : sent;
}

function endsOf(
  type: CommvaultTokenType,
  { renewableUntilTimestamp, tokenExpiryTimestamp }: UpdateRequest,
  { clampEnds, longestRenewable }: CommvaultLimits,
): Pick<NewToken, "renewableUntil"> | Pick<NewToken, "expiry"> | Refusal {
  const now = inSeconds();
  const within = (asked: number, longest: number) => {
    // The clocks of the client and the server may differ a little.
    const fits = asked <= now + longest + 60;
    return fits ? asked : clampEnds ? now + longest : undefined;
  };
  if (isRenewable(type)) {
    const renewableUntil = within(renewableUntilTimestamp || now + 90 * day, longestRenewable);
    return renewableUntil === undefined ? { refusal: "renewableUntilTimestamp is too late" } : { renewableUntil };
  }
  const { longest, usual } = lifetimes[type as keyof typeof lifetimes];
  const expiry = within(tokenExpiryTimestamp || now + usual, longest);
  return expiry === undefined ? { refusal: "tokenExpiryTimestamp is too late" } : { expiry };
}
