import { z } from "zod";

/** One thing that a test may tell an emulator: what it takes, and what it does. */
export interface Control {
  readonly schema: z.ZodType;
  readonly apply: (value: never) => void | Promise<void>;
}

/** A control whose `apply` takes what its schema gives. */
export function control<S extends z.ZodType>(schema: S, apply: (value: z.output<S>) => void | Promise<void>): Control {
  return { schema, apply };
}

/** Controls by the key that a test sends. */
export type Controls = Readonly<Record<string, Control>>;

/** Carries out what a test sent; where any of it is unknown or wrong, throws before doing anything. */
export async function applyControls(controls: Controls, sent: unknown): Promise<void> {
  const values = z.record(z.string(), z.unknown()).parse(sent);
  const unknown = Object.keys(values).filter((key) => !Object.hasOwn(controls, key));
  if (unknown.length > 0) {
    throw new Error(`no control named ${unknown.join(", ")}; there are ${Object.keys(controls).sort().join(", ")}`);
  }
  const steps = Object.entries(values).map(([key, value]) => {
    const { schema, apply } = controls[key] as Control;
    const result = schema.safeParse(value);
    if (!result.success) throw new Error(`${key}: ${z.prettifyError(result.error)}`);
    return () => apply(result.data as never);
  });
  for (const step of steps) await step();
}
