/** Loads a package that is not installed with this one. If it is missing, the error says how to install it. */
export async function optionalPackage<T>(name: string, purpose: string, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    // If the package is installed and one of its own dependencies is missing, this message would mislead.
    if (!code?.endsWith("MODULE_NOT_FOUND") || !message.includes(`'${name}'`)) throw cause;
    throw new Error(`${purpose} needs the package ${name}: npm install --save-dev ${name}`, { cause });
  }
}
