# Sourced by the findings about Commvault's Python client. It makes a temporary folder with the client and with a server
# on loopback that answers as Commvault's documentation says, and goes there. `requests` is what the server got.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check cvpysdk==11.44
cat >server.py <<'PY'
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

requests = []
refused = []


def refuse_once(path):
    """The next request to this path gets 401, as with an expired token."""
    refused.append(path)


class Handler(BaseHTTPRequestHandler):
    def answer(self):
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        requests.append((self.path, self.headers.get("Content-type"), body))
        status, reply = 200, {}
        if self.path.endswith("/WhoAmI"):
            reply = {"user": {"userName": "user"}}
        elif self.path.endswith("/RenewLoginToken"):
            reply = {"token": "QSDK renewed"}
        for path in [path for path in refused if self.path.endswith(path)]:
            refused.remove(path)
            status = 401
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(reply).encode())

    do_GET = do_POST = answer

    def log_message(self, *_):
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()

from cvpysdk.commcell import Commcell

address = f"127.0.0.1:{server.server_port}"
commcell = Commcell(address, authtoken="QSDK first", web_service_url=f"http://{address}/commandcenter/api")
PY
