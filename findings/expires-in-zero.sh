#!/usr/bin/env bash
# A token response with `expires_in: 0`, which Keycloak sends for a client whose lifespan is 0, gives a token that never
# expires in three OAuth clients of two languages. A fourth calls it expired.
#
# Versions: golang.org/x/oauth2 0.38.0, oauthlib 4.0.1, Authlib 1.9.10, simple-oauth2 5.1.0
# Guess:    a token that lives 0 seconds is expired at once, in every client.
set -euo pipefail
folder=$(mktemp -d)
trap 'chmod -R u+w "$folder" && rm -rf "$folder"' EXIT
cd "$folder"
status=0
saw() {
  echo "$1: $2"
  [ "$2" = "$3" ] || { echo "  CHANGED, it was: $3"; status=1; }
}

cat >go.mod <<'GO'
module finding

go 1.25.0
GO
cat >main.go <<'GO'
package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"golang.org/x/oauth2/clientcredentials"
)

func main() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		fmt.Fprint(w, `{"access_token":"t","token_type":"Bearer","expires_in":0}`)
	}))
	defer server.Close()
	config := clientcredentials.Config{ClientID: "c", ClientSecret: "s", TokenURL: server.URL}
	token, err := config.Token(context.Background())
	if err != nil {
		panic(err)
	}
	fmt.Printf("valid=%t expiry=%t\n", token.Valid(), !token.Expiry.IsZero())
}
GO
go get golang.org/x/oauth2@v0.38.0 2>/dev/null
saw "Go x/oauth2" "$(go run .)" "valid=true expiry=false"

python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check oauthlib==4.0.1 Authlib==1.9.10
saw "Python oauthlib" "$(python/bin/python - <<'PY'
import json
from oauthlib.oauth2 import BackendApplicationClient

client = BackendApplicationClient("c")
reply = client.parse_request_body_response(json.dumps({"access_token": "t", "token_type": "Bearer", "expires_in": 0}))
print("expires_at" in reply, "expires_in" in reply)
PY
)" "False False"
saw "Python Authlib" "$(python/bin/python - <<'PY'
from authlib.oauth2.rfc6749 import OAuth2Token

print(OAuth2Token.from_dict({"access_token": "t", "token_type": "Bearer", "expires_in": 0}).is_expired())
PY
)" "None"

npm init --yes >/dev/null
npm install --silent --no-audit --no-fund simple-oauth2@5.1.0
saw "Node.js simple-oauth2" "$(node - <<'JS'
const { ClientCredentials } = require("simple-oauth2");
const client = new ClientCredentials({ client: { id: "c", secret: "s" }, auth: { tokenHost: "http://127.0.0.1" } });
console.log(`expired=${client.createToken({ access_token: "t", token_type: "Bearer", expires_in: 0 }).expired(1)}`);
JS
)" "expired=true"
exit $status
