import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { ownProvider, putLaunchers } from "../native/launchers";
import { isNative } from "../native/way-in";
import { engine } from "./engine";
import "../provider-process/engine-connection";
import { EngineCommand } from "./engine-command";
import { keeper, keeperSettings } from "./keeper";
import { type Plan, planIn } from "./plan";
import { type Run, runOf } from "./run";
import type {
  DestroyOptions,
  PreviewOptions,
  Program,
  RefreshOptions,
  RunOptions,
  StackConfig,
  StackOptions,
  UpOptions,
} from "./stack-options";
import { deploymentIn, outputsOf } from "./state-file";

/** The end of a command, and what it printed: standard output, then standard error. */
interface Command {
  readonly code: number;
  readonly output: string;
}

/** Creates a stack of an inline program on the real engine, with its own state and home folder. */
export async function stack(name: string, program: Program, options: StackOptions = {}): Promise<TestStack> {
  const folder = await mkdtemp(join(tmpdir(), "stack-"));
  const [work, home, state] = [join(folder, "work"), join(folder, "home"), join(folder, "state")];
  for (const path of [work, home, state]) await mkdir(path);
  const { project = "tests", backend = pathToFileURL(state).href, main = process.cwd() } = options;
  const command = new EngineCommand(await engine());
  const launchers = join(folder, "launchers");
  const programs = { ...ownProvider, tests: "test/support/programs/handlers-plugin.cjs" };
  if (isNative) await putLaunchers(launchers, programs);
  const providers = Object.keys(programs).map((each) => ({ name: each, path: launchers }));
  const plugins = isNative ? { plugins: { providers } } : {};
  const make = options.backend === undefined ? "createStack" : "createOrSelectStack";
  const automation = await pulumi.automation.LocalWorkspace[make](
    { stackName: name, projectName: project, program },
    {
      workDir: work,
      pulumiHome: home,
      pulumiCommand: command.asPulumiCommand(),
      projectSettings: { name: project, runtime: "nodejs", main, backend: { url: backend }, ...plugins },
      stackSettings: { [name]: keeperSettings },
      secretsProvider: keeperSettings.secretsProvider,
      envVars: {
        PULUMI_BACKEND_URL: backend,
        ...(await keeper()),
        PULUMI_SKIP_UPDATE_CHECK: "true",
        ...options.env,
      },
    },
  );
  const made = new TestStack(automation, command, { folder, project, backend, program });
  if (options.config) await made.setConfig(options.config);
  return made;
}

/** A stack that `stack` created. Its operations never throw: the run contains the error. Run one at a time. */
export class TestStack {
  readonly name: string;
  readonly project: string;
  /** The URL of the state, which other stacks may share. */
  readonly backend: string;

  readonly #command: EngineCommand;
  readonly #folder: string;
  readonly #program: Program | undefined;

  constructor(
    /** The stack of the Automation API, for operations that this class does not have. */
    readonly automation: pulumi.automation.Stack,
    command: EngineCommand,
    /** Without a program it is in the folder of the automation. */
    place: { folder: string; project: string; backend: string; program: Program | undefined },
  ) {
    this.name = automation.name;
    this.project = place.project;
    this.backend = place.backend;
    this.#command = command;
    this.#folder = place.folder;
    this.#program = place.program;
  }

  up(options: UpOptions = {}): Promise<Run> {
    return this.#run(options, (all) => this.automation.up(all));
  }

  preview(options: PreviewOptions = {}): Promise<Run> {
    return this.#run(options, (all) => this.automation.preview(all));
  }

  refresh(options: RefreshOptions = {}): Promise<Run> {
    return this.#run(options, (all) => this.automation.refresh(all));
  }

  destroy(options: DestroyOptions = {}): Promise<Run> {
    return this.#run(options, (all) => this.automation.destroy(all));
  }

  /** `pulumi preview --diff`: the properties are in `output`. */
  previewDiff(options: PreviewOptions = {}): Promise<Run> {
    return this.preview({ ...options, diff: true });
  }

  /** `pulumi preview --json`; `plan` is its output. */
  async previewJson(options: PreviewOptions = {}): Promise<Run & { plan: Plan }> {
    const run = await this.preview({ ...options, args: [...(options.args ?? []), "--json"] });
    return { ...run, plan: planIn(run.output) };
  }

  /** The outputs of the last `up`, with secrets in plain text and marked. */
  async outputs(): Promise<pulumi.automation.OutputMap> {
    return outputsOf(await this.state());
  }

  /** Sets these values and leaves the others. */
  async setConfig(config: StackConfig): Promise<void> {
    for (const path of [false, true]) {
      const entries = Object.entries(config).filter(([, entry]) => (entry.path ?? false) === path);
      const values = entries.map(([key, { value, secret = false }]) => [key, { value, secret }]);
      if (values.length > 0) await this.automation.setAllConfig(Object.fromEntries(values), path);
    }
  }

  /** The state as `pulumi stack export --show-secrets` prints it: secrets are in plain text. */
  state(): Promise<pulumi.automation.Deployment> {
    if (!this.backend.startsWith("file:")) return this.automation.exportStack();
    return deploymentIn(this.#file);
  }

  /** The state as it is stored on disk. */
  rawState(): Promise<string> {
    return readFile(this.#file, "utf8");
  }

  importState(state: pulumi.automation.Deployment): Promise<void> {
    return this.automation.importStack(state);
  }

  /** Runs `pulumi` with these arguments in the folder of the stack, as a user does. */
  async pulumi(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Command> {
    const { command } = await engine();
    const { envVars, pulumiHome = "", workDir } = this.automation.workspace;
    const options = { cwd: workDir, env: { ...process.env, ...envVars, PULUMI_HOME: pulumiHome, ...env } };
    return new Promise((resolve) => {
      execFile(command, [...args, "--stack", this.name], options, (error, stdout, stderr) =>
        resolve({ code: error === null ? 0 : Number(error.code), output: stdout + stderr }),
      );
    });
  }

  /** Removes the files of the stack, including a shared state. Destroys no resource. */
  dispose(): Promise<void> {
    return rm(this.#folder, { recursive: true, force: true });
  }

  get #file(): string {
    return join(fileURLToPath(this.backend), ".pulumi", "stacks", this.project, `${this.name}.json`);
  }

  async #run<Options>(options: Options & RunOptions, operation: (all: Options) => Promise<unknown>): Promise<Run> {
    const { args = [], env = {}, program = this.#program, ...rest } = options;
    const { onEvent, onOutput, onError }: pulumi.automation.UpOptions = options;
    const events: pulumi.automation.EngineEvent[] = [];
    let output = "";
    const collect = (listener?: (chunk: string) => void) => (chunk: string) => {
      output += chunk;
      listener?.(chunk);
    };
    const all: unknown = {
      color: "never",
      ...rest,
      onOutput: collect(onOutput),
      onError: collect(onError),
      onEvent(event: pulumi.automation.EngineEvent) {
        events.push(event);
        onEvent?.(event);
      },
    };
    // Refresh and destroy have no option for it.
    if (program !== undefined) this.automation.workspace.program = program;
    const outcome = await this.#command.during({ args, env }, () => operation(all as Options));
    return runOf({ ...outcome, output, events });
  }
}
