"""Every documented refusal as the SDK's exception, and failures that hide inside a success."""

import json

import pytest
from huaweicloudsdkcodeartsbuild.v3 import BatchUpdateJobRolePermissionRequest, RolePermissionsRequestBody
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException

from results import Shortfall
from world import (
    DEVELOPER_ROLE,
    JOB,
    PIPELINE,
    PIPELINE_OF_ANOTHER_PROJECT,
    PROJECT,
    UNKNOWN,
    build_flags,
    user,
)

THROTTLED = "The throttling threshold has been reached."
UNAUTHENTICATED = "Incorrect IAM authentication information: "


def pipeline_batch(sdk, *pipelines):
    """The smallest batch of pipelines: it moves the switch."""
    body = {"pipeline_ids": list(pipelines), "is_project_switch": True, "roles": []}
    return sdk.pipeline_permissions("POST", "pipeline/batch-role-permission", body=body)


@pytest.mark.scenario("error-400-missing-member")
def test_a_batch_without_jobs_is_told_so(server, connect):
    administrator = connect(server)
    request = BatchUpdateJobRolePermissionRequest(body=RolePermissionsRequestBody(project_id=PROJECT))

    administrator.refused(
        lambda: administrator.build.batch_update_job_role_permission(request), 400, "CB.00060200", names=["Invalid parameter. ", "job_ids"]
    )


@pytest.mark.scenario("error-400-wrong-type")
def test_a_word_for_a_boolean_is_refused_with_its_place(server, connect):
    administrator = connect(server)

    administrator.refused(
        lambda: administrator.batch({"role_id": DEVELOPER_ROLE, "is_view": "yes"}), 400, "CB.00060200", names=["permissions.0.is_view"]
    )


@pytest.mark.scenario("error-400-malformed-id")
def test_an_id_that_cannot_be_one_is_refused(server, connect):
    administrator = connect(server)

    administrator.refused(lambda: administrator.matrix("no-job"), 400, "CB.00060201", names=["Invalid task ID. ", "job_id"])


@pytest.mark.scenario("error-400-pipeline-mismatch")
def test_a_pipeline_of_another_project_is_refused(server, connect):
    administrator = connect(server)

    administrator.refused(
        lambda: pipeline_batch(administrator, PIPELINE, PIPELINE_OF_ANOTHER_PROJECT), 400, "DEVPIPE.00011136",
        names=[PIPELINE_OF_ANOTHER_PROJECT],
    )


@pytest.mark.scenario("error-400-pipeline-missing-member")
def test_a_batch_of_pipelines_without_roles_is_told_so(server, connect):
    administrator = connect(server)
    body = {"pipeline_ids": [PIPELINE], "is_project_switch": True}

    administrator.refused(
        lambda: administrator.pipeline_permissions("POST", "pipeline/batch-role-permission", body=body), 400, "DEVCP.00021400",
        names=["Bad request parameter. ", "roles"],
    )


@pytest.mark.scenario("error-401-no-credential")
def test_a_call_without_its_signature_is_refused(server, connect):
    nobody = connect(server, on_request=lambda request: request.header_params.pop("Authorization"))

    nobody.refused(nobody.matrix, 401, "APIGW.0301", message=f"{UNAUTHENTICATED}x-auth-token not found")


@pytest.mark.scenario("error-401-wrong-secret")
@pytest.mark.needs("--auth verify")
def test_a_signature_with_another_secret_is_refused(start, connect):
    impostor = connect(start("--auth", "verify"), user("developer")._replace(secret_key=user("tester").secret_key))

    error = impostor.refused(impostor.matrix, 401, "APIGW.0301")
    assert error.error_msg.startswith(f"{UNAUTHENTICATED}verify aksk signature fail")


@pytest.mark.scenario("error-401-unknown-access-key")
@pytest.mark.needs("--auth verify")
def test_an_access_key_that_nobody_has_is_refused(start, connect):
    stranger = connect(start("--auth", "verify"), user("developer")._replace(access_key="NOBODYHASTHISKEY0000"))

    error = stranger.refused(stranger.matrix, 401, "APIGW.0301")
    assert error.error_msg.startswith(f"{UNAUTHENTICATED}Get secretKey failed")


@pytest.mark.scenario("error-403-build")
def test_a_viewer_may_not_change_a_job(start, connect):
    server = start()
    viewer, developer = connect(server, "viewer"), connect(server, "developer")

    viewer.refused(
        lambda: viewer.batch({"role_id": DEVELOPER_ROLE, "is_view": False}), 403, "CB.00031059", names=["Insufficient permission."]
    )

    assert developer.flags() == build_flags(PROJECT, DEVELOPER_ROLE)


