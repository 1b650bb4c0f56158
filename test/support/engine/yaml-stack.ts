import { execFile } from "node:child_process";
import { chmod, mkdir, mkdtemp, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import * as pulumi from "@pulumi/pulumi";
import { stringify } from "yaml";
import { type Engine, engine } from "./engine";
import "../provider-process/engine-connection";
import { EngineCommand } from "./engine-command";
import { TestStack } from "./stack";
import { closing } from "./token-stack";

/** The declarations of a YAML program: `resources`, `outputs`, `variables`. */
export type YamlProgram = Readonly<Record<string, unknown>>;

/** A stack whose program is a `Pulumi.yaml` that names the providers of this package and of the tests by their folder. */
export class YamlStack extends TestStack {
  /** The folder of the program. */
  folder = "";

  /** Makes the following operations run another program. */
  async write(program: YamlProgram): Promise<void> {
    await writeFile(join(this.folder, "Pulumi.yaml"), textOf(program));
  }
}

/** Makes a stack with the YAML program for the test that runs, or takes one of another program at the same backend. */
export async function yamlStack(program: YamlProgram, at?: { readonly backend: string }): Promise<YamlStack> {
  const folder = await mkdtemp(join(tmpdir(), "yaml-"));
  const [work, home, state, launchers] = ["work", "home", "state", "work/node_modules/.bin"].map((name) =>
    join(folder, name),
  ) as [string, string, string, string];
  for (const path of [home, state, launchers]) await mkdir(path, { recursive: true });
  await launcher(launchers, "access-tokens", resolve("lib/plugin/main.js"));
  await launcher(launchers, "tests", resolve("test/support/programs/consumer-plugin.cjs"));
  await writeFile(join(work, "Pulumi.yaml"), textOf(program));
  const [found, host] = [await engine(), await yamlHost()];
  const command = new EngineCommand(found);
  const backend = at?.backend ?? pathToFileURL(state).href;
  const automation = await pulumi.automation.LocalWorkspace.createOrSelectStack(
    { stackName: "dev", workDir: work },
    {
      pulumiHome: home,
      pulumiCommand: command.asPulumiCommand(),
      envVars: {
        PATH: pathWith(found, host),
        PULUMI_BACKEND_URL: backend,
        PULUMI_CONFIG_PASSPHRASE: "test",
        PULUMI_SKIP_UPDATE_CHECK: "true",
      },
    },
  );
  const made = new YamlStack(automation, command, { folder, project: "tests", backend, program: undefined });
  made.folder = work;
  closing({ close: () => made.dispose() });
  return made;
}

/** Puts a program where a package manager puts the launchers of packages, in the way that npm does. */
async function launcher(folder: string, name: string, program: string): Promise<void> {
  await chmod(program, 0o755);
  await symlink(program, join(folder, `pulumi-resource-${name}`));
}

function textOf(program: YamlProgram): string {
  const providers = ["access-tokens", "tests"].map((name) => ({ name, path: "node_modules/.bin" }));
  return stringify({ name: "tests", runtime: "yaml", plugins: { providers }, ...program });
}

function pathWith({ directory }: Engine, host: string): string {
  return [...new Set([directory, host]), process.env.PATH].join(delimiter);
}

async function yamlHost(): Promise<string> {
  const { stdout } = await promisify(execFile)(process.execPath, [resolve("scripts/yaml-host.mjs")]);
  return stdout.trim();
}
