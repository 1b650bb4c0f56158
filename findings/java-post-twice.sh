#!/usr/bin/env bash
# If the server closes the connection without a reply, Java's HttpURLConnection sends the POST a second time and says
# nothing. Nimbus's OAuth client uses it: of two tokens that the server issues, the client gets the second, and nobody
# has the first. `-Dsun.net.http.retryPost=false` ends that, and Java's newer HttpClient never does it.
#
# Versions: com.nimbusds:oauth2-oidc-sdk 11.39, OpenJDK 17.0.15
# Guess:    a lost reply is an error of the caller, since a POST may have been carried out.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
status=0
saw() {
  echo "$1: $2"
  [ "$2" = "$3" ] || { echo "  CHANGED, it was: $3"; status=1; }
}

cat >pom.xml <<'XML'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId>
  <artifactId>finding</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>com.nimbusds</groupId>
      <artifactId>oauth2-oidc-sdk</artifactId>
      <version>11.39</version>
    </dependency>
  </dependencies>
</project>
XML
mvn --quiet --batch-mode -Dstyle.color=never dependency:copy-dependencies -DoutputDirectory=jars

cat >Finding.java <<'JAVA'
import com.nimbusds.oauth2.sdk.*;
import com.nimbusds.oauth2.sdk.auth.*;
import com.nimbusds.oauth2.sdk.id.ClientID;
import java.io.*;
import java.net.*;
import java.net.http.*;
import java.util.concurrent.atomic.AtomicInteger;

public class Finding {
  static final AtomicInteger issued = new AtomicInteger();

  /** Issues a token for each request. The reply with the first one does not arrive. */
  static void serve(ServerSocket server) {
    while (true) {
      try (Socket socket = server.accept()) {
        var reader = new BufferedReader(new InputStreamReader(socket.getInputStream()));
        int length = 0;
        for (String line = reader.readLine(); !line.isEmpty(); line = reader.readLine()) {
          if (line.toLowerCase().startsWith("content-length:")) length = Integer.parseInt(line.substring(15).trim());
        }
        for (int read = 0; read < length; read++) reader.read();
        if (issued.incrementAndGet() == 1) continue;
        String body = "{\"access_token\":\"token " + issued + "\",\"token_type\":\"Bearer\",\"expires_in\":3600}";
        String head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nConnection: close\r\nContent-Length: ";
        socket.getOutputStream().write((head + body.length() + "\r\n\r\n" + body).getBytes());
      } catch (Exception error) {
        System.err.println(error);
      }
    }
  }

  static String nimbus(URI uri) throws Exception {
    var client = new ClientSecretBasic(new ClientID("client"), new Secret("secret"));
    var request = new TokenRequest.Builder(uri, client, new ClientCredentialsGrant()).build();
    var reply = TokenResponse.parse(request.toHTTPRequest().send());
    return reply.toSuccessResponse().getTokens().getAccessToken().getValue();
  }

  static String httpClient(URI uri) throws Exception {
    var body = HttpRequest.BodyPublishers.ofString("grant_type=client_credentials");
    var request = HttpRequest.newBuilder(uri).POST(body).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString()).body();
  }

  public static void main(String[] args) throws Exception {
    var server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    var thread = new Thread(() -> serve(server));
    thread.setDaemon(true);
    thread.start();
    URI uri = URI.create("http://127.0.0.1:" + server.getLocalPort() + "/token");
    String got;
    try {
      got = args[0].equals("nimbus") ? nimbus(uri) : httpClient(uri);
    } catch (IOException error) {
      got = "an error";
    }
    System.out.println("issued " + issued + ", the caller gets " + got);
  }
}
JAVA
saw "Nimbus" "$(java -cp 'jars/*' Finding.java nimbus)" "issued 2, the caller gets token 2"
saw "Nimbus, with -Dsun.net.http.retryPost=false" \
  "$(java -Dsun.net.http.retryPost=false -cp 'jars/*' Finding.java nimbus)" "issued 1, the caller gets an error"
saw "Java's HttpClient" "$(java -cp 'jars/*' Finding.java client)" "issued 1, the caller gets an error"
exit $status
