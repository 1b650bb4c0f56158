import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { run } from "./example";

/** The examples as a user has them: outside of the repository, beside the packed package and what it depends on. */
export class CopiedExamples {
  readonly #root: string;

  private constructor(root: string) {
    this.#root = root;
  }

  static async make(examples: string): Promise<CopiedExamples> {
    const copies = new CopiedExamples(await mkdtemp(join(tmpdir(), "examples-")));
    await copies.#install();
    for (const name of await readdir(examples)) {
      const filter = (source: string) => !source.includes("node_modules");
      await cp(join(examples, name), copies.folder(name), { recursive: true, filter });
    }
    return copies;
  }

  folder(name: string): string {
    return join(this.#root, name);
  }

  /** A program of one's own beside them. */
  async add(name: string, files: Readonly<Record<string, string>>): Promise<string> {
    await mkdir(this.folder(name));
    for (const [file, text] of Object.entries(files)) await writeFile(join(this.folder(name), file), text);
    return this.folder(name);
  }

  dispose(): Promise<void> {
    return rm(this.#root, { recursive: true, force: true });
  }

  /** Without a registry: the package is unpacked, and the rest is linked. */
  async #install() {
    const modules = join(this.#root, "node_modules");
    const target = join(modules, "pulumi-access-tokens");
    await mkdir(target, { recursive: true });
    const { dependencies } = JSON.parse(await readFile("package.json", "utf8"));
    for (const name of [...Object.keys(dependencies), "@pulumi/pulumi", "@types/node"]) {
      await mkdir(dirname(join(modules, name)), { recursive: true });
      await symlink(resolve("node_modules", name), join(modules, name));
    }
    const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", this.#root];
    const { stdout } = await run("npm", pack, ".", {});
    const tarball = join(this.#root, JSON.parse(stdout)[0].filename);
    const { code, stderr } = await run("tar", ["-xzf", tarball, "-C", target, "--strip-components=1"], ".", {});
    if (code !== 0) throw new Error(stderr);
  }
}
