#!/usr/bin/env bash
# In `act`, the context `github.repository` of a repository that is not at GitHub is the whole address of its remote, and
# `nektos/act` without a remote, whatever the event says. So a job with
# `if: github.event.pull_request.head.repo.full_name == github.repository` is skipped, and `act` exits with 0.
#
# Versions: github.com/nektos/act 0.2.89
# Guess:    the name comes from the event, or from the remote's path (acme/app); with neither it is empty, or an error.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
GOBIN="$folder/bin" GOFLAGS= GOWORK=off go install github.com/nektos/act@v0.2.89

mkdir -p app/.github/workflows
cd app
cat >.github/workflows/ci.yml <<'YML'
on: pull_request
jobs:
  name:
    runs-on: ubuntu-latest
    steps:
      - run: echo "repository=${{ github.repository }} event=${{ github.event.repository.full_name }}"
  same:
    if: github.event.pull_request.head.repo.full_name == github.repository
    runs-on: ubuntu-latest
    steps:
      - run: echo "the job runs"
YML
cat >event.json <<'JSON'
{
  "repository": { "full_name": "acme/app" },
  "pull_request": { "head": { "repo": { "full_name": "acme/app" } }, "base": { "repo": { "full_name": "acme/app" } } }
}
JSON
git init --quiet --initial-branch main
git add .
git -c user.name=a -c user.email=a@example.com commit --quiet --message Begin

# Prints what is seen. The finding fails if it is not what was seen when it was written down.
saw() {
  echo "$1: $2"
  [ "$2" = "$3" ] || { echo "  CHANGED, it was: $3"; failed=1; }
}
failed=0
run() { XDG_CACHE_HOME="$folder/cache" "$folder/bin/act" pull_request --eventpath event.json -P ubuntu-latest=-self-hosted "$@"; }
names() { grep -o 'repository=[^ "]* event=[^ "]*' <<<"$output" | head -1; }
second() { grep -q '| the job runs' <<<"$output" && echo runs || echo skipped; }

output=$(run)
saw "no remote" "$(names)" "repository=nektos/act event=acme/app"
saw "the second job" "$(second)" skipped
git remote add origin https://git.example.com/acme/app.git
output=$(run)
saw "a remote elsewhere" "$(names)" "repository=https://git.example.com/acme/app.git event=acme/app"
saw "the second job" "$(second)" skipped
output=$(run --env GITHUB_REPOSITORY=acme/app)
saw "GITHUB_REPOSITORY" "$(names)" "repository=acme/app event=acme/app"
saw "the second job" "$(second)" runs
exit "$failed"
