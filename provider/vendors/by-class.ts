import type { Vendor } from "../contract/vendor";

/** Every vendor by its class, one line each. Each is loaded when it is needed: most programs use one or two of them. */
const loaders = {
  CommvaultAccessToken: () => (require("./commvault/commvault") as typeof import("./commvault/commvault")).commvault,
  CohesityAccessToken: () => (require("./cohesity/access-token") as typeof import("./cohesity/access-token")).cohesity,
  CohesityApiKey: () => (require("./cohesity/api-key") as typeof import("./cohesity/api-key")).cohesityApiKey,
  HeliosAccessToken: () => (require("./cohesity/helios") as typeof import("./cohesity/helios")).helios,
  LaserficheAccessToken: () => (require("./laserfiche/v1-alpha") as typeof import("./laserfiche/v1-alpha")).laserfiche,
  LaserficheServerAccessToken: () =>
    (require("./laserfiche/server") as typeof import("./laserfiche/server")).laserficheServer,
  LaserficheCloudAccessToken: () =>
    (require("./laserfiche/cloud") as typeof import("./laserfiche/cloud")).laserficheCloud,
  OAuth2AccessToken: () => (require("./oauth2/oauth2") as typeof import("./oauth2/oauth2")).oauth2,
  ThousandEyesAccessToken: () =>
    (require("./thousandeyes/thousandeyes") as typeof import("./thousandeyes/thousandeyes")).thousandEyes,
} satisfies Readonly<Record<string, () => Vendor>>;

type OwnClass = keyof typeof loaders;

/** The classes of all vendors. */
export const classes = Object.keys(loaders) as readonly OwnClass[];

/** Returns the vendor of a class of this package. */
export function loaded(resource: OwnClass): Vendor {
  return loaders[resource]();
}

/** Returns the vendor of a class, or `undefined` if there is none. */
export function vendorOf(resource: string): Vendor | undefined {
  return Object.hasOwn(loaders, resource) ? loaded(resource as OwnClass) : undefined;
}
