import { randomUUID } from "node:crypto";
import type { Reply } from "../emulator/reply";
import type { EmulatorRequest } from "../emulator/request";

/** Returns the error reply of v1-alpha, an `APIServerException`. */
export function exception(status: number, message: string): Reply {
  const operationId = randomUUID().replaceAll("-", "");
  const body = { operationId, message, errorCode: 0, errorClass: null, statusCode: status, errorSource: "Emulator" };
  return { status, headers: { "x-requestid": operationId }, body };
}

/** Returns the `ProblemDetails` of v1 and v2. Only v2 sends it as `application/problem+json`. */
export function problem(request: EmulatorRequest, status: number, title: string, type = kinds[status]): Reply {
  const operationId = randomUUID().replaceAll("-", "");
  const contentType = request.path.includes("/v2/") ? "application/problem+json" : "application/json";
  const headers = { "content-type": contentType, "x-requestid": operationId };
  return { status, headers, body: { type, title, status, operationId, instance: request.path, traceId: traceId() } };
}

const kinds: Record<number, string> = {
  400: "invalidRequest",
  401: "accessDenied",
  403: "accessDenied",
  404: "notFound",
};

/** Returns an error of the Laserfiche Cloud token endpoint: an OAuth 2.0 error and `ProblemDetails` in one body. */
export function oauthProblem(status: number, error: string, error_description: string): Reply {
  const own = { operationId: randomUUID().replaceAll("-", ""), traceId: traceId() };
  const details = { type: error, title: error_description, status, instance: "/token", ...own };
  const headers = { "content-type": "application/json; charset=UTF-8" };
  return { status, headers, body: { error, error_description, ...details } };
}

function traceId(): string {
  return `00-${randomUUID().replaceAll("-", "")}-${randomUUID().replaceAll("-", "").slice(16)}-00`;
}

export const invalidToken = "Access token is invalid or expired.";

export const accessDenied = "Access denied for the operation.";

export function repositoryNotFound(repositoryId: string): string {
  return `Repository with the given Id ${JSON.stringify(repositoryId)} not found or no connection could be made.`;
}

/** The root folder of a repository. */
export function rootEntry(): Reply {
  const body = {
    "@odata.type": "#Laserfiche.Repository.Folder",
    id: 1,
    name: "",
    parentId: 0,
    fullPath: "\\",
    folderPath: "\\",
    entryType: "Folder",
    isContainer: true,
    isLeaf: false,
    creator: "Admin",
    creationTime: "2020-01-02T03:04:05Z",
    lastModifiedTime: "2020-01-02T03:04:05Z",
  };
  return { body };
}

export function auditReasons(): Reply {
  return { body: { deleteEntry: [{ id: 1, name: "No longer needed" }], exportDocument: [{ id: 2, name: "Report" }] } };
}

/** The list of repositories: the body itself is the array in v1; the array is in `value` in v2. */
export function repositories(version: string, repositoryId: string, webClientUrl: string): Reply {
  return version === "v2"
    ? { body: { value: [{ id: repositoryId, name: "Example", webClientUrl }] } }
    : { body: [{ repoId: repositoryId, repoName: "Example", webclientUrl: webClientUrl }] };
}

/** The rights of a token's session (v2). */
export function sessionRights(): Reply {
  return { body: { privileges: {}, featureRights: {}, isReadOnly: false } };
}
