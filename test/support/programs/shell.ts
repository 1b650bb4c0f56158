import { execFile } from "node:child_process";
import { chmod, mkdir, writeFile } from "node:fs/promises";
import { delimiter, join, resolve } from "node:path";
import * as grpc from "@grpc/grpc-js";
import { LanguageRuntimeService } from "@pulumi/pulumi/proto/language_grpc_pb";
import { engine } from "../engine/engine";
import type { TestStack } from "../engine/stack";
import type { Program } from "../engine/stack-options";
import { closing } from "../engine/token-stack";

/** Runs a script until it ends, whether it succeeds or fails; `output` is standard output, then standard error. */
export type Shell = (script: string, env?: Record<string, string>) => Promise<{ code: number; output: string }>;

/**
 * A shell in the folder of a stack's project, with the stack selected, for the test that runs. There `pulumi` is the
 * engine's own command, with the program of the test, and `npx pulumi-access-tokens` is the package's.
 *
 * @param program if it is not given, the program is in the folder
 */
export async function shell({ automation }: TestStack, program?: Program): Promise<Shell> {
  const { envVars, pulumiHome = "", workDir } = automation.workspace;
  const { command, directory } = await engine();
  const bin = join(workDir, "node_modules", ".bin");
  await mkdir(bin, { recursive: true });
  // The program runs in the test, as with the Automation API: the program that would start it is in no registry.
  const client = 'case "$1" in up|preview) set -- "$@" --exec-kind=auto.inline --client="$PROGRAM_ADDRESS" ;; esac\n';
  await executable(join(bin, "pulumi"), `${program ? client : ""}exec "${command}" "$@"`);
  await executable(join(bin, "pulumi-access-tokens"), `exec node "${resolve("lib/cli/main.js")}" "$@"`);
  const all = {
    ...process.env,
    ...envVars,
    PATH: [bin, directory, envVars.PATH ?? process.env.PATH].join(delimiter),
    PROGRAM_ADDRESS: program ? await serve(program) : "",
    PULUMI_HOME: pulumiHome,
  };
  return (script, env = {}) =>
    new Promise((done) => {
      const options = { cwd: workDir, env: { ...all, ...env } };
      execFile("bash", ["-e", "-c", script], options, (error, stdout, stderr) =>
        done({ code: error === null ? 0 : Number(error.code ?? -1), output: stdout + stderr }),
      );
    });
}

async function executable(file: string, script: string): Promise<void> {
  await writeFile(file, `#!/bin/sh\n${script}\n`);
  await chmod(file, 0o755);
}

async function serve(program: Program): Promise<string> {
  // Its file declares no types.
  const { LanguageServer } = require("@pulumi/pulumi/automation/server");
  const server = new grpc.Server();
  server.addService(LanguageRuntimeService, new LanguageServer(program));
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error),
    );
  });
  closing({ close: async () => server.forceShutdown() });
  return `127.0.0.1:${port}`;
}
