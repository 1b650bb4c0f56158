/**
 * Vendor emulators and a movable clock, for tests of programs that issue tokens.
 *
 * @module pulumi-access-tokens/testing
 */
import { createCertificate } from "./certificate";
import { startCohesity } from "./cohesity/cohesity";
import { startHelios } from "./cohesity/helios";
import { startCommvault } from "./commvault/commvault";
import { startLaserficheCloud } from "./laserfiche/cloud";
import { startLaserficheServer } from "./laserfiche/server";
import { startLaserfiche } from "./laserfiche/v1-alpha";
import { startOAuth2 } from "./oauth2/oauth2";
import { startThousandEyes } from "./thousandeyes/thousandeyes";

export { type Certificate, type CertificateFile, createCertificate } from "./certificate";
export { clock } from "./clock";
export * from "./cohesity/cohesity";
export * from "./cohesity/helios";
export * from "./commvault/commvault";
export { connectEmulator, type EmulatorConnection } from "./emulator/connection";
export type { Emulator, EmulatorOptions } from "./emulator/emulator";
export type { Fault } from "./emulator/fault";
export type { LoggedRequest } from "./emulator/log";
export { secretHash } from "./emulator/redaction";
export * from "./laserfiche/cloud";
export * from "./laserfiche/server";
export * from "./laserfiche/v1-alpha";
export * from "./oauth2/oauth2";
export * from "./thousandeyes/thousandeyes";

/** The function that starts each emulator, by credential group. */
const vendors = {
  cohesity: startCohesity,
  helios: startHelios,
  commvault: startCommvault,
  laserfiche: startLaserfiche,
  laserficheServer: startLaserficheServer,
  laserficheCloud: startLaserficheCloud,
  thousandEyes: startThousandEyes,
  oauth2: startOAuth2,
};

/** The function that starts the emulator of each group. */
type Vendors = typeof vendors;

/** A credential group that has an emulator. */
export type EmulatorGroup = keyof Vendors;

/** The names of the groups that have an emulator. */
export const emulatorGroups = Object.keys(vendors) as EmulatorGroup[];

/** Emulators that run until they are closed. */
export interface Emulators<G extends EmulatorGroup = EmulatorGroup> {
  /**
   * The credentials that a program needs, by credential group; they can be sent as JSON. Some groups also hold
   * addresses and accounts for the test itself; a resource refuses those as arguments.
   */
  readonly credentials: { [K in G]: Awaited<ReturnType<Vendors[K]>>["credentials"] } & {
    /** The PEM file to trust, if the emulators serve HTTPS. */
    caCertificateFile?: string;
  };
  /** The emulators by credential group. */
  readonly emulators: { [K in G]: Awaited<ReturnType<Vendors[K]>> };
  /** Stops all of them. */
  close(): Promise<void>;
}

/** Options of `startEmulators`. */
export interface EmulatorsOptions<G extends EmulatorGroup> {
  /** Starts only these groups. @default all */
  only?: readonly G[] | undefined;
  /** Serves HTTPS with a self-signed certificate. Needs the package `selfsigned`. @default false */
  tls?: boolean | undefined;
}

/**
 * Starts emulators on 127.0.0.1. If one fails to start, the others are stopped. `docs/testing.md` shows a whole test.
 *
 * @throws if a group has no emulator, or its package (`oidc-provider` for `oauth2`) is not installed
 *
 * @example
 * const { credentials, emulators, close } = await startEmulators({ only: ["thousandEyes"] });
 * const program = async () => void new ThousandEyesAccessToken("reports", credentials.thousandEyes);
 * await emulators.thousandEyes.control({ nextLifetime: 60 });
 */
export async function startEmulators<G extends EmulatorGroup = EmulatorGroup>({
  only = emulatorGroups as G[],
  tls = false,
}: EmulatorsOptions<G> = {}): Promise<Emulators<G>> {
  const unknown = only.filter((group) => !Object.hasOwn(vendors, group));
  if (unknown.length > 0) {
    throw new Error(`there is no emulator ${unknown.join(", ")}; the emulators are ${emulatorGroups.join(", ")}`);
  }
  const certificate = tls ? await createCertificate() : undefined;
  const starts = await Promise.allSettled(
    only.map(async (group) => [group, await vendors[group]({ certificate })] as const),
  );
  const running = starts.flatMap((start) => (start.status === "fulfilled" ? [start.value] : []));
  const close = async () => {
    await Promise.all([...running.map(([, emulator]) => emulator.close()), certificate?.close()]);
  };
  const failed = starts.find((start) => start.status === "rejected");
  if (failed !== undefined) {
    await close();
    throw failed.reason;
  }
  const credentials = Object.fromEntries(running.map(([group, emulator]) => [group, emulator.credentials]));
  return {
    credentials: {
      ...credentials,
      ...(certificate && { caCertificateFile: certificate.caCertificateFile }),
    } as Emulators<G>["credentials"],
    emulators: Object.fromEntries(running) as Emulators<G>["emulators"],
    close,
  };
}
