"""
Drives the Commvault emulator with Commvault's own Python client: log in, create, list, edit, renew, delete, log out.

    python3 -m venv venv && venv/bin/pip install cvpysdk
    npm run build
    venv/bin/python test/clients/cvpysdk.py

It starts the emulator itself, and fails where the client does not get what it expects. It is not part of `npm test`.
"""

import json
import subprocess
import sys
import time
import warnings
from pathlib import Path
from urllib.parse import urlsplit

# This file has the name of the package, and lies first on the path.
sys.path.pop(0)

from cvpysdk.commcell import Commcell
from cvpysdk.exception import SDKException
from cvpysdk.security.user import User

warnings.simplefilter("ignore")
main = Path(__file__).parents[2] / "lib" / "cli" / "main.js"
emulator = subprocess.Popen(["node", str(main), "emulate", "--only", "commvault"], stdout=subprocess.PIPE, text=True)


def run(credentials):
    address = urlsplit(credentials["endpoint"])
    commcell = Commcell(
        address.netloc,
        credentials["username"],
        credentials["password"],
        web_service_url=credentials["endpoint"] + "/",
    )
    user = User(commcell, credentials["username"], user_id=17)

    token = user.create_access_token("from-python")
    print("created", {key: value for key, value in token.items() if key not in ("accessToken", "refreshToken")})
    narrow = user.create_access_token("narrow", token_type=3, api_endpoints=["/Job"])
    listed = {each["accessTokenId"]: each for each in user.get_access_tokens()["tokens"]}
    assert listed[token["accessTokenId"]]["tokenName"] == "from-python", listed
    assert listed[narrow["accessTokenId"]]["apiEndpoints"] == ["/Job"], listed

    until = int(time.time()) + 30 * 86400
    user.edit_access_token(token["accessTokenId"], token_name="renamed", renewable_until_time=until)
    listed = {each["accessTokenId"]: each for each in user.get_access_tokens()["tokens"]}
    assert listed[token["accessTokenId"]]["tokenName"] == "renamed", listed
    assert listed[token["accessTokenId"]]["renewableUntilTimestamp"] == until, listed

    renewed = user.renew_access_token(token["accessToken"], token["refreshToken"])
    assert renewed["accessToken"] != token["accessToken"]
    assert renewed["refreshToken"] != token["refreshToken"]

    bearer = Commcell(
        address.netloc,
        authtoken="Bearer " + renewed["accessToken"],
        web_service_url=credentials["endpoint"] + "/",
    )
    print("logged in with the token as", bearer.commserv_name)

    try:
        user.renew_access_token(token["accessToken"], token["refreshToken"])
        raise AssertionError("a pair was renewed twice")
    except SDKException as error:
        print("refused:", error)
    assert token["accessTokenId"] not in [each["accessTokenId"] for each in user.get_access_tokens()["tokens"]]

    user.delete_access_token(narrow["accessTokenId"])
    assert user.get_access_tokens()["tokens"] == []
    commcell.logout()


try:
    run(json.loads(emulator.stdout.readline())["commvault"])
    print("ok")
finally:
    emulator.terminate()
    emulator.wait()
sys.exit(0)
