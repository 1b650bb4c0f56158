const loopback = /^(localhost|127(?:\.\d{1,3}){3}|\[::1\])$/;

/** Whether a secret may be sent to this address: https, or this machine itself. */
export function isSafe(url: URL): boolean {
  return url.protocol === "https:" || (url.protocol === "http:" && isLoopback(url));
}

export function isLoopback({ hostname }: URL): boolean {
  return loopback.test(hostname);
}

/** An address without the slashes at its end. */
export function withoutSlash(address: string): string {
  let end = address.length;
  while (address[end - 1] === "/") end -= 1;
  return address.slice(0, end);
}
