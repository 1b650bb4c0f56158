import type { Reply } from "../emulator/reply";
import type { EmulatorRequest } from "../emulator/request";
import type { Handler, Routes } from "../emulator/routes";
import type { CohesityPrincipal } from "./accounts";
import { loginOf } from "./login";
import { cluster, sessionUser } from "./replies";
import type { CohesitySystem } from "./system";

/** Returns the system that a request is for, or the error reply if there is none. */
export type FindSystem = (request: EmulatorRequest) => CohesitySystem | Reply;

const v1 = "/irisservices/api/v1/public";
const keys = "/v2/users/{sid}/api-keys";

type Protected = (system: CohesitySystem, request: EmulatorRequest, caller: CohesityPrincipal) => Reply;

/** The routes of a cluster, used directly or through Helios. */
export function cohesityRoutes(systemOf: FindSystem): Routes {
  const at =
    (answer: (system: CohesitySystem, request: EmulatorRequest) => Reply): Handler =>
    (request) => {
      const system = systemOf(request);
      return isReply(system) ? system : answer(system, request);
    };
  const protect = (answer: Protected) =>
    at((system, request) => system.protect(request, (caller) => answer(system, request, caller)));
  const view = protect((system, request) => system.viewed(request, cluster));

  return {
    [`GET ${v1}/sessionUser`]: protect((_system, _request, caller) => sessionUser(caller)),
    [`GET ${v1}/cluster`]: view,
    "GET /v2/clusters": view,
    [`POST ${keys}`]: protect((system, request, caller) => system.createKey(request, caller)),
    [`GET ${keys}`]: protect((system, request, caller) => system.listKeys(request, caller)),
    "GET /v2/api-keys": protect((system, request, caller) => system.listKeys(request, caller)),
    [`GET ${keys}/{id}`]: protect((system, request, caller) => system.readKey(request, caller)),
    [`PUT ${keys}/{id}`]: protect((system, request, caller) => system.updateKey(request, caller)),
    [`DELETE ${keys}/{id}`]: protect((system, request, caller) => system.deleteKey(request, caller)),
    [`POST ${keys}/{id}/rotate`]: protect((system, request, caller) => system.rotateKey(request, caller)),
  };
}

/** The login. A release may require fields to be present, even if only as `null`. */
export function loginRoute(systemOf: FindSystem, version: "v1" | "v2", required: readonly string[] = []): Handler {
  return (request) => {
    const system = systemOf(request);
    return isReply(system) ? system : system.issue(request, loginOf(request, version, required));
  };
}

function isReply(found: CohesitySystem | Reply): found is Reply {
  return !("protect" in found);
}
