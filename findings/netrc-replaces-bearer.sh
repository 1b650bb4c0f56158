#!/usr/bin/env bash
# If `~/.netrc` names the host, Python's requests and HTTPie send its password in place of the bearer token that the
# program put into the header `Authorization`. The netrc entry is for a host, so it holds for each port of it.
#
# Versions: requests 2.34.2, HTTPie 3.2.4, httpx 0.28.1, requests-oauthlib 2.0.0
# Guess:    a header that the program gives is sent as it is; the netrc entry is for requests without one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check \
  requests==2.34.2 httpie==3.2.4 httpx==0.28.1 requests-oauthlib==2.0.0
mkdir home
echo "machine 127.0.0.1 login ci password not-a-secret" >home/.netrc
chmod 600 home/.netrc
export HOME="$folder/home" OAUTHLIB_INSECURE_TRANSPORT=1

cat >finding.py <<'PY'
import subprocess, sys, threading
from http.server import BaseHTTPRequestHandler, HTTPServer

import httpx, requests
from requests_oauthlib import OAuth2Session

seen = []


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        seen.append(self.headers.get("Authorization", "nothing").split(" ")[0])
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_):
        pass


server = HTTPServer(("127.0.0.1", 0), Handler)
threading.Thread(target=server.serve_forever, daemon=True).start()
url = f"http://127.0.0.1:{server.server_port}/"
header = {"Authorization": "Bearer token"}
changed = 0


def saw(what, before):
    global changed
    print(f"{what}: {seen[-1]}")
    if seen[-1] != before:
        print(f"  CHANGED, it was: {before}")
        changed = 1


requests.get(url, headers=header)
saw("requests, with the header", "Basic")
session = requests.Session()
session.headers.update(header)
session.get(url)
saw("requests, with the header in the session", "Basic")
http = ["python/bin/http", "--ignore-stdin", "--quiet", url]
subprocess.run([*http, "Authorization:Bearer token"], check=True)
saw("HTTPie, with the header", "Basic")
subprocess.run([*http, "--auth-type", "bearer", "--auth", "token"], check=True)
saw("HTTPie, with --auth-type bearer", "Bearer")
session.auth = lambda request: request
session.get(url)
saw("requests, with the header and an `auth` that does nothing", "Bearer")
OAuth2Session("client", token={"access_token": "token", "token_type": "Bearer"}).get(url)
saw("requests-oauthlib", "Bearer")
httpx.get(url, headers=header)
saw("httpx, with the header", "Bearer")
sys.exit(changed)
PY
python/bin/python finding.py
