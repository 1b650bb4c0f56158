import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const pipeline = fileURLToPath(new URL("../../docs/ci/gitlab-ci.yml", import.meta.url));
const pairs = (option, values) => Object.entries(values).flatMap(([name, value]) => [option, `${name}=${value}`]);

/** `gitlab-ci-local` runs the jobs of `docs/ci/gitlab-ci.yml` on this machine. It wants Node.js 22 and `rsync`. */
export const gitlab = {
  title: "GitLab, by `gitlab-ci-local` 4.75.1",
  /** Puts the pipeline into the repository. */
  prepare: (repository) => copyFile(pipeline, join(repository, ".gitlab-ci.yml")),
  command(job, api, token, env) {
    const request = { CI_PIPELINE_SOURCE: "merge_request_event", CI_MERGE_REQUEST_PROJECT_ID: "3" };
    const variables = {
      report: { ...request, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "3", CI_MERGE_REQUEST_IID: "7", CI_PROJECT_ID: "3" },
      fork: { ...request, CI_MERGE_REQUEST_SOURCE_PROJECT_ID: "4" },
      renew: { CI_PIPELINE_SOURCE: "schedule" },
    }[job];
    const own = { CI_API_V4_URL: `https://${api}/api/v4`, REPORT_TOKEN: token };
    const options = pairs("--variable", { ...env, ...variables, ...own });
    return ["npx", "--yes", "gitlab-ci-local@4.75.1", "--force-shell-executor", ...options, `access-tokens-${job}`];
  },
};
