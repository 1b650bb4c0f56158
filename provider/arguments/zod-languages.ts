import Module from "node:module";

/**
 * Keeps zod from loading its messages in every language along with itself, which takes a third of the time until a plan
 * can begin. They are loaded when somebody asks for one of them. Import this module before the first one that imports
 * zod.
 */

let loaded: object | undefined;

const file = resolved("zod/v4/locales");
if (file !== undefined && require.cache[file] === undefined) {
  const later = new Module(file);
  later.exports = new Proxy(
    { __esModule: true },
    {
      get: (own, name) => Reflect.get(name in own ? own : languages(file), name),
      has: (_, name) => Reflect.has(languages(file), name),
      ownKeys: () => Reflect.ownKeys(languages(file)),
      getOwnPropertyDescriptor: (_, name) => ({
        value: Reflect.get(languages(file), name),
        enumerable: name !== "__esModule",
        configurable: true,
      }),
    },
  );
  later.loaded = true;
  require.cache[file] = later;
}

function languages(from: string): object {
  if (loaded === undefined) {
    delete require.cache[from];
    loaded = require(from) as object;
  }
  return loaded;
}

/** Returns the file of a module, or `undefined` if there is none: a later zod may have it elsewhere. */
function resolved(name: string): string | undefined {
  try {
    return require.resolve(name);
  } catch {
    return undefined;
  }
}
