import type { Operation } from "../contract/operation";
import type { IssuedToken } from "../contract/token";
import type { Vendor } from "../contract/vendor";
import { TokenError } from "../messages/errors";

/**
 * Returns an existing token to adopt, after the vendor confirmed it. Its times are those that the vendor names.
 *
 * @throws TokenError `REQUEST_REFUSED` if the token is not accepted or cannot be verified. It is not taken over then.
 */
export async function adopt(
  vendor: Vendor,
  operation: Operation,
  { id, accessToken }: { readonly id?: string | undefined; readonly accessToken: string },
): Promise<IssuedToken> {
  const observation = await vendor.introspect?.(operation, { id: id ?? "", accessToken, state: {} });
  if (observation === undefined) {
    throw new TokenError(
      "REQUEST_REFUSED",
      `${vendor.title} cannot be asked about a token, so no token of it can be adopted.`,
    );
  }
  if (!observation.accepted) {
    throw new TokenError(
      "REQUEST_REFUSED",
      "the token to adopt is not accepted by the vendor: it was revoked, has ended, or belongs to another account. Give another token, or leave out adopt to issue a new one.",
    );
  }
  const issuedAt = observation.issuedAt ?? operation.now;
  const { expiresAt, grantedScope, outputs, warnings } = observation;
  return {
    accessToken,
    id,
    issuedAt,
    grantedScope,
    outputs,
    warnings,
    lifetime: expiresAt === undefined ? undefined : expiresAt - issuedAt,
  };
}
