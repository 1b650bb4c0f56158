import { createCertificate, startThousandEyes } from "../../testing";
import { isNative } from "../support/native/way-in";
import { type ProviderProcess, providerProcess } from "../support/provider-process/provider-process";
import { serve } from "../support/servers/loopback";
import { fixtures } from "../vendors/fixture";
import { type Case, type Outcome, operations, requestOf, run, type Surroundings } from "./case";
import { faultsOfAll, faultsOfOne, limitWithoutDate, silent } from "./faults";
import { oauth2Servers } from "./oauth2-servers";

/** What came of all cases. */
export interface Matrix {
  readonly outcomes: readonly Outcome[];
  /** What the provider processes wrote. */
  readonly output: string;
  /** How often another host was asked, to which replies redirected. */
  readonly elsewhere: number;
  /** How often the server was asked that never answers. */
  readonly silent: number;
}

/** So many cases at a time: most of them wait. */
const atOnce = 24;

/** Runs every case: what is sent in an operation where all is well tells which requests can go wrong. */
export async function runMatrix(): Promise<Matrix> {
  const certificate = await createCertificate();
  const [elsewhere, unanswering, untrusted] = await Promise.all([
    serve((reply) => void reply.end("{}")),
    serve(() => {}),
    startThousandEyes({ certificate }),
  ]);
  const oauth2 = await oauth2Servers();
  const [earlier, faulty, later, last] = (await Promise.all(
    Array.from({ length: 4 }, () => providerProcess({ env: oauth2.job })),
  )) as [ProviderProcess, ProviderProcess, ProviderProcess, ProviderProcess];
  const processes = [earlier, faulty, later, last];
  // Below the ports that servers are given, so that none of the emulators ever listens there.
  const origins = {
    refused: "http://127.0.0.1:1",
    unresolved: "https://no-such-host.invalid",
    untrusted: untrusted.endpoint,
    silent: unanswering.origin,
  };
  const around: Surroundings = { earlier, faulty, later, last, oauth2, origins };
  try {
    const all = await casesOf(around, elsewhere.origin);
    const cases = isNative ? oncePerClass(all) : all;
    // The first one of the run is told something else than the others.
    const first = cases.find(({ fault, operation }) => fault === silent && operation === "introspect");
    if (first !== undefined) await run(first, around);
    const outcomes: Outcome[] = [];
    const outcome = async ([index, one]: [number, Case]) => {
      outcomes[index] = await run(one, around).catch((error: Error) => {
        throw new Error(`${nameOf(one)}: ${error.stack}`);
      });
    };
    const entries = [...cases.entries()];
    // They wait for a minute, and do nothing meanwhile.
    const waiting = entries.filter(([, { fault }]) => fault?.name === limitWithoutDate);
    const rest = entries.filter((each) => !waiting.includes(each)).values();
    const work = async () => {
      for (const entry of rest) await outcome(entry);
    };
    await Promise.all([...waiting.map(outcome), ...Array.from({ length: atOnce }, work)]);
    return {
      outcomes,
      output: processes.map(({ output }) => output).join(""),
      elsewhere: elsewhere.received.length,
      silent: unanswering.received.length,
    };
  } finally {
    await Promise.all([...processes.map((each) => each.kill("SIGKILL")), oauth2.close(), untrusted.close()]);
    await certificate.close();
  }
}

async function casesOf(around: Surroundings, elsewhere: string): Promise<Case[]> {
  const recipes = fixtures.flatMap(({ faults }) => faults);
  const perRecipe = await Promise.all(
    recipes.map(async (recipe) => {
      const cases: Case[] = [];
      const seen = new Set<string>();
      for (const operation of operations.filter((each) => each !== "change" || recipe.change !== undefined)) {
        const outcome = await run({ recipe, operation }, around);
        if (!outcome.ok) throw new Error(`${recipe.name}, ${operation}: ${outcome.said.join("\n")}`);
        const all = [...new Set(outcome.log.map(requestOf))];
        const requests = all.filter((request) => recipe.meets?.test(request) ?? true);
        cases.push(...faultsOfAll(elsewhere, requests).map((fault) => ({ recipe, operation, fault })));
        for (const request of requests) {
          if (seen.has(request) && recipe.login?.test(request)) continue;
          const faults = faultsOfOne(recipe, elsewhere, request, !seen.has(request));
          cases.push(...faults.map((fault) => ({ recipe, operation, request, fault })));
          seen.add(request);
        }
      }
      return cases;
    }),
  );
  return perRecipe.flat();
}

/**
 * Returns each fault once for each class, met by one operation after the other. The core is the same in both ways in,
 * so the fault that it waits a minute for is left out.
 */
function oncePerClass(cases: readonly Case[]): Case[] {
  const met = new Map<string, Case[]>();
  for (const one of cases.filter(({ fault }) => fault?.name !== limitWithoutDate)) {
    const key = `${one.recipe.name} ${one.fault?.name}`;
    met.set(key, [...(met.get(key) ?? []), one]);
  }
  return [...met.values()].flatMap((alike, turn) => alike.slice(turn % alike.length).slice(0, 1));
}

/** A case in words. */
export function nameOf({ fault, operation, recipe, request = "all requests" }: Case): string {
  const fields = JSON.stringify(fault?.fault?.set ?? fault?.fault?.omit ?? "");
  return `${recipe.name}, ${operation}, ${request}, ${fault?.name}${/^a field/.test(fault?.name ?? "") ? ` ${fields}` : ""}`;
}
