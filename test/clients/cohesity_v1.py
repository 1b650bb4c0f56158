"""
Drives the Cohesity emulator with Cohesity's own Python client of version 1 of the API: log in, ask who one is, use an API key.

    python3 -m venv venv && venv/bin/pip install cohesity-management-sdk
    npm run build
    venv/bin/python test/clients/cohesity_v1.py

It starts the emulator itself, and fails where the client does not get what it expects. It is not part of `npm test`.
"""

import os

from cohesity_emulator import cohesity

with cohesity() as cluster:
    # The client verifies TLS by default, and is left to.
    os.environ["REQUESTS_CA_BUNDLE"] = cluster.ca_file

    from cohesity_management_sdk.cohesity_client import CohesityClient
    from cohesity_management_sdk.exceptions.api_exception import APIException
    from cohesity_management_sdk.models.access_token_credential import AccessTokenCredential

    credential = AccessTokenCredential(username=cluster.username, password=cluster.password)
    client = CohesityClient(cluster_vip=cluster.vip, username=cluster.username, password=cluster.password)
    issued = client.access_tokens.create_generate_access_token(credential)
    assert issued.access_token and issued.token_type == "Bearer", issued
    assert "CLUSTER_VIEW" in issued.privileges

    user = client.principals.get_session_user()
    assert user.username == cluster.username and user.sid.startswith("S-1-"), user
    assert client.cluster.get_basic_cluster_info().authentication_type

    by_key = CohesityClient(cluster_vip=cluster.vip, api_key=cluster.api_key)
    assert by_key.principals.get_session_user().sid == user.sid

    wrong = CohesityClient(cluster_vip=cluster.vip, username=cluster.username, password="wrong")
    try:
        wrong.principals.get_session_user()
        raise AssertionError("a wrong password was accepted")
    except APIException as error:
        assert "Invalid Username or Password" in str(error), error

    print(f"cohesity-management-sdk: {len(cluster.log())} requests, all as expected")
