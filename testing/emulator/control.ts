import { z } from "zod";

/** A setting that a test may change: the schema of its value, and the function that applies it. */
export interface Control {
  readonly schema: z.ZodType;
  readonly apply: (value: never) => void | Promise<void>;
}

/** Returns a control whose `apply` takes the output of its schema. */
export function control<S extends z.ZodType>(schema: S, apply: (value: z.output<S>) => void | Promise<void>): Control {
  return { schema, apply };
}

/** Controls by the key that a test sends. */
export type Controls = Readonly<Record<string, Control>>;

/** Applies the settings that a test sent. If one is unknown or invalid, throws before it applies any. */
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
