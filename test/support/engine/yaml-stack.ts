import { mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { pathToFileURL } from "node:url";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { ownProvider, putLaunchers } from "../native/launchers";
import { yamlHost } from "../native/yaml-host";
import { type Engine, engine } from "./engine";
import "../provider-process/engine-connection";
import { EngineCommand } from "./engine-command";
import { keeper, keeperSettings } from "./keeper";
import { TestStack } from "./stack";
import { closing } from "./token-stack";

/** The declarations of a YAML program: `resources`, `outputs`, `variables`. */
export type YamlProgram = Readonly<Record<string, unknown>>;

/** A stack whose program is a `Pulumi.yaml` that names the providers of this package and of the tests by their folder. */
export class YamlStack extends TestStack {
  /** The folder of the program. */
  folder = "";
  /** Returns the text of a program that names the providers. */
  textOf: (program: YamlProgram) => string = () => "";

  /** Makes the following operations run another program. */
  async write(program: YamlProgram): Promise<void> {
    await writeFile(join(this.folder, "Pulumi.yaml"), this.textOf(program));
  }

  /** Makes the following operations run an empty program with this text behind it. */
  async append(text: string): Promise<void> {
    await writeFile(join(this.folder, "Pulumi.yaml"), `${this.textOf({})}${text}`);
  }
}

/**
 * Makes a stack with the YAML program for the test that runs, or takes one of another program at the same backend.
 *
 * @param providers the programs of more providers, by name
 */
export async function yamlStack(
  program: YamlProgram,
  at?: { readonly backend: string },
  providers: Readonly<Record<string, string>> = {},
): Promise<YamlStack> {
  const folder = await mkdtemp(join(tmpdir(), "yaml-"));
  const [work, home, state, launchers] = ["work", "home", "state", "work/node_modules/.bin"].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  for (const path of [home, state]) await mkdir(path, { recursive: true });
  const programs = { ...ownProvider, tests: "test/support/programs/consumer-plugin.cjs", ...providers };
  await putLaunchers(launchers, programs);
  const textOf = (made: YamlProgram) => textWith(Object.keys(programs), made);
  await writeFile(join(work, "Pulumi.yaml"), textOf(program));
  const [found, host] = [await engine(), await yamlHost()];
  const command = new EngineCommand(found);
  const backend = at?.backend ?? pathToFileURL(state).href;
  const make = at === undefined ? "createStack" : "createOrSelectStack";
  const automation = await pulumi.automation.LocalWorkspace[make](
    { stackName: "dev", workDir: work },
    {
      pulumiHome: home,
      pulumiCommand: command.asPulumiCommand(),
      stackSettings: { dev: keeperSettings },
      secretsProvider: keeperSettings.secretsProvider,
      envVars: {
        PATH: pathWith(found, host),
        PULUMI_BACKEND_URL: backend,
        ...(await keeper()),
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    },
  );
  const made = new YamlStack(automation, command, { folder, project: "tests", backend, program: undefined });
  made.folder = work;
  made.textOf = textOf;
  closing({ close: () => made.dispose() });
  return made;
}

function textWith(names: readonly string[], program: YamlProgram): string {
  const providers = names.map((name) => ({ name, path: "node_modules/.bin" }));
  return stringify({ name: "tests", runtime: "yaml", plugins: { providers }, ...program });
}

function pathWith({ directory }: Engine, host: string): string {
  return [...new Set([directory, host]), process.env.PATH].join(delimiter);
}
