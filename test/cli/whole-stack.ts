import { vendors } from "../../provider/vendors";
import { oauth2 } from "../../provider/vendors/oauth2/oauth2";
import { day, everyCondition, exported, hour, minute, other, resourceOf, type Sample, urnOf } from "./exported-stack";

/** A token of every vendor in every condition. */
export const everything: Sample[] = vendors.flatMap((vendor) =>
  everyCondition(vendor, vendor.resource.replace(/AccessToken$/, "").toLowerCase()),
);
const replaced: Sample = {
  name: "replaced",
  vendor: oauth2,
  issued: -hour,
  expires: hour,
  resource: { delete: true, id: "id-old" },
};
const renewed: Sample = { name: "renewed", vendor: oauth2, issued: -30 * day, renewed: -day, expires: 2 * day };
/** The export of a stack with all of them, and with what else a state may hold. */
export const wholeStack = exported([
  ...everything.map((sample) => resourceOf(sample)),
  resourceOf(renewed),
  resourceOf({ ...replaced, issued: -minute, resource: {} }),
  resourceOf(replaced),
  other("reader", { dependencies: [urnOf(renewed)] }),
  other("writer", { propertyDependencies: { stringData: [urnOf(renewed), urnOf(replaced)], metadata: null } }),
  {
    ...resourceOf(renewed),
    type: "pulumi-nodejs:dynamic/access-tokens:FutureAccessToken",
    urn: "urn:pulumi:dev::a::b::f",
  },
]);
