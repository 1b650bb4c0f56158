import { spawn } from "node:child_process";
import { createReadStream, existsSync, readFileSync } from "node:fs";
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

interface Package {
  readonly name: string;
  readonly version: string;
}

/**
 * A package registry on this machine, for npm itself: it has the packages that are installed here, and one that was
 * just packed.
 */
export class PackageRegistry {
  readonly #packages = new Map<string, Map<string, string>>();
  readonly #server: Server;

  private constructor(
    private readonly packed: Package,
    private readonly tarball: string,
  ) {
    const { packages } = JSON.parse(readFileSync("package-lock.json", "utf8"));
    for (const [path, { link }] of Object.entries<{ link?: boolean }>(packages)) {
      if (!path.includes("node_modules/") || link === true || !existsSync(join(path, "package.json"))) continue;
      const { name, version } = manifestIn(path);
      this.#packages.set(name, (this.#packages.get(name) ?? new Map()).set(version, path));
    }
    this.#server = createServer(({ url = "/" }, response) => this.#answer(decodeURIComponent(url), response));
  }

  /** @param tarball of the package that is to be published there, as `npm pack` made it */
  static async start(packed: Package, tarball: string): Promise<PackageRegistry> {
    const registry = new PackageRegistry(packed, tarball);
    await new Promise<void>((done) => registry.#server.listen(0, "127.0.0.1", done));
    return registry;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  #answer(path: string, response: ServerResponse): void {
    const [name = "", version] = path.slice(1).split("/-/");
    const versions = this.#versionsOf(name);
    if (versions.length === 0) response.writeHead(404).end("{}");
    else if (version === undefined) response.end(JSON.stringify(this.#document(name, versions)));
    else this.#send(name, version, response);
  }

  #versionsOf(name: string): Package[] {
    if (name === this.packed.name) return [this.packed];
    return [...(this.#packages.get(name)?.values() ?? [])].map(manifestIn);
  }

  /** As npm asks for it: what each version depends on, and where its archive is. */
  #document(name: string, versions: readonly Package[]) {
    const entries = versions.map((manifest) => [
      manifest.version,
      { ...manifest, scripts: {}, dist: { tarball: `${this.url}/${name}/-/${manifest.version}` } },
    ]);
    return { name, "dist-tags": { latest: versions.at(-1)?.version }, versions: Object.fromEntries(entries) };
  }

  #send(name: string, version: string, response: ServerResponse): void {
    if (name === this.packed.name) {
      createReadStream(this.tarball).pipe(response);
      return;
    }
    const folder = this.#packages.get(name)?.get(version) ?? "";
    const options = ["--exclude=./node_modules", "--transform=s,^[.],package,"];
    // npm takes archives that are not compressed, too.
    const tar = spawn("tar", ["-C", folder, ...options, "-cf", "-", "."], { stdio: ["ignore", "pipe", "inherit"] });
    tar.stdout.pipe(response);
  }
}

function manifestIn(folder: string): Package {
  return JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
}
