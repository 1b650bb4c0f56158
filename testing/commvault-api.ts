import type { CommvaultAccounts, CommvaultUser } from "./commvault-accounts";
import * as replies from "./commvault-replies";
import { type CommvaultLimits, changed, createRequest, granted, updateRequest } from "./commvault-token-request";
import { admits, type CommvaultToken, type CommvaultTokens, inSeconds } from "./commvault-tokens";
import type { Reply } from "./reply";
import type { EmulatorRequest } from "./request";
import type { Handler, Routes } from "./routes";

/** What a test has set. */
export interface CommvaultState extends CommvaultLimits {
  nextLifetime?: number | null;
  acceptHeader: "any" | "bearer" | "authtoken";
  accessTokensManage: boolean;
  hideTokens: boolean;
  idOnRenew: "stable" | "new";
  unknownId: 200 | 400 | 404;
  enumsAsIntegers: boolean;
  v4: boolean;
}

/** Seconds that the access token issued now lives. */
export function takeLifetime(state: CommvaultState): number | null {
  const { lifetime, nextLifetime = lifetime } = state;
  delete state.nextLifetime;
  return nextLifetime;
}

/** Who a request is from: a user by a login session, or by an access token. */
interface Caller extends CommvaultUser {
  readonly name: string;
  readonly token: CommvaultToken | undefined;
}