@pytest.mark.scenario("error-403-pipeline")
def test_a_viewer_may_not_change_a_pipeline(server, connect):
    viewer = connect(server, "viewer")

    viewer.refused(lambda: pipeline_batch(viewer, PIPELINE), 403, "DEVCP.00014031", names=["Insufficient permission."])


@pytest.mark.scenario("error-404-unknown-job")
def test_an_unknown_job_is_not_found(server, connect):
    administrator = connect(server)

    administrator.refused(lambda: administrator.matrix(UNKNOWN), 404, "DEVCB.00031006", names=[UNKNOWN])


@pytest.mark.scenario("error-404-unknown-project")
def test_an_unknown_project_is_not_found(server, connect):
    administrator = connect(server)

    administrator.refused(lambda: administrator.matrix(JOB, UNKNOWN), 404, "CB.00060214", names=[UNKNOWN])


@pytest.mark.scenario("error-404-unknown-pipeline")
def test_an_unknown_pipeline_is_not_found(server, connect):
    administrator = connect(server)

    administrator.refused(lambda: pipeline_batch(administrator, UNKNOWN), 404, "DEVPIPE.00011401", names=[UNKNOWN])


@pytest.mark.scenario("error-404-unknown-path")
def test_an_unknown_path_is_not_found(server, connect):
    administrator = connect(server)

    administrator.refused(
        lambda: administrator.raw("GET", "/v1/job/nothing"), 404, "APIGW.0101",
        names=["The API does not exist or has not been published in the environment."],
    )


@pytest.mark.scenario("error-422-unknown-job")
def test_an_unknown_job_is_unprocessable_where_clients_have_met_it(start, connect):
    administrator = connect(start("--quirk", "error-profile=observed"))

    administrator.refused(lambda: administrator.matrix(UNKNOWN), 422, "DEVCB.00031006", names=[UNKNOWN])


@pytest.mark.scenario("error-429-read")
@pytest.mark.needs("faults")
@pytest.mark.not_applicable("the SDK gives a throttled GET up before it reads the answer: code 429, no request id")
def test_a_throttled_read_is_an_exception(start, connect):
    server = start()
    server.inject("ShowProjectJobPermission", {"status": 429})
    administrator = connect(server)

    with pytest.raises(ClientRequestException) as caught:
        administrator.matrix()

    error = caught.value
    if (error.status_code, error.error_code, error.request_id) == (429, "429", ""):
        raise Shortfall
    # What an SDK that has learnt it does, which is a failure too: then the mark above must go.
    administrator.refused(administrator.matrix, 429, "APIGW.0308", names=[THROTTLED])


@pytest.mark.scenario("error-429-write")
@pytest.mark.needs("faults")
def test_a_throttled_write_is_an_exception(start, connect):
    server = start()
    server.inject("BatchUpdateJobRolePermission", {"status": 429})
    administrator = connect(server)

    administrator.refused(lambda: administrator.batch(project_switch=True), 429, "APIGW.0308", names=[THROTTLED])


@pytest.mark.scenario("error-500")
@pytest.mark.needs("faults")
def test_an_internal_error_is_the_servers_exception(start, connect):
    server = start()
    server.inject("ShowProjectJobPermission", {"status": 500})
    administrator = connect(server)

    administrator.refused(administrator.matrix, 500, "CB.00060101", names=["Internal error."])


@pytest.mark.scenario("failure-in-200-pipeline")
def test_a_pipelines_failure_inside_a_success_raises_nothing_and_can_be_read(start, connect):
    administrator = connect(start("--quirk", "error-profile=observed"))

    status, body = pipeline_batch(administrator, UNKNOWN)

    assert (status, list(body), body["error_code"]) == (200, ["error_code", "error_msg"], "DEVPIPE.00011401")
    assert UNKNOWN in body["error_msg"]


@pytest.mark.scenario("failure-in-200-build")
@pytest.mark.needs("faults")
def test_a_jobs_failure_inside_a_success_raises_nothing_and_can_be_read(start, connect):
    server = start()
    failure = {"code": "CB.00060201", "message": "Invalid task ID."}
    server.inject("BatchUpdateJobRolePermission", {"failure_in_200": failure})
    administrator = connect(server)

    answer = administrator.batch(project_switch=True)

    assert (answer.status_code, answer.status, answer.error) == (200, "fail", failure)
    assert json.loads(answer.raw_content) == {"result": None, "error": failure, "status": "fail"}
