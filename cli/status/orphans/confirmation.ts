import { createInterface } from "node:readline";
import type { Streams } from "../../streams";
import type { Confirm } from "./orphans";

/** Returns a function that shows the tokens and, if `asks`, waits for consent on the terminal. */
export function confirmer(asks: boolean, { stderr, stdin }: Streams): Confirm {
  return async (text) => {
    stderr.write(`${text}\n\nOnce they are revoked, the vendor refuses everyone who still uses them.\n`);
    if (!asks) return true;
    const terminal = createInterface({ input: stdin, output: stderr });
    const answer = await new Promise<string>((resolve) => {
      // The end of the input or an interrupt is not consent.
      terminal.once("close", () => resolve(""));
      terminal.question('Type "yes" to revoke them: ', resolve);
    });
    terminal.close();
    if (answer === "") stderr.write("\n");
    return answer.trim() === "yes";
  };
}
