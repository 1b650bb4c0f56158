import {
  CommvaultAccessToken,
  LaserficheAccessToken,
  OAuth2AccessToken,
  ThousandEyesAccessToken,
} from "pulumi-access-tokens";
import type { Run } from "../support/engine/run";
import type { TestStack } from "../support/engine/stack";
import type { Program as StackProgram } from "../support/engine/stack-options";
import type { ModelStack, Outcome, Program, StateCopy } from "./stack";
import type { Args } from "./vendors";

const classes = { CommvaultAccessToken, LaserficheAccessToken, OAuth2AccessToken, ThousandEyesAccessToken };

interface Entry {
  readonly urn: string;
  readonly type: string;
  readonly id: string;
  readonly inputs: Args;
  readonly outputs?: Args;
  readonly delete?: boolean;
  readonly initErrors?: readonly string[];
}

/** A stack on the real engine. */
export class EngineStack implements ModelStack {
  constructor(
    private readonly dev: TestStack,
    private readonly resource: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  async up(program: Program): Promise<Outcome> {
    return outcomeOf(await this.dev.up({ program: this.#program(program), env: this.env }));
  }

  async preview(program: Program): Promise<Outcome> {
    return outcomeOf(await this.dev.preview({ program: this.#program(program), env: this.env }));
  }

  async refresh(): Promise<Outcome> {
    return outcomeOf(await this.dev.refresh({ env: this.env }));
  }

  async destroy(): Promise<Outcome> {
    return outcomeOf(await this.dev.destroy({ env: this.env }));
  }

  async copies(): Promise<readonly StateCopy[]> {
    const { resources = [] } = (await this.dev.state()).deployment as { resources?: readonly Entry[] };
    return resources
      .filter(({ type }) => type.endsWith(`:${this.resource}`))
      .map(({ delete: replaced = false, id, initErrors = [], inputs, outputs = {}, urn }) => ({
        name: urn.split("::").at(-1) ?? "",
        id,
        inputs: inClear(inputs),
        outputs: inClear(outputs),
        replaced,
        failed: initErrors.length > 0,
      }));
  }

  #program(program: Program): StackProgram {
    const Resource = classes[this.resource as keyof typeof classes];
    return async () => {
      for (const [name, args] of Object.entries(program)) new Resource(name, args);
    };
  }
}

function outcomeOf({ changes, diagnostics, ok }: Run): Outcome {
  const said = diagnostics.map(({ message, severity }) => `${severity}: ${message}`);
  return { ok, said, changes: Object.keys(changes).some((operation) => operation !== "same") };
}

/** Secrets stand in an exported state as JSON within a mark of their own. */
function inClear(bag: Args): Args {
  const clear = (value: unknown) => {
    const { plaintext } = (value ?? {}) as { plaintext?: string };
    return typeof plaintext === "string" ? JSON.parse(plaintext) : value;
  };
  return Object.fromEntries(Object.entries(bag).map(([name, value]) => [name, clear(value)]));
}
