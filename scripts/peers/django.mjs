import { execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort, until } from "./process.mjs";

const run = promisify(execFile);
const version = "3.4.1";

const settings = `
SECRET_KEY = "peers"
ALLOWED_HOSTS = ["127.0.0.1"]
ROOT_URLCONF = "urls"
INSTALLED_APPS = ["django.contrib.auth", "django.contrib.contenttypes", "oauth2_provider"]
MIDDLEWARE = []
DATABASES = {"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": "peers.sqlite3"}}
OAUTH2_PROVIDER = {"SCOPES": {"read": "Read", "write": "Write", "introspection": "Introspect"}}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
USE_TZ = True
`;

const urls = `
from django.urls import include, path
urlpatterns = [path("o/", include("oauth2_provider.urls", namespace="oauth2_provider"))]
`;

const clients = (secret) => `
import django
django.setup()
from oauth2_provider.models import Application
Application.objects.create(client_id="reports", client_secret=${JSON.stringify(secret)}, name="reports",
    client_type="confidential", authorization_grant_type="client-credentials")
`;

const rotated = (secret) => `
import django
django.setup()
from oauth2_provider.models import Application
application = Application.objects.get(client_id="reports")
application.client_secret = ${JSON.stringify(secret)}
application.save()
`;

const ended = `
import django
django.setup()
from oauth2_provider.models import AccessToken
AccessToken.objects.all().delete()
`;

/** Starts a Django site with the toolkit at \`/o/\`. Needs Python 3. */
export async function startDjango({ folder }) {
  const home = join(folder, "django");
  await mkdir(home);
  await run("python3", ["-m", "venv", join(home, "env")]);
  const python = join(home, "env", "bin", "python");
  await run(python, ["-m", "pip", "install", "-q", `django-oauth-toolkit==${version}`, "django<6"]);
  await writeFile(join(home, "settings.py"), settings);
  await writeFile(join(home, "urls.py"), urls);
  const options = { cwd: home, env: { ...process.env, DJANGO_SETTINGS_MODULE: "settings" } };
  // All characters that an id or a secret may hold and that HTTP Basic must encode.
  const secret = () => `${randomBytes(18).toString("base64url")}+%:/ &=`;
  let clientSecret = secret();
  let isRotated = false;
  await run(python, ["-m", "django", "migrate", "-v0"], options);
  await run(python, ["-c", clients(clientSecret)], options);
  const port = await freePort();
  const origin = `http://127.0.0.1:${port}`;
  const server = spawn(python, ["-m", "django", "runserver", "--noreload", `127.0.0.1:${port}`], {
    ...options,
    stdio: "ignore",
  });
  await until(() => fetch(`${origin}/o/token/`).then(({ status }) => status === 405), 60_000);
  const shared = {
    tokenEndpoint: `${origin}/o/token/`,
    introspectionEndpoint: `${origin}/o/introspect/`,
    revocationEndpoint: `${origin}/o/revoke_token/`,
    scope: "read introspection",
  };
  return {
    name: "django-oauth-toolkit",
    version,
    origins: { SERVER: origin },
    shared,
    ways: {
      client_secret_basic: { clientId: "reports", clientSecret },
      client_secret_post: { clientId: "reports", clientSecret, clientAuthentication: "client_secret_post" },
    },
    isActive: async (token) => {
      const form = { client_id: "reports", client_secret: clientSecret };
      const reply = await fetch(shared.introspectionEndpoint, {
        method: "POST",
        body: new URLSearchParams({ token, ...form }),
      });
      return (await reply.json()).active;
    },
    revoke: async () => void (await run(python, ["-c", ended], options)),
    // Both ways use one client.
    rotateSecret: async () => {
      if (!isRotated) {
        isRotated = true;
        clientSecret = secret();
        await run(python, ["-c", rotated(clientSecret)], options);
      }
      return clientSecret;
    },
    close: async () => {
      server.kill();
      await new Promise((resolve) => server.once("exit", resolve));
    },
  };
}
