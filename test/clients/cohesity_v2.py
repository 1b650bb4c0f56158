"""
Drives the Cohesity emulator with Cohesity's own Python client of version 2 of the API: log in, view the cluster, and the life of an API key.

    python3 -m venv venv && venv/bin/pip install cohesity-sdk
    npm run build
    venv/bin/python test/clients/cohesity_v2.py

It starts the emulator itself, and fails where the client does not get what it expects. It is not part of `npm test`.
"""

import urllib3
from cohesity_emulator import cohesity
from cohesity_sdk.cluster.cluster_client import ClusterClient
from cohesity_sdk.cluster.exceptions import ApiException
from cohesity_sdk.cluster.models.create_access_token_request_params import CreateAccessTokenRequestParams
from cohesity_sdk.cluster.models.create_or_update_api_key_request import CreateOrUpdateAPIKeyRequest

urllib3.disable_warnings()

with cohesity() as cluster:
    client = ClusterClient(
        cluster_vip=cluster.vip, username=cluster.username, password=cluster.password, domain="LOCAL"
    )
    body = CreateAccessTokenRequestParams(username=cluster.username, password=cluster.password)
    issued = client.access_token_api.create_access_token(body)
    assert issued.access_token and issued.token_type == "Bearer", issued
    assert client.platform_api.get_cluster().name

    keys = client.user_api
    sid = keys.get_all_api_keys().api_keys[0].user_sid
    created = keys.create_user_api_key(sid, CreateOrUpdateAPIKeyRequest(name="ci", expiry_time_msecs=4102444800000))
    assert created.api_key and created.user_sid == sid, created
    assert keys.get_user_api_key_by_id(user_sid=sid, id=created.id).expiry_time_msecs == 4102444800000

    by_key = ClusterClient(cluster_vip=cluster.vip, api_key=created.api_key)
    assert by_key.platform_api.get_cluster().name

    body = CreateOrUpdateAPIKeyRequest(name="cd", is_active=False)
    changed = keys.update_user_api_key_by_id(user_sid=sid, id=created.id, body=body)
    assert changed.name == "cd" and changed.is_active is False, changed
    rotated = keys.rotate_user_api_key(user_sid=sid, id=created.id)
    assert rotated.id == created.id and rotated.api_key != created.api_key
    keys.delete_user_api_key_by_id(user_sid=sid, id=created.id)
    assert [key.name for key in keys.get_user_api_keys(sid).api_keys] == ["admin"]
    try:
        keys.get_user_api_key_by_id(user_sid=sid, id=created.id)
        raise AssertionError("a deleted key was found")
    except ApiException as error:
        assert error.status == 404, error

    print(f"cohesity-sdk: {len(cluster.log())} requests, all as expected")
