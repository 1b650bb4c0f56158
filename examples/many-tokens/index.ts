import * as pulumi from "@pulumi/pulumi";
import { OAuth2AccessToken } from "pulumi-access-tokens";

// The credential comes from the stack's configuration or the environment, as in the example oauth2.
// The services and their scopes could come from there too: new pulumi.Config().requireObject("services").
const services = {
  billing: "reports:read",
  search: "reports:read reports:write",
};

/** The token of one service. Add the service's other resources here, such as a secret store for the token. */
class ServiceAccess extends pulumi.ComponentResource {
  readonly requestHeaders: pulumi.Output<Record<string, string>>;
  readonly expiresAt: pulumi.Output<string | undefined>;

  constructor(service: string, scope: string) {
    super("example:ServiceAccess", service);
    // Does not revoke a replaced token: the stacks that use it get the new one only at their own next `pulumi up`.
    const token = new OAuth2AccessToken(service, { scope, onReplace: "expire" }, { parent: this });
    this.requestHeaders = token.requestHeaders;
    this.expiresAt = token.expiresAt;
    this.registerOutputs();
  }
}

const all = Object.entries(services).map(([service, scope]) => ({ service, ...new ServiceAccess(service, scope) }));

/** For other stacks: see the example another-stack. Anyone who can read this stack's outputs can read all headers. */
export const requestHeaders = pulumi.secret(
  Object.fromEntries(all.map(({ service, requestHeaders }) => [service, requestHeaders])),
);
export const expires = Object.fromEntries(all.map(({ service, expiresAt }) => [service, expiresAt]));
