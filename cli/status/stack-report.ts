import type { Vendor } from "../../provider/contract/vendor";
import { vendorOf as vendorOfClass } from "../../provider/vendors/by-class";
import { gravity } from "./condition";
import type { Dependent, Problem, StackReport, TokenReport } from "./report";
import type { Deployment, Resource } from "./stack/deployment";
import { partsOf } from "./stack/urn";
import { type Question, tokenReport } from "./token-report";

/** The types of tokens begin with one of these: as dynamic resources, or with the native provider. */
const prefixes = ["pulumi-nodejs:dynamic/access-tokens:", "access-tokens:index:"];

/**
 * Returns the report on a stack.
 *
 * @param fallback the name of the stack if its state holds no resource that names it
 */
export function stackReport({ pending, resources }: Deployment, fallback: string, question: Question): StackReport {
  const dependents = dependentsIn(resources);
  const tokens: TokenReport[] = [];
  const problems: Problem[] = pending.filter(({ resource }) => isToken(resource)).map(interrupted);
  for (const resource of resources.filter(isToken)) {
    const made = reportOf(resource, dependents.get(resource.urn) ?? [], question);
    if ("problem" in made) problems.push(made);
    else tokens.push(made);
  }
  return { ...identityOf(resources, fallback), tokens: tokens.sort(byGravity), problems };
}

function reportOf(resource: Resource, dependents: readonly Dependent[], question: Question): TokenReport | Problem {
  const problem = (text: string): Problem => problemOf(resource, text);
  const vendor = vendorOf(resource);
  if (vendor === undefined) {
    return problem(
      `this version of pulumi-access-tokens has no class ${classOf(resource)}: use the version that created the resource, or a later one`,
    );
  }
  if (resource.gone)
    return problem("deleted for a replacement that was not created: the next pulumi up issues a token");
  try {
    return tokenReport(vendor, resource, dependents, question);
  } catch (error) {
    return problem((error as Error).message);
  }
}

function interrupted({ operation, resource }: Deployment["pending"][number]): Problem {
  return problemOf(
    resource,
    `the last run was interrupted while ${operation} it: run "pulumi up"; to clear this note after a creation, "pulumi refresh --clear-pending-creates"`,
  );
}

function problemOf(resource: Resource, problem: string): Problem {
  return { name: partsOf(resource.urn).name, urn: resource.urn, class: classOf(resource), problem };
}

/** Returns the vendor of a token, or `undefined` if this version does not have its class. */
export function vendorOf(resource: Resource): Vendor | undefined {
  return vendorOfClass(classOf(resource));
}

export function isToken({ type }: Resource): boolean {
  return prefixes.some((prefix) => type.startsWith(prefix));
}

function classOf({ type }: Resource): string {
  return type.slice(type.lastIndexOf(":") + 1);
}

/** Returns the dependents of each token, by the token's URN. */
function dependentsIn(resources: readonly Resource[]): Map<string, Dependent[]> {
  const found = new Map<string, Dependent[]>(resources.filter(isToken).map(({ urn }) => [urn, []]));
  for (const { dependencies, replaced, type, urn } of resources) {
    if (replaced) continue;
    for (const token of dependencies) found.get(token)?.push({ name: partsOf(urn).name, type, urn });
  }
  return found;
}

function identityOf([first]: readonly Resource[], fallback: string): Pick<StackReport, "name" | "project"> {
  if (first === undefined) return { name: fallback };
  const { project, stack } = partsOf(first.urn);
  return { name: stack, project };
}

/** Replaced tokens come last. */
function byGravity(a: TokenReport, b: TokenReport): number {
  return (
    Number(a.replaced) - Number(b.replaced) ||
    gravity(a.condition) - gravity(b.condition) ||
    order(a.expiresAt ?? "", b.expiresAt ?? "") ||
    order(a.name, b.name)
  );
}

/** The same in every locale. */
function order(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}