/** The calls of the API, by their path below the base. */
export function commvaultApi(accounts: CommvaultAccounts, tokens: CommvaultTokens, state: CommvaultState): Routes {
  const limits = (): CommvaultLimits => {
    const { clampEnds, longestRenewable } = state;
    return { lifetime: takeLifetime(state), longestRenewable, clampEnds };
  };

  const callerOf = (request: EmulatorRequest, path: string): Caller | undefined => {
    const { header, value } = sent(request);
    const session = value === undefined ? undefined : accounts.user(value);
    // A session that starts with QSDK goes as it is; the one of the SaaS gateway is a bearer.
    if (session !== undefined && value?.startsWith("QSDK ") === (header === "authtoken")) {
      return { ...session[1], name: session[0], token: undefined };
    }
    const token = value === undefined ? undefined : tokens.live(value);
    const accepted = state.acceptHeader === "any" || state.acceptHeader === header;
    if (token === undefined || accounts.locked || !accepted || !admits(token, path)) return undefined;
    const owner = accounts.byId(token.userId);
    if (owner === undefined) return undefined;
    token.lastUsedTime = inSeconds();
    return { ...owner[1], name: owner[0], token };
  };

  const protect =
    (handle: (request: EmulatorRequest, caller: Caller) => Reply): Handler =>
    (request) => {
      const caller = callerOf(request, request.path);
      return caller === undefined ? replies.accessDenied : handle(request, caller);
    };

  /** The management of tokens: absent before 11.38, and by the newer documentation not open to access tokens. */
  const manage = (handle: (request: EmulatorRequest, caller: Caller) => Reply): Handler => {
    const allowed = protect((request, caller) =>
      caller.token !== undefined && !state.accessTokensManage
        ? replies.failed(403, "An access token cannot be managed by another access token.")
        : handle(request, caller),
    );
    return (request) => (state.v4 ? allowed(request) : replies.failed(404, "Not Found"));
  };

  const create = manage((request, caller) => {
    const body = createRequest(request.json());
    if (body === undefined) return replies.failed(400, "Invalid request");
    const { userId = caller.id } = body;
    const owner = accounts.byId(userId)?.[1];
    const foreign = userId !== caller.id;
    if (foreign && !(caller.admin && owner?.isServiceAccount)) return replies.failed(403, "User has no permission.");
    if (tokens.of(userId).some(({ name }) => name === body.tokenName)) {
      return replies.refused("Token name already present");
    }
    const grant = granted(body, userId, limits());
    return "refusal" in grant
      ? replies.refused(grant.refusal)
      : replies.created(tokens.create(grant), state.enumsAsIntegers);
  });

  const list = manage((request, caller) => {
    const asked = request.query.get("userId");
    const userId = asked === null ? caller.id : Number(asked);
    if (userId !== caller.id && !caller.admin) return replies.failed(403, "User has no permission.");
    return replies.listed(state.hideTokens ? [] : tokens.of(userId), state.enumsAsIntegers);
  });

  /** A call on one token, which must be there and the caller's to manage. */
  const onToken = (handle: (request: EmulatorRequest, token: CommvaultToken) => Reply) =>
    manage((request, caller) => {
      const token = tokens.byId(Number(request.params.id));
      if (token === undefined) return replies.failed(state.unknownId, "Invalid access token id.", 2);
      if (token.userId !== caller.id && !caller.admin) return replies.failed(403, "User has no permission.");
      return handle(request, token);
    });

  const update = onToken((request, token) => {
    const body = updateRequest(request.json());
    if (body === undefined) return replies.failed(400, "Invalid request");
    const taken = tokens.of(token.userId).some((each) => each !== token && each.name === body.tokenName);
    if (taken) return replies.refused("Token name already present");
    const change = changed(body, token.type, limits());
    if ("refusal" in change) return replies.refused(change.refusal);
    Object.assign(token, change);
    return replies.updated(token, state.enumsAsIntegers);
  });

  const revoke = onToken((_, token) => {
    tokens.delete(token);
    return replies.revoked;
  });

  /** The pair in the body is what authorises: a header is not looked at. */
  const renew: Handler = (request) => {
    if (!state.v4) return replies.failed(404, "Not Found");
    const { accessToken, refreshToken } = (request.json() ?? {}) as Record<string, unknown>;
    if (typeof accessToken !== "string" || typeof refreshToken !== "string") {
      return replies.failed(400, "Invalid request");
    }
    const token = tokens.renew(accessToken, refreshToken, { lifetime: takeLifetime(state) ?? 0, id: state.idOnRenew });
    return token === undefined ? replies.accessDenied : replies.renewed(token, state.enumsAsIntegers);
  };

  const user = ({ id, name }: Pick<Caller, "id" | "name">) => ({ userId: id, userName: name });
  const whoAmI = protect((_, caller) => ({ body: { user: user(caller), company: { id: 0, name: "Commcell" } } }));
  const empty = (name: string) => protect(() => ({ body: { [name]: [] } }));

  return {
    "GET /": () => ({ body: {} }),
    "POST /login": (request) => accounts.login(request),
    "POST /logout": (request) => accounts.logout(sent(request).value),
    "POST /renewlogintoken": (request) => accounts.renew(request),
    "POST /v4/accesstoken/renew": renew,
    "POST /v4/accesstoken": create,
    "GET /v4/accesstoken": list,
    "PUT /v4/accesstoken/{id}": update,
    "DELETE /v4/accesstoken/{id}": revoke,
    "GET /v2/whoami": whoAmI,
    "POST /whoami": whoAmI,
    "GET /whoami": whoAmI,
    "GET /v4/user": protect(() => ({ body: { users: Object.entries(accounts.users).map(named) } })),
    "GET /v4/user/{id}": protect((request) => {
      const found = accounts.byId(Number(request.params.id));
      return found === undefined ? replies.failed(404, "User not found.") : { body: { users: [named(found)] } };
    }),
    "GET /user/{id}/security": empty("associations"),
    "GET /commserv": protect(() => ({ body: commServ })),
    "GET /job": empty("jobs"),
    "GET /client": empty("clientProperties"),
    "GET /plan": empty("plans"),
    "GET /vm": empty("vmStatusInfoList"),
    "GET /v4/servergroup": empty("serverGroups"),
  };
}

function named([name, { id }]: [string, CommvaultUser]) {
  return { id, name, fullName: name, userEntity: { userId: id, userName: name } };
}

/** The three ways in which clients send a token or a session. */
function sent(request: EmulatorRequest): { header: "authtoken" | "bearer"; value: string | undefined } {
  const authtoken = request.header("authtoken");
  if (authtoken === undefined) return { header: "bearer", value: request.bearer() };
  return { header: "authtoken", value: authtoken.replace(/^Bearer +/i, "") };
}

const commServ = {
  hostName: "commserve.example.com",
  commcell: { commCellName: "commserve", commCellId: 2, csGUID: "B9B6F5D2-0000-4000-8000-000000000002" },
  releaseName: "11",
  csVersionInfo: "11.44.0",
  currentSPVersion: 44,
  timeZone: "0:0:(UTC) Coordinated Universal Time",
  csTimeZone: { TimeZoneName: "(UTC) Coordinated Universal Time", TimeZoneID: 0 },
};
