"""Finding the server, being known to it, being kept apart by it, and losing it."""

import pytest
from huaweicloudsdkcodeartsbuild.v3 import CodeArtsBuildClient, ShowProjectJobPermissionRequest, ShowProjectPermissionRequest
from huaweicloudsdkcodeartsbuild.v3.region.codeartsbuild_region import CodeArtsBuildRegion
from huaweicloudsdkcodeartspipeline.v2 import CodeArtsPipelineClient
from huaweicloudsdkcodeartspipeline.v2.region.codeartspipeline_region import CodeArtsPipelineRegion
from huaweicloudsdkcore.exceptions.exceptions import ConnectionException

from sdk import PIPELINE_PERMISSIONS
from world import DEVELOPER_ROLE, JOB, KEY_PROJECT, PIPELINE, PIPELINE_PROJECT, PROJECT, TESTER_ROLE, build_flags, user

REGION = "cn-north-4"
SWITCH_PIPELINE = {"pipeline_ids": [PIPELINE], "is_project_switch": True, "roles": []}


@pytest.fixture
def environment(monkeypatch):
    """Sets what a person sets to send an unmodified program to a server."""

    def set_for(server):
        keys = user("developer")
        settings = {
            "HUAWEICLOUD_SDK_AK": keys.access_key,
            "HUAWEICLOUD_SDK_SK": keys.secret_key,
            "HUAWEICLOUD_SDK_PROJECT_ID": KEY_PROJECT,
            "HUAWEICLOUD_SDK_REGION_CODEARTSBUILD_CN_NORTH_4": server.url,
            "HUAWEICLOUD_SDK_REGION_CODEARTSPIPELINE_CN_NORTH_4": server.url,
            "HUAWEICLOUD_SDK_IAM_ENDPOINT": server.url,
        }
        for name, value in settings.items():
            monkeypatch.setenv(name, value)
        return monkeypatch

    return set_for


@pytest.fixture
def keep():
    """Closes a client at the end."""
    kept = []
    yield lambda client: kept.append(client) or client
    for client in kept:
        client.close()


@pytest.mark.scenario("endpoint-by-environment")
def test_a_program_that_names_its_region_alone_reaches_the_server(server, environment, keep):
    environment(server)

    build = keep(CodeArtsBuildClient.new_builder().with_region(CodeArtsBuildRegion.value_of(REGION)).build())
    pipeline = keep(CodeArtsPipelineClient.new_builder().with_region(CodeArtsPipelineRegion.value_of(REGION)).build())

    matrix = build.show_project_job_permission(ShowProjectJobPermissionRequest(project_id=PROJECT, job_id=JOB))
    batch = pipeline.do_http_request(
        method="POST", resource_path=f"{PIPELINE_PERMISSIONS}/pipeline/batch-role-permission",
        path_params={"project_id": PIPELINE_PROJECT}, body={"pipeline_ids": [], "is_project_switch": False, "roles": []},
        header_params={"Content-Type": "application/json"}, response_type="StopPipelineRunResponse",
    )

    assert matrix.result.role_id == DEVELOPER_ROLE
    assert (batch.status_code, batch.raw_content) == (200, b'{"status":"success"}')


@pytest.mark.scenario("project-id-discovery")
@pytest.mark.needs("KeystoneListProjects", "--auth verify")
def test_a_program_without_a_project_id_finds_one(start, environment, keep):
    environment(start("--auth", "verify")).delenv("HUAWEICLOUD_SDK_PROJECT_ID")

    build = keep(CodeArtsBuildClient.new_builder().with_region(CodeArtsBuildRegion.value_of(REGION)).build())
    matrix = build.show_project_job_permission(ShowProjectJobPermissionRequest(project_id=PROJECT, job_id=JOB))

    assert matrix.result.role_id == DEVELOPER_ROLE
    project_id = build.get_credentials().project_id
    assert len(project_id) == 32 and project_id.isalnum()


@pytest.mark.scenario("path-project-from-credential")
def test_a_path_without_a_project_gets_the_credentials(server, connect):
    careless = connect(server)

    def call():
        return careless.raw("POST", f"{PIPELINE_PERMISSIONS}/pipeline/batch-role-permission", service="pipeline", body=SWITCH_PIPELINE)

    careless.refused(call, 404, "DEVPIPE.00011412", names=[KEY_PROJECT])


@pytest.mark.scenario("caller-by-token")
def test_a_token_beside_the_signature_says_who_calls(server, connect):
    administrator = connect(server)
    request = ShowProjectJobPermissionRequest(project_id=PROJECT, job_id=JOB)

    invoker = administrator.build.show_project_job_permission_invoker(request)
    answer = invoker.add_header("X-Auth-Token", user("developer").token).invoke()

    assert administrator.last.request.headers["Authorization"].startswith("SDK-HMAC-SHA256 Access=")
    assert answer.result.role_id == DEVELOPER_ROLE


