import { chmod, cp, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { engine } from "../engine/engine";
import { run } from "../programs/example";
import { writeExamples } from "./schema-examples";
import { yamlHost } from "./yaml-host";

/** How the example of a language is run. */
export interface ExampleDriver {
  readonly command: string;
  /** An operation and its flags follow. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly project: string;
  /** Returns the folder of the project's settings, which may be in that of the state. */
  readonly settings: (state: string) => string;
}

const examples = resolve("examples", "languages");

/** As `run.py` and `run.go` have it. */
const example = { project: "example", settings: (state: string) => join(state, "settings") };

/** The SDKs for the examples of all languages, with what their programs need. */
export class Languages {
  private constructor(
    readonly folder: string,
    /** The server from which the SDKs have the engine download the provider. */
    readonly server: string | undefined,
  ) {}

  /** @param server if given, the engine downloads the provider from there; otherwise it is on `PATH` */
  static async make(server?: string): Promise<Languages> {
    const made = new Languages(await mkdtemp(join(tmpdir(), "languages-")), server);
    await mkdir(join(made.folder, "bin"));
    await made.#putProvider("command", "test/support/programs/command-plugin.cjs");
    if (server === undefined) await made.#putProvider("access-tokens", "plugin/pulumi-resource-access-tokens");
    return made;
  }

  dispose(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }

  /** Puts the provider where the example in YAML names it. */
  async yaml(): Promise<ExampleDriver> {
    const folder = join(this.folder, "yaml");
    await cp(join(examples, "yaml"), folder, { recursive: true });
    await mkdir(join(folder, "node_modules"));
    await symlink(join(this.folder, "bin"), join(folder, "node_modules", ".bin"));
    const { PATH, ...env } = await this.#env();
    const args = [resolve("test/support/native/run-yaml.mjs"), folder];
    const path = [await yamlHost(), PATH].join(delimiter);
    return {
      command: process.execPath,
      args,
      env: { ...env, PATH: path },
      project: "example-yaml",
      settings: () => folder,
    };
  }

  /** Installs the SDK for Python, and tries the schema's examples with it. */
  async python(): Promise<ExampleDriver> {
    const packages = await succeeding(process.execPath, ["scripts/python-packages.mjs"]);
    const own = join(this.folder, "python");
    const wheel = await this.#packed("python", ".whl");
    await succeeding("python3", ["-m", "pip", "install", "--quiet", "--no-deps", "--target", own, wheel]);
    const env = { ...(await this.#env()), PYTHONPATH: [own, packages.trim()].join(delimiter) };
    const programs = await writeExamples("python", (name) => join(this.folder, "python-examples", `${name}.py`));
    await succeeding("python3", ["test/support/native/mocked.py", ...programs], ".", env);
    const args = [resolve("test/support/native/run.py"), join(examples, "python")];
    return { command: "python3", args, env, ...example };
  }

  /** Builds the example in Go, and checks the schema's examples. */
  async go(): Promise<ExampleDriver> {
    const folder = join(this.folder, "go");
    await cp(join(examples, "go"), folder, { recursive: true });
    const program = await readFile(join(folder, "main.go"), "utf8");
    await writeFile(join(folder, "main.go"), program.replace("func main()", "func runByPulumi()"));
    await cp("test/support/native/go/run.go", join(folder, "run.go"));
    const [, version] = /pulumi\/sdk\/v3 (\S+)/.exec(await readFile(join(folder, "go.mod"), "utf8")) ?? [];
    const sdk = join(folder, "sdk");
    await mkdir(sdk);
    await succeeding("tar", ["-xzf", await this.#packed("go", ".tar.gz"), "-C", sdk]);
    const modules = [
      // Gives each dependency the version that the generator of the SDKs has, so that it is not built a second time.
      `-require=github.com/pulumi/pulumi/pkg/v3@${version}`,
      "-require=example.com/pulumi-access-tokens/sdk/go@v0.0.0",
      `-replace=example.com/pulumi-access-tokens/sdk/go=${sdk}`,
      `-replace=github.com/pulumi/pulumi-command/sdk=${await this.#commandSdk()}`,
    ];
    // With the flags of that build.
    const env = { GOFLAGS: "-mod=mod -trimpath -gcflags=all=-dwarf=false", GOWORK: "off" };
    await succeeding("go", ["mod", "edit", ...modules], folder, env);
    await succeeding("go", ["build", "-o", "run"], folder, env);
    await writeExamples("go", (name) => join(folder, "examples", name, "main.go"));
    // Compiles them. It links no programs, and does not look through each dependency as `go vet` does.
    await succeeding("go", ["list", "-export", "./examples/..."], folder, env);
    return { command: join(folder, "run"), args: [], env: await this.#env(), ...example };
  }

  /** Compiles the example in TypeScript, and the schema's examples. */
  async typescript(): Promise<ExampleDriver> {
    const folder = join(this.folder, "typescript");
    await cp(join(examples, "typescript"), folder, { recursive: true });
    const modules = join(folder, "node_modules");
    for (const name of ["@pulumi/pulumi", "@pulumi/command", "@types/node"]) {
      await mkdir(dirname(join(modules, name)), { recursive: true });
      await symlink(resolve("node_modules", name), join(modules, name));
    }
    const sdk = join(modules, "pulumi-access-tokens-sdk");
    await mkdir(sdk);
    await succeeding("tar", ["-xzf", await this.#packed("nodejs", ".tgz"), "-C", sdk, "--strip-components=1"]);
    const programs = await writeExamples("typescript", (name) => join(folder, `${name}.ts`));
    const settings = { extends: "./tsconfig.json", files: ["index.ts", ...programs] };
    await writeFile(join(folder, "all.json"), JSON.stringify(settings));
    const compiler = resolve("node_modules/typescript/bin/tsc");
    await succeeding(process.execPath, [compiler, "-p", join(folder, "all.json")]);
    const args = [resolve("test/support/programs/run-example.mjs"), folder];
    const project = "example-typescript";
    return {
      command: process.execPath,
      args,
      env: await this.#env(),
      project,
      settings: (state) => join(state, "settings", project),
    };
  }

  /** Returns the path of the packed SDK of a language; its name ends like this. */
  async #packed(language: string, end: string): Promise<string> {
    const server = this.server === undefined ? [] : ["--server", this.server];
    const folder = await this.#sdks(`sdk-${language}`, ["--pack", language, ...server]);
    const name = (await readdir(folder)).find((each) => each.endsWith(end));
    if (name === undefined) throw new Error(`no SDK was packed for ${language}`);
    return join(folder, name);
  }

  /** Puts a provider where the engine finds it on `PATH`. */
  async #putProvider(name: string, program: string): Promise<void> {
    await chmod(program, 0o755);
    await symlink(resolve(program), join(this.folder, "bin", `pulumi-resource-${name}`));
  }

  /** Pulumi's own SDK of `command` for Go cannot be downloaded everywhere, so it is made from the stand-in's schema. */
  async #commandSdk(): Promise<string> {
    const file = join(this.folder, "command.json");
    await writeFile(file, await succeeding(process.execPath, ["test/support/programs/command-plugin.cjs", "--schema"]));
    const folder = await this.#sdks("command", ["--schema", file]);
    // The module is one folder above, as in Pulumi's repository.
    await rename(join(folder, "go", "go.mod"), join(folder, "go.mod"));
    return folder;
  }

  async #sdks(name: string, options: readonly string[]): Promise<string> {
    const folder = join(this.folder, name);
    await succeeding(process.execPath, ["scripts/sdks.mjs", folder, ...options]);
    return folder;
  }

  async #env(): Promise<Record<string, string>> {
    const { directory } = await engine();
    // npm puts the launchers of this repository on PATH.
    const others = (process.env.PATH ?? "")
      .split(delimiter)
      .filter((path) => !path.endsWith(join("node_modules", ".bin")));
    return { PATH: [join(this.folder, "bin"), directory, ...others].join(delimiter) };
  }
}

async function succeeding(command: string, args: readonly string[], cwd = ".", env: Record<string, string> = {}) {
  const { code, stdout, stderr } = await run(command, args, cwd, env);
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${stdout}${stderr}`);
  return stdout;
}
