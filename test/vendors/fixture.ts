import { readdirSync } from "node:fs";
import path from "node:path";
import { vendors } from "../../provider/vendors";
import type { ListingSystem } from "../cli/orphans/listing-systems";
import type { Recipe } from "../faults/recipes";
import type { ModelVendor } from "../model/vendors";
import type { Properties } from "../support/provider-process/provider-process";
import type { RecordedRecipe } from "../support/provider-process/recorded-state";

/** All that the tests of every class must know of one of them, in a file of its own: `<vendor>.fixture.ts`. */
export interface VendorFixture {
  /** The class. */
  readonly resource: string;
  /** The fields of its requests, as the vendor or a standard publishes them. */
  readonly requests: readonly {
    readonly request: string;
    /** Where they are published. */
    readonly source: string;
    /** By their names there; a field within another after a dot. */
    readonly fields: readonly string[];
  }[];
  /**
   * What its server is asked when its example is brought up, previewed and destroyed, in the words of `Traffic`:
   * `POST /v7/oauth2/token 201` where a request has no shorter name there.
   */
  readonly example: readonly unknown[];
  /** The ways to use it that send other requests: each meets every fault, on each of its requests. */
  readonly faults: readonly Recipe[];
  /**
   * Arguments beside the credentials of its emulator with which it sends and gets all secrets that there are: in the
   * provider process, where `changed` makes a change in place due, and on the engine, for all classes at once.
   */
  readonly secrets?: {
    readonly process?: { readonly args: Properties; readonly changed?: Properties };
    readonly engine?: Properties;
    /** More tokens of the class on the engine, by names of their own, with the secrets that other ways to use it have. */
    readonly more?: (credentials: object) => Promise<Readonly<Record<string, Properties>>>;
  };
  /** The systems whose tokens `status --orphans` lists, by name; absent for a vendor without `list`. */
  readonly listing?: Readonly<Record<string, () => Promise<ListingSystem>>>;
  /** What the model of random runs must know of it. A class whose tokens live like those of another needs none. */
  readonly model?: ModelVendor;
  /** How its state is recorded for each version, and replayed on later ones. */
  readonly recorded?: RecordedRecipe;
}

const found = readdirSync(__dirname, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".fixture.ts"))
  .map((name) => (require(path.join(__dirname, name)) as { fixture: VendorFixture }).fixture);

/** The fixture of a class. */
export function fixtureOf(resource: string): VendorFixture {
  const fixture = found.find((each) => each.resource === resource);
  if (fixture === undefined) {
    throw new Error(`the tests know nothing of ${resource}: test/vendors needs a file <vendor>.fixture.ts for it`);
  }
  return fixture;
}

/** The fixtures of all classes, by their names. */
export const fixtures: readonly VendorFixture[] = vendors
  .map(({ resource }) => resource)
  .sort()
  .map(fixtureOf);
