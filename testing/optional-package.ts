/** Loads a package that is not installed with this one. Where it is absent, the error says how to install it. */
export async function optionalPackage<T>(name: string, purpose: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    // A package that is there but lacks one of its own is not what this message is about.
    if (!code?.endsWith("MODULE_NOT_FOUND") || !message.includes(`'${name}'`)) throw cause;
    throw new Error(`${purpose} needs the package ${name}: npm install --save-dev ${name}`, { cause });
  }
}
