import type { Bag } from "../../../provider/arguments/validation";
import type { HeldToken, ListedToken } from "../../../provider/contract/token";
import type { Vendor } from "../../../provider/contract/vendor";
import { places } from "../../../provider/credentials/places";
import { effectiveSet, identityText, missingOf } from "../../../provider/credentials/set";
import { CredentialUse } from "../../../provider/credentials/usage";
import { VendorClient } from "../../../provider/credentials/vendor-client";
import { TokenError } from "../../../provider/messages/errors";
import { redact } from "../../../provider/messages/redaction";
import { isBag, type Resource } from "../stack/deployment";
import { vendorOf } from "../stack-report";
import { type KnownState, tokensIn } from "./inventory";

/** An account at a server, with its credential from the environment. */
export class Account {
  readonly states: Bag[] = [];
  readonly #vendor: Vendor;

  constructor(
    vendor: Vendor,
    private readonly bag: Bag,
    private readonly client: VendorClient,
  ) {
    this.#vendor = vendor.chosenBy?.(bag) ?? vendor;
  }

  get class(): string {
    return this.#vendor.resource;
  }

  get title(): string {
    return identityText(this.#vendor, this.bag);
  }

  /** Returns the tokens that the vendor lists for the owners of the resources in these states. */
  list(): Promise<readonly ListedToken[]> {
    return this.#saying(async () => {
      refuseIncomplete(this.#vendor);
      return this.client.run(
        "credential",
        this.bag,
        async (operation) => this.#vendor.list?.(operation, this.states) ?? [],
      );
    });
  }

  revoke({ id, outputs }: ListedToken): Promise<void> {
    const token: HeldToken = { id, accessToken: "", state: { ...this.bag, ...outputs } };
    return this.#saying(async () => {
      await this.client.run("credential", this.bag, async (operation) => this.#vendor.revoke?.(operation, token));
    });
  }

  /** @throws an error whose message the user reads, without a secret */
  async #saying<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      throw new Error(redact((error as Error).message));
    }
  }
}

/** Returns the accounts of the tokens in these states, for vendors that list tokens, and a function that logs out. */
export function accountsIn(states: readonly KnownState[]): { accounts: Account[]; close: () => Promise<void> } {
  const accounts = new Map<string, Account>();
  const clients = new Map<Vendor, VendorClient>();
  const use = new CredentialUse();
  for (const resource of states.flatMap(({ deployment }) => tokensIn(deployment))) {
    const vendor = vendorOf(resource);
    if (vendor?.list === undefined) continue;
    const client = clients.get(vendor) ?? new VendorClient(vendor, Date.now, () => undefined, use);
    clients.set(vendor, client);
    const bag = reached(vendor, resource);
    const key = JSON.stringify([vendor.resource, Object.entries(bag).sort()]);
    const account = accounts.get(key) ?? new Account(vendor, bag, client);
    accounts.set(key, account);
    account.states.push({ ...resource.inputs, ...resource.outputs });
  }
  return {
    accounts: [...accounts.values()],
    close: async () => void (await Promise.all([...clients.values()].map((client) => client.close()))),
  };
}

/** Returns the values that identify a resource's account and reach its server. Leaves out encrypted values. */
function reached(vendor: Vendor, { inputs, outputs }: Resource): Bag {
  const isWanted = ([name, value]: [string, unknown]) =>
    ["identity", "connection"].includes(vendor.arguments[name]?.kind ?? "") && !isBag(value);
  return Object.fromEntries(Object.entries({ ...inputs, ...outputs }).filter(isWanted));
}

/** @throws TokenError `CREDENTIAL_MISSING` if the environment lacks a part of the credential */
function refuseIncomplete(vendor: Vendor): void {
  const set = effectiveSet(
    vendor,
    places(vendor, {}, () => undefined),
  );
  const missing = set?.missing ?? missingOf(vendor, { ...vendor.defaults });
  const names = missing.map((name) => vendor.arguments[name]?.environment).join(", ");
  if (missing.length > 0) throw new TokenError("CREDENTIAL_MISSING", `no credential in the environment: set ${names}`);
  if (set !== undefined && set.problems.length > 0) throw new TokenError("CREDENTIAL_MISSING", set.problems.join(" "));
}
