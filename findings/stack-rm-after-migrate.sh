#!/usr/bin/env bash
# `pulumi stack migrate` copies a stack to another backend. Then `pulumi stack rm` of the old one, at the old backend,
# deletes `Pulumi.<stack>.yaml`, which is now the configuration of the new one, with its secrets.
#
# Versions: Pulumi engine 3.274.1
# Guess:    whoever removes a stack at one backend changes nothing of a stack at another.
. "$(dirname "$0")/engine.sh"
mkdir old new
printf 'name: finding\nruntime: nodejs\n' >Pulumi.yaml
at() {
  local backend=$1
  shift
  PULUMI_BACKEND_URL="file://$folder/$backend" pulumi --non-interactive "$@" 2>&1
}
status=0
saw() {
  echo "$1: $2"
  [ "$2" = "$3" ] || { echo "  CHANGED, it was: $3"; status=1; }
}

at old stack init dev >/dev/null
at old config set --stack dev --secret password hunter2
at new stack migrate "file://$folder/old" dev --yes >/dev/null
saw "the new stack's password" "$(at new config get --stack dev password)" hunter2
cp Pulumi.dev.yaml kept.yaml
at old stack rm dev --force --yes >/dev/null
saw "after \`stack rm\` of the old one" "$(at new config get --stack dev password || true)" \
  "error: configuration key 'password' not found for stack 'dev'"

at old stack init dev >/dev/null
cp kept.yaml Pulumi.dev.yaml
at old stack rm dev --force --yes --preserve-config >/dev/null
saw "after \`stack rm --preserve-config\`" "$(at new config get --stack dev password)" hunter2
exit $status
