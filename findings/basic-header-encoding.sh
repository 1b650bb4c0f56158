#!/usr/bin/env bash
# A client secret that contains `%2F` works against a django-oauth-toolkit server with Go's client and never with the
# two usual Python clients: RFC 6749 form-encodes the secret in the Basic header, and those leave it as it is.
#
# Versions: django-oauth-toolkit 3.4.1, Django 5.2.8, requests-oauthlib 2.0.0, Authlib 1.9.10, golang.org/x/oauth2 0.38.0
# Guess:    well-known clients send a secret the same way, and a Python client gets on with a Python server.
set -euo pipefail
folder=$(mktemp -d)
trap '[ -z "${server:-}" ] || kill "$server"; chmod -R u+w "$folder"; rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check django-oauth-toolkit==3.4.1 Django==5.2.8 requests-oauthlib==2.0.0 Authlib==1.9.10

cat >server.py <<'PY'
import sys
import django
from django.conf import settings
from django.urls import include, path

settings.configure(
    DEBUG=False, SECRET_KEY="finding", ALLOWED_HOSTS=["127.0.0.1"], ROOT_URLCONF=__name__, USE_TZ=True,
    INSTALLED_APPS=["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"],
    DATABASES={"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "database"}},
    DEFAULT_AUTO_FIELD="django.db.models.AutoField",
)
django.setup()
urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]

from wsgiref.simple_server import WSGIRequestHandler, make_server
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from oauth2_provider.models import Application

call_command("migrate", verbosity=0)
for client, secret in [("plain", "ab2Fcd"), ("percent", "ab%2Fcd")]:
    Application.objects.create(
        client_id=client, client_secret=secret, client_type="confidential",
        authorization_grant_type="client-credentials", name=client,
    )
class Quiet(WSGIRequestHandler):
    def log_message(self, *args):
        pass
server = make_server("127.0.0.1", 0, get_wsgi_application(), handler_class=Quiet)
print(f"http://127.0.0.1:{server.server_port}/o/token/", flush=True)
server.serve_forever()
PY
python/bin/python server.py >address 2>server.log &
server=$!
while ! [ -s address ] && kill -0 $server; do sleep 0.2; done
address=$(cat address)

cat >requests_client.py <<'PY'
import sys
from oauthlib.oauth2 import BackendApplicationClient
from requests_oauthlib import OAuth2Session

address, client, secret = sys.argv[1:]
try:
    OAuth2Session(client=BackendApplicationClient(client)).fetch_token(address, client_id=client, client_secret=secret)
    print("token")
except Exception as error:
    print(getattr(error, "error", error))
PY
cat >authlib_client.py <<'PY'
import sys
from authlib.integrations.requests_client import OAuth2Session

address, client, secret = sys.argv[1:]
try:
    OAuth2Session(client, secret).fetch_token(address, grant_type="client_credentials")
    print("token")
except Exception as error:
    print(getattr(error, "error", error))
PY
mkdir go
cat >go/go.mod <<'GO'
module finding

go 1.25.0
GO
cat >go/main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"os"

	"golang.org/x/oauth2"
	"golang.org/x/oauth2/clientcredentials"
)

func main() {
	config := clientcredentials.Config{
		TokenURL: os.Args[1], ClientID: os.Args[2], ClientSecret: os.Args[3], AuthStyle: oauth2.AuthStyleInHeader,
	}
	if _, err := config.Token(context.Background()); err != nil {
		fmt.Println(err.(*oauth2.RetrieveError).ErrorCode)
		return
	}
	fmt.Println("token")
}
GO
(cd go && go get golang.org/x/oauth2@v0.38.0 2>/dev/null && go build -o ../go_client .)

status=0
expect() {
  local name=$1 plain=$2 percent=$3
  shift 3
  for row in "plain ab2Fcd $plain" "percent ab%2Fcd $percent"; do
    read -r client secret before <<<"$row"
    seen=$("$@" "$address" "$client" "$secret" 2>/dev/null)
    echo "$name, secret $secret: $seen"
    [ "$seen" = "$before" ] || { echo "  CHANGED, it was: $before"; status=1; }
  done
}
export OAUTHLIB_INSECURE_TRANSPORT=1
expect requests-oauthlib token invalid_client python/bin/python requests_client.py
expect Authlib token invalid_client python/bin/python authlib_client.py
expect "Go x/oauth2" token token ./go_client
exit $status
