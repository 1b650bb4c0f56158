import { createDecipheriv } from "node:crypto";
import { readFile } from "node:fs/promises";
import type * as pulumi from "@pulumi/pulumi";
import { MARK, SECRET } from "../checks/secret-mark";
import { dataKey } from "./keeper";

/**
 * Returns the deployment in a state file, as `pulumi stack export --show-secrets` prints it, without the time that the
 * command takes.
 */
export async function deploymentIn(file: string): Promise<pulumi.automation.Deployment> {
  const { version, checkpoint } = JSON.parse(await readFile(file, "utf8"));
  return { version, deployment: inClear(checkpoint.latest) };
}

/** Returns the outputs of the stack in a deployment, as the Automation API does. */
export function outputsOf({ deployment }: pulumi.automation.Deployment): pulumi.automation.OutputMap {
  const { resources = [] } = deployment as { resources?: { type: string; outputs?: Record<string, unknown> }[] };
  const { outputs = {} } = resources.find(({ type }) => type === "pulumi:pulumi:Stack") ?? {};
  return Object.fromEntries(
    Object.entries(outputs).map(([name, value]) => [name, { value: unmarked(value), secret: isSecret(value) }]),
  );
}

function inClear(value: unknown): unknown {
  return isSecret(value) ? { [MARK]: SECRET, plaintext: decrypted(value.ciphertext) } : mapped(value, inClear);
}

function decrypted(ciphertext: string): string {
  const [, nonce = dataKey, sealed = nonce] = ciphertext.split(":").map((part) => Buffer.from(part, "base64"));
  const cipher = createDecipheriv("aes-256-gcm", dataKey, nonce).setAuthTag(sealed.subarray(-16));
  return Buffer.concat([cipher.update(sealed.subarray(0, -16)), cipher.final()]).toString();
}

function unmarked(value: unknown): unknown {
  return isSecret(value) ? unmarked(JSON.parse(value.plaintext)) : mapped(value, unmarked);
}

function isSecret(value: unknown): value is { ciphertext: string; plaintext: string } {
  return typeof value === "object" && value !== null && (value as Record<string, unknown>)[MARK] === SECRET;
}

function mapped(value: unknown, change: (each: unknown) => unknown): unknown {
  if (Array.isArray(value)) return value.map(change);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, change(each)]));
}
