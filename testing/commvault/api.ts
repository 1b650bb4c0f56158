import type { Reply } from "../emulator/reply";
import type { EmulatorRequest } from "../emulator/request";
import type { Handler, Routes } from "../emulator/routes";
import type { CommvaultAccounts, CommvaultUser } from "./accounts";
import { type CommvaultCaller, callerOf, sent } from "./caller";
import * as replies from "./replies";
import { type CommvaultState, takeLifetime } from "./state";
import { changed, createRequest, granted, updateRequest } from "./token-request";
import type { CommvaultToken, CommvaultTokens } from "./tokens";

/** The routes of the API, by their path below the base. */
export function commvaultApi(accounts: CommvaultAccounts, tokens: CommvaultTokens, state: CommvaultState): Routes {
  const protect =
    (handle: (request: EmulatorRequest, caller: CommvaultCaller) => Reply): Handler =>
    (request) => {
      const caller = callerOf(request, accounts, tokens, state);
      return caller === undefined ? replies.accessDenied : handle(request, caller);
    };

  /** Token management. It is absent before 11.38. The newer documentation says that access tokens may not use it. */
  const manage = (handle: (request: EmulatorRequest, caller: CommvaultCaller) => Reply): Handler => {
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
    const grant = granted(body, userId, { ...state, lifetime: takeLifetime(state) });
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

  /** Handles a call on one token, which must exist, and which the caller must be allowed to manage. */
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
    const change = changed(body, token.type, state);
    if ("refusal" in change) return replies.refused(change.refusal);
    Object.assign(token, change);
    return replies.updated(token, state.enumsAsIntegers);
  });

  const revoke = onToken((_, token) => {
    tokens.delete(token);
    return replies.revoked;
  });

  /** The pair in the body authorises the request. Headers are ignored. */
  const renew: Handler = (request) => {
    if (!state.v4) return replies.failed(404, "Not Found");
    const { accessToken, refreshToken } = (request.json() ?? {}) as Record<string, unknown>;
    if (typeof accessToken !== "string" || typeof refreshToken !== "string") {
      return replies.failed(400, "Invalid request");
    }
    const token = tokens.renew(accessToken, refreshToken, { lifetime: takeLifetime(state) ?? 0, id: state.idOnRenew });
    return token === undefined ? replies.accessDenied : replies.renewed(token, state.enumsAsIntegers);
  };

  const user = ({ id, name }: Pick<CommvaultCaller, "id" | "name">) => ({ userId: id, userName: name });
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

const commServ = {
  hostName: "commserve.example.com",
  commcell: { commCellName: "commserve", commCellId: 2, csGUID: "B9B6F5D2-0000-4000-8000-000000000002" },
  releaseName: "11",
  csVersionInfo: "11.44.0",
  currentSPVersion: 44,
  timeZone: "0:0:(UTC) Coordinated Universal Time",
  csTimeZone: { TimeZoneName: "(UTC) Coordinated Universal Time", TimeZoneID: 0 },
};