@pytest.mark.scenario("signatures-verified")
@pytest.mark.needs("--auth verify")
def test_every_kind_of_call_is_signed_as_the_server_verifies(start, connect):
    server = start("--auth", "verify")
    administrator, developer = connect(server), connect(server, "developer")
    put = {"job_id": JOB, "role_id": "4", "permission_name": "is_copy", "permission_value": False}
    query = {"project_id": PROJECT, "job_id": JOB, "note": "ä b+c/&=~*'%"}

    assert administrator.batch({"role_id": DEVELOPER_ROLE, "role_name": "开发人员", "is_manager": True}).status == "success"
    assert administrator.raw("PUT", "/v1/job/role-permission", body=put) == (200, {"status": "success"})
    assert administrator.raw("PUT", "/v1/job/role-permission") == (200, {"status": "success"})
    assert developer.flags() == {**build_flags(PROJECT, DEVELOPER_ROLE), "is_manager": True, "is_copy": False}
    assert administrator.raw("GET", "/v1/job/permission", query=query)[0] == 200
    batch = administrator.pipeline_permissions("POST", "pipeline/batch-role-permission", body=SWITCH_PIPELINE)
    assert batch == (200, {"status": "success"})


@pytest.mark.scenario("temporary-credentials")
@pytest.mark.needs("--auth verify")
def test_a_security_token_is_signed_and_accepted(start, connect):
    developer = connect(start("--auth", "verify"), "developer", security_token="a-security-token")

    assert developer.matrix().result.role_id == DEVELOPER_ROLE
    assert "x-security-token" in developer.last.request.headers["Authorization"]


@pytest.mark.scenario("issued-token")
@pytest.mark.needs("KeystoneCreateUserTokenByPassword", "--auth verify")
def test_a_token_from_iam_is_a_credential_of_its_own(start, connect):
    server, tester = start("--auth", "verify"), user("tester")
    unsigned = connect(server, on_request=lambda request: request.header_params.pop("Authorization"))
    login = {"name": tester.name, "password": tester.password, "domain": {"name": tester.domain}}
    scope = {"project": {"name": REGION}}

    status, answer = unsigned.raw(
        "POST", "/v3/auth/tokens", body={"auth": {"identity": {"methods": ["password"], "password": {"user": login}}, "scope": scope}}
    )
    token = unsigned.last.headers["X-Subject-Token"]
    request = ShowProjectPermissionRequest(project_id=PROJECT)
    permission = unsigned.build.show_project_permission_invoker(request).add_header("X-Auth-Token", token).invoke()

    assert (status, answer["token"]["user"]["id"], answer["token"]["project"]["name"]) == (201, tester.id, REGION)
    assert "Authorization" not in unsigned.last.request.headers
    assert permission.result.role_id == str(TESTER_ROLE)


@pytest.mark.scenario("fault-connection-reset")
@pytest.mark.needs("faults")
def test_a_reset_is_the_sdks_connection_exception(start, connect):
    server = start()
    server.inject("ShowProjectJobPermission", {"reset": True})
    administrator = connect(server)

    with pytest.raises(ConnectionException, match="Connection reset by peer"):
        administrator.matrix()


@pytest.mark.scenario("fault-timeout")
@pytest.mark.needs("faults")
def test_a_hang_is_the_sdks_connection_exception_that_tells_of_the_timeout(start, connect):
    server = start()
    server.inject("ShowProjectJobPermission", {"hang_ms": 60_000})
    administrator = connect(server, timeout=(5, 0.2))

    # There is a CallTimeoutException too, but the SDK's own retries hide the timeout from the code that would raise it.
    with pytest.raises(ConnectionException, match="Read timed out"):
        administrator.matrix()


@pytest.mark.scenario("isolation-by-access-key")
@pytest.mark.needs("namespaces")
def test_access_keys_of_two_namespaces_see_two_worlds(start, connect):
    server = start()

    def known_in(namespace, name):
        keys = user(name)
        return connect(server, keys._replace(access_key=f"ns-{namespace}-{keys.access_key}"))

    def flags():
        return [known_in(namespace, "developer").flags() for namespace in ("one", "two")]

    before = flags()
    known_in("one", "administrator").batch({"role_id": DEVELOPER_ROLE, "is_delete": False})

    seed = build_flags(PROJECT, DEVELOPER_ROLE)
    assert before == [seed, seed]
    assert flags() == [{**seed, "is_delete": False}, seed]
