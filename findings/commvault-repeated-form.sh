#!/usr/bin/env bash
# Commvault's own Python client renews an expired token and repeats the request, but not with its headers: a form is
# repeated as `text/plain`.
#
# Versions: cvpysdk 11.44
# Guess:    the repeated request differs from the first in its token alone.
. "$(dirname "$0")/commvault.sh"
cat >finding.py <<'PY'
from server import commcell, refuse_once, requests

requests.clear()
refuse_once("/ExecuteQCommand")
commcell.execute_qcommand("qlist job")
seen = [(path.split("/")[-1], content_type) for path, content_type, _body in requests]
for request in seen:
    print(*request)
assert seen == [
    ("ExecuteQCommand", "application/x-www-form-urlencoded"),
    ("RenewLoginToken", "application/json"),
    ("ExecuteQCommand", "text/plain"),
], "CHANGED"
PY
python/bin/python finding.py
