const loopback = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Returns whether a secret may be sent to this address: https, or http on this machine. */
export function isSafe(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}

export function isLoopback({ hostname }: URL): boolean {
  return loopback.test(hostname);
}

/** Returns an address without the slashes at its end. */
export function withoutSlash(address: string): string {
  let end = address.length;
  while (address[end - 1] === "/") end -= 1;
  return address.slice(0, end);
}
