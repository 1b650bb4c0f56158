interface Manifest {
  readonly version: string;
  /** Only a published package has one. */
  readonly repository?: { readonly url: string };
}

/** Returns the version that the package, the plugin and its SDKs have in common. */
export function version(): string {
  return manifest().version;
}

/** Returns the schema with this version, and with the place from which the engine can download the plugin. */
export function schema(): Readonly<Record<string, unknown>> {
  const pluginDownloadURL = downloadUrl(manifest());
  return {
    ...require("pulumi-access-tokens/etc/schema.json"),
    version: version(),
    ...(pluginDownloadURL === undefined ? {} : { pluginDownloadURL }),
  };
}

/** The releases of the repository, in the engine's words. */
export function downloadUrl({ repository }: Manifest): string | undefined {
  const [, path] = /github\.com\/([^/]+\/[^/]+?)(?:\.git)?$/.exec(repository?.url ?? "") ?? [];
  return path && `github://api.github.com/${path}`;
}

function manifest(): Manifest {
  return require("pulumi-access-tokens/package.json");
}
