#!/usr/bin/env bash
# Commvault's own Python client drops the input of `execute_qcommand_v2` if it is a dictionary, as in the example of its
# documentation: the request has an empty object. The same input as a text of JSON is sent.
#
# Versions: cvpysdk 11.44
# Guess:    a dictionary is sent as JSON.
. "$(dirname "$0")/commvault.sh"
cat >finding.py <<'PY'
from server import commcell, requests

requests.clear()
commcell.execute_qcommand_v2("qoperation", {"size": "1"})
commcell.execute_qcommand_v2("qoperation", '{"size": "1"}')
seen = [body for _path, _type, body in requests]
print("a dictionary sends", seen[0])
print("a text sends", seen[1])
assert seen == ["{}", '{"size": "1"}'], "CHANGED"
PY
python/bin/python finding.py
