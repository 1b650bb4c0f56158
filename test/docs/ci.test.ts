import { readdirSync, readFileSync } from "node:fs";
import { githubFile } from "../support/programs/ci-files";

const file = readFileSync(githubFile, "utf8");

const files = [githubFile, ...readdirSync(".github/workflows").map((name) => `.github/workflows/${name}`)];

test.each(files)("GitHub's own parser finds nothing wrong with %s, and each of its actions is pinned", async (name) => {
  const content = readFileSync(name, "utf8");
  expect(await problemsOf(content)).toEqual([]);
  const actions = [...content.matchAll(/uses: (?!\.\/)(.*)/g)].map(([, action]) => action);
  expect(actions.length).toBeGreaterThan(0);
  for (const action of actions) expect(action).toMatch(/^[\w/-]+@[0-9a-f]{40} # v[\d.]+$/);
});

test("GitHub's own parser finds a wrong word and a wrong expression", async () => {
  expect(await problemsOf(file.replace("permissions:", "permission:"))).not.toEqual([]);
  expect(await problemsOf(file.replace("github.event_name", "github.("))).not.toEqual([]);
});

test.each([
  ["a pull request of the repository", { event_name: "pull_request", head: "acme/app" }, ["report"]],
  ["a pull request from a fork", { event_name: "pull_request", head: "someone/app" }, ["fork"]],
  ["the schedule", { event_name: "schedule" }, ["renew"]],
  ["someone who starts it", { event_name: "workflow_dispatch" }, ["renew"]],
])("%s runs the job meant for it", async (_, { event_name, head }: { event_name: string; head?: string }, expected) => {
  const pull_request = head === undefined ? null : { head: { repo: { full_name: head } } };
  const github = { event_name, repository: "acme/app", event: { pull_request } };
  const { jobs } = await workflow(file);
  const isRunning = await Promise.all(jobs.map((job) => isTrue(job.if.expression, { github })));
  expect(jobs.map(({ id }) => id.value).filter((_, index) => isRunning[index])).toEqual(expected);
});

test("the job for forks names no secret", () => {
  const [, fork] = /^ {2}fork:\n(.*?)^ {2}\w/ms.exec(file) ?? [];
  expect(fork).not.toContain("secrets.");
});

async function workflow(content: string) {
  const { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } = await import("@actions/workflow-parser");
  const { context, value } = parseWorkflow({ name: "workflow.yml", content }, new NoOperationTraceWriter());
  if (value === undefined) throw new Error("no workflow");
  return convertWorkflowTemplate(context, value);
}

async function problemsOf(content: string): Promise<string[]> {
  return ((await workflow(content)).errors ?? []).map(({ Message }) => Message);
}

/** Whether GitHub takes an expression for true, where all went well so far. */
async function isTrue(expression: string, contexts: Record<string, unknown>): Promise<boolean> {
  const { data, Evaluator, Lexer, Parser } = await import("@actions/expressions");
  const success = { name: "success", minArgs: 0, maxArgs: 0, call: () => new data.BooleanData(true) };
  const tree = new Parser(new Lexer(expression).lex().tokens, Object.keys(contexts), [success]).parse();
  const context = JSON.parse(JSON.stringify(contexts), data.reviver);
  return new Evaluator(tree, context, new Map([["success", success]])).evaluate().coerceString() === "true";
}
