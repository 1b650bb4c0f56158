#!/usr/bin/env bash
# Go's OAuth client answers a 429 or a 503 of the token endpoint at once with a second request, and this one carries the
# client's secret in its body. It takes every failure for a server that wants the secret in another place.
#
# Versions: golang.org/x/oauth2 0.38.0
# Guess:    one request, whose 429 goes to the caller with its `Retry-After`; at most an `invalid_client` is tried anew.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
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
	"strings"

	"golang.org/x/oauth2/clientcredentials"
)

func main() {
	for _, status := range []int{429, 503} {
		var requests []string
		server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			secret := "in the header"
			if r.FormValue("client_secret") != "" {
				secret = "in the body"
			}
			requests = append(requests, "secret "+secret)
			w.Header().Set("Retry-After", "30")
			w.WriteHeader(status)
		}))
		config := clientcredentials.Config{ClientID: "c", ClientSecret: "s", TokenURL: server.URL}
		if _, err := config.Token(context.Background()); err == nil {
			panic("no error")
		}
		server.Close()
		fmt.Printf("%d: %s\n", status, strings.Join(requests, ", "))
	}
}
GO
go get golang.org/x/oauth2@v0.38.0 2>/dev/null
seen=$(go run .)
echo "$seen"
[ "$seen" = "429: secret in the header, secret in the body
503: secret in the header, secret in the body" ] || { echo "CHANGED"; exit 1; }
