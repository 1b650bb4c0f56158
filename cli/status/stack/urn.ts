/** The parts of `urn:pulumi:<stack>::<project>::<types>::<name>`. */
export interface UrnParts {
  readonly stack: string;
  readonly project: string;
  readonly name: string;
}

/** Splits a URN. The name itself may contain `::`. */
export function partsOf(urn: string): UrnParts {
  const [stack = "", project = "", , ...name] = urn.split("::");
  return { stack: stack.replace(/^urn:pulumi:/, ""), project, name: name.join("::") };
}
