import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { WebSocket } from "undici";

const chromium = "/usr/bin/chromium";

export const hasBrowser = existsSync(chromium);

/** What a page does in a browser: the value of an expression, what it asked the network for, what it complained of. */
export interface Visit<T> {
  readonly value: T;
  readonly requests: readonly string[];
  readonly complaints: readonly string[];
}

/** Opens a page in a headless browser of its own, and evaluates an expression in it. */
export async function visit<T>(html: string, expression: string): Promise<Visit<T>> {
  const folder = await mkdtemp(join(tmpdir(), "page-"));
  const page = join(folder, "page.html");
  await writeFile(page, html);
  const options = ["--headless", "--no-sandbox", "--disable-gpu", "--window-size=1280,900", "--no-first-run"];
  const args = [...options, `--user-data-dir=${join(folder, "profile")}`, "--remote-debugging-port=0", "about:blank"];
  const browser = spawn(chromium, args, { stdio: "ignore", env: { ...process.env, TMPDIR: folder } });
  try {
    const port = await portIn(join(folder, "profile", "DevToolsActivePort"));
    return await inspect(port, pathToFileURL(page).href, expression);
  } finally {
    const gone = once(browser, "exit");
    browser.kill("SIGKILL");
    await gone;
    await rm(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 });
  }
}

async function portIn(file: string): Promise<string> {
  for (;;) {
    const [port] = (await readFile(file, "utf8").catch(() => "")).split("\n");
    if (port) return port;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

interface Message {
  id?: number;
  method?: string;
  // biome-ignore lint/suspicious/noExplicitAny: the protocol has no types here
  params?: any;
  // biome-ignore lint/suspicious/noExplicitAny: the protocol has no types here
  result?: any;
}

async function inspect<T>(port: string, url: string, expression: string): Promise<Visit<T>> {
  const targets = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as Record<string, string>[];
  const socket = new WebSocket(targets.find(({ type }) => type === "page")?.webSocketDebuggerUrl ?? "");
  await new Promise((resolve) => socket.addEventListener("open", resolve));
  const [requests, complaints]: string[][] = [[], []] as [string[], string[]];
  const waiting = new Map<number | string, (message: Message) => void>();
  socket.addEventListener("message", ({ data }) => {
    const message = JSON.parse(String(data)) as Message;
    const { id, method = "", params } = message;
    if (method === "Network.requestWillBeSent") requests?.push(params.request.url);
    if (method === "Log.entryAdded") complaints?.push(params.entry.text);
    waiting.get(id ?? method)?.(message);
  });
  const until = (key: number | string) => new Promise<Message>((resolve) => waiting.set(key, resolve));
  let last = 0;
  const call = (method: string, params: object = {}) => {
    last += 1;
    const answer = until(last);
    socket.send(JSON.stringify({ id: last, method, params }));
    return answer;
  };
  for (const domain of ["Page", "Network", "Log"]) await call(`${domain}.enable`);
  const loaded = until("Page.loadEventFired");
  await call("Page.navigate", { url });
  await loaded;
  const { result } = await call("Runtime.evaluate", { expression, returnByValue: true });
  socket.close();
  if (result.exceptionDetails) throw new Error(JSON.stringify(result.exceptionDetails));
  return { value: result.result.value as T, requests: requests ?? [], complaints: complaints ?? [] };
}
