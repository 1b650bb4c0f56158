import type { Reply } from "../emulator/reply";
import type { EmulatorRequest } from "../emulator/request";
import type { CohesityPrincipal } from "./accounts";

/** Returns an error body. The published description says that `errorCode` is a number; clusters send a word. */
export function failure({ path }: EmulatorRequest, status: number, errorCode: string, message: string): Reply {
  const error = { errorCode, message };
  return { status, body: path.startsWith("/v2/") ? { ...error, taskLogId: null } : error };
}

/** The reply to a request that is not authenticated. */
export function unauthorized(request: EmulatorRequest, message: string): Reply {
  return failure(request, 401, "KStatusUnauthorized", message);
}

/** The reply to a request with invalid fields. */
export function invalid(request: EmulatorRequest, message: string): Reply {
  return failure(request, 400, "KValidationError", message);
}

/** The reply to a valid credential without the privilege. */
export function notPrivileged(request: EmulatorRequest): Reply {
  return failure(request, 403, "KPrivilegeError", "The user does not have the required privileges.");
}

const privileges = ["CLUSTER_VIEW", "PROTECTION_VIEW", "STORAGE_VIEW"];

/** The reply that contains a token. */
export function tokenReply(accessToken: string): Reply {
  return { status: 201, body: { accessToken, tokenType: "Bearer", privileges } };
}

/** The body of `GET sessionUser`. */
export function sessionUser({ domain, sid, username }: CohesityPrincipal): Reply {
  const authenticationType = domain === "LOCAL" ? "kAuthLocal" : "kAuthAd";
  const user = { username, domain, sid, roles: ["COHESITY_VIEWER"], privilegeIds: privileges, authenticationType };
  return { body: { ...user, isActive: true, isAccountLocked: false } };
}

/** The body of `GET basicClusterInfo`, which requires no credential. */
export function basicClusterInfo(): Reply {
  return {
    body: {
      name: "cluster-1",
      clusterSoftwareVersion: "7.1.2_u3_release",
      authenticationType: "kPasswordOnly",
      mcmMode: false,
      mcmOnPremMode: false,
      domains: ["LOCAL"],
    },
  };
}

/** The body of `GET /v2/clusters` and of `GET cluster`. */
export function cluster(): Reply {
  return { body: { id: 1234567890123, name: "cluster-1", swVersion: "7.1.2_u3_release", description: "" } };
}
