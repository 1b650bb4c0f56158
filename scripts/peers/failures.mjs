/**
 * Runs an operation of a stack, and returns what Pulumi printed about a resource: the sentence if it failed, and
 * whether a text is among its messages.
 */
export async function outcome(run) {
  let text = "";
  try {
    text = (await run())?.stdout ?? "";
  } catch (error) {
    text = String(error?.message ?? error);
  }
  return {
    sentenceOf: (name) => new RegExp(`Could not [^\\n]*"${name}": ([^\\n]*)`).exec(text)?.[1],
    says: (name, words) => new RegExp(`\\b${name}: [^\\n]*${words}`).test(text),
  };
}
