import { run } from "../programs/example";

/** The commands that SDKs are made with: the generators are a Go program, and pip installs the SDK for Python. */
const tools = { go: ["go", "version"], pip: ["python3", "-m", "pip", "--version"] } as const;

/** Returns whether a tool is missing, and then prints that the test does nothing. */
export async function isMissing(...names: readonly (keyof typeof tools)[]): Promise<boolean> {
  for (const name of names) {
    const [command, ...args] = tools[name];
    const { code, stderr } = await run(command, args, ".", {});
    if (code === 0) continue;
    console.log(`${expect.getState().currentTestName}: skipped, since \`${tools[name].join(" ")}\` failed. ${stderr}`);
    return true;
  }
  return false;
}
