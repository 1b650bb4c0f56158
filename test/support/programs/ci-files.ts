import { readFileSync } from "node:fs";
import { parse } from "yaml";

/** A job in a file of docs/ci, reduced to the parts that a test runs. */
export interface Job {
  /** What the file says, without the expressions of GitHub. */
  readonly env: Record<string, string>;
  /** One a step of GitHub, named; of GitLab one for all lines. Installing the project is left out. */
  readonly scripts: Readonly<Record<string, string>>;
}

interface Workflow {
  env: Record<string, string>;
  jobs: Record<string, { env: Record<string, string>; steps: { name?: string; run?: string; uses?: string }[] }>;
}

type Pipeline = Record<string, { variables?: Record<string, string>; script: string[] }> & {
  variables: Record<string, string>;
};

export const githubFile = "docs/ci/github-actions.yml";
const gitlabFile = "docs/ci/gitlab-ci.yml";

export function githubJob(name: string): Job {
  const { env, jobs } = parse(readFileSync(githubFile, "utf8")) as Workflow;
  const job = jobs[name];
  const scripts = (job?.steps ?? []).flatMap(({ name, run }) => (name && run ? [[name, run] as const] : []));
  const all = Object.entries({ ...env, ...job?.env }).filter(([, value]) => !value.includes("${{"));
  return { env: Object.fromEntries(all), scripts: Object.fromEntries(scripts) };
}

export function gitlabJob(name: string): Job {
  const pipeline = parse(readFileSync(gitlabFile, "utf8")) as Pipeline;
  const { script = [], variables = {} } = pipeline[`access-tokens-${name}`] ?? {};
  // As a runner of GitLab does.
  return { env: { ...pipeline.variables, ...variables }, scripts: { all: ["set -o pipefail", ...script].join("\n") } };
}
