import type { EmulatorConnection, LoggedRequest } from "pulumi-access-tokens/testing";

const v1 = "/irisservices/api/v1/public";

const words: readonly [RegExp, string][] = [
  [new RegExp(`^POST ${v1}/accessTokens$`), "issue"],
  [/^POST \/v2\/access-tokens$/, "issue"],
  [new RegExp(`^GET ${v1}/sessionUser$`), "whose"],
  [/^GET \/v2\/clusters$/, "use"],
  [/^POST .*\/api-keys$/, "create"],
  [/^GET .*\/api-keys$/, "list"],
  [/^GET .*\/api-keys\/[^/]+$/, "read"],
  [/^PUT .*\/api-keys\/[^/]+$/, "update"],
  [/^DELETE .*\/api-keys\/[^/]+$/, "delete"],
  [/^POST .*\/rotate$/, "rotate"],
];

/**
 * What a Cohesity system was asked since the last call, in words: `issue`, `whose` (`GET sessionUser`), `create`, `read
 * 404`, `create lost`. A status is named where it is not the usual one of a success.
 */
export async function sentTo(system: Pick<EmulatorConnection, "log" | "clearLog">): Promise<string[]> {
  const log = await system.log();
  await system.clearLog();
  return log.map(inWords);
}

function inWords({ cut, method, path, status }: LoggedRequest): string {
  const request = `${method} ${path}`;
  const [, word = request] = words.find(([pattern]) => pattern.test(request)) ?? [];
  if (cut !== undefined) return `${word} lost`;
  return [200, 201, 204].includes(status) ? word : `${word} ${status}`;
}
