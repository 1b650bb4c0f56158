"""Runs the emulator of a Cohesity cluster for as long as a block lasts."""

import contextlib
import json
import pathlib
import ssl
import subprocess
import urllib.request

COMMAND = pathlib.Path(__file__).parents[2] / "lib" / "cli" / "main.js"


class Cluster:
    def __init__(self, credentials, ca_file):
        self.endpoint = credentials["endpoint"]
        self.vip = self.endpoint.removeprefix("https://")
        self.username = credentials["username"]
        self.password = credentials["password"]
        self.api_key = credentials["adminApiKey"]
        self.ca_file = ca_file

    def log(self):
        context = ssl.create_default_context(cafile=self.ca_file)
        with urllib.request.urlopen(f"{self.endpoint}/_requests", context=context) as reply:
            return json.load(reply)


@contextlib.contextmanager
def cohesity():
    command = ["node", str(COMMAND), "emulate", "--tls", "--only", "cohesity"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        printed = json.loads(process.stdout.readline())
        yield Cluster(printed["cohesity"], printed["caCertificateFile"])
    finally:
        process.terminate()
        process.wait()
