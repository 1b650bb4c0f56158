/** A message about a resource without the name of the resource, with which those of the package begin. */
export function withoutName(message: string, urn: string | undefined): string {
  const name = `${urn?.split("::").at(-1)}: `;
  return message.startsWith(name) ? message.slice(name.length) : message;
}
