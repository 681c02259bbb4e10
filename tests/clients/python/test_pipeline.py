"""CodeArts Pipeline's permissions, for which no SDK has a method, through the SDK's signed raw call."""

import pytest

from world import DEVELOPER_ROLE, OTHER_PIPELINE, PIPELINE, PIPELINE_FLAGS, PIPELINE_PROJECT, TESTER_ROLE, user

SUCCESS = (200, {"status": "success"})
BATCH = "pipeline/batch-role-permission"


def flags(granted):
    """The five flags, of which these are granted."""
    return {flag: flag.removeprefix("operation_") in granted for flag in PIPELINE_FLAGS}


def roles_of(sdk, pipeline):
    """The rows of a pipeline by role, each with its five flags."""
    status, answer = sdk.pipeline_permissions("GET", "{pipeline_id}/role-permission", pipeline_id=pipeline)
    assert (status, list(answer)) == (200, ["roles"])
    rows = answer["roles"]
    assert all(type(row["role_id"]) is int for row in rows)
    assert all(type(row[flag]) is bool for row in rows for flag in PIPELINE_FLAGS)
    return {row["role_id"]: {flag: row[flag] for flag in PIPELINE_FLAGS} for row in rows}


@pytest.mark.scenario("pipeline-batch-round-trip")
@pytest.mark.needs("ShowPipelineRolePermission")
def test_a_batch_is_read_back_from_every_pipeline(start, connect):
    administrator = connect(start())
    before = roles_of(administrator, PIPELINE)
    written = {DEVELOPER_ROLE: flags(["query", "delete", "authorize"]), TESTER_ROLE: flags(["execute"])}
    roles = [{"role_id": role, **row} for role, row in written.items()]

    answer = administrator.pipeline_permissions(
        "POST", BATCH, body={"pipeline_ids": [PIPELINE, OTHER_PIPELINE], "is_project_switch": False, "roles": roles}
    )

    assert answer == SUCCESS
    assert before[DEVELOPER_ROLE] != written[DEVELOPER_ROLE]
    assert roles_of(administrator, PIPELINE) == {**before, **written}
    assert roles_of(administrator, OTHER_PIPELINE) == {**before, **written}


@pytest.mark.scenario("pipeline-switch-round-trip")
@pytest.mark.needs("SwitchPipelinePermission", "ShowPipelinePermissionSwitch")
def test_the_last_flag_is_what_the_switch_answers(start, connect):
    administrator = connect(start())
    seen = []

    for flag in [True, False, True]:
        switched = administrator.pipeline_permissions(
            "PUT", "{pipeline_id}/update-permission-switch", query={"flag": flag}, pipeline_id=PIPELINE
        )
        assert switched == SUCCESS
        seen.append(administrator.pipeline_permissions("GET", "{pipeline_id}/permission-switch", pipeline_id=PIPELINE))

    assert seen == [(200, {"is_use_devuc": flag, "is_allow_edit": True}) for flag in [True, False, True]]


@pytest.mark.scenario("pipeline-role-round-trip")
@pytest.mark.needs("UpdatePipelineRolePermission", "ShowPipelineRolePermission")
@pytest.mark.parametrize("granted", [["query", "execute", "update", "delete", "authorize"], ["execute"], []])
def test_a_roles_row_is_stored_to_the_letter(start, connect, granted):
    administrator = connect(start())
    before = roles_of(administrator, PIPELINE)

    answer = administrator.pipeline_permissions(
        "POST", "{pipeline_id}/update-role-permission", body={"pipeline_id": None, "role_id": DEVELOPER_ROLE, **flags(granted)},
        pipeline_id=PIPELINE,
    )

    assert answer == SUCCESS
    assert roles_of(administrator, PIPELINE) == {**before, DEVELOPER_ROLE: flags(granted)}


@pytest.mark.scenario("pipeline-user-round-trip")
@pytest.mark.needs("UpdatePipelineUserPermission", "ShowPipelineUserPermission")
def test_a_users_row_is_read_back_and_pages_end_with_an_empty_one(start, connect):
    administrator, tester = connect(start()), user("tester")

    def page(offset, subject=""):
        query = {"subject": subject, "limit": 10, "offset": offset}
        return administrator.pipeline_permissions("GET", "{pipeline_id}/user-permission", query=query, pipeline_id=PIPELINE)

    answer = administrator.pipeline_permissions(
        "POST", "{pipeline_id}/update-user-permission",
        body={"pipeline_id": PIPELINE, "user_id": tester.id, **flags(["execute", "update"])}, pipeline_id=PIPELINE,
    )

    assert answer == SUCCESS
    status, found = page(0, "TEST")
    assert (status, found["total"], found["offset"], found["limit"]) == (200, 1, 0, 10)
    [row] = found["users"]
    assert (row["user_id"], row["user_name"], row["role_id"]) == (tester.id, "tester", TESTER_ROLE)
    assert {flag: row[flag] for flag in PIPELINE_FLAGS} == flags(["execute", "update"])
    assert len(page(0)[1]["users"]) == 4
    assert page(10) == (200, {"offset": 10, "limit": 10, "total": 4, "users": []})


@pytest.mark.scenario("pipeline-project-check")
@pytest.mark.needs("GetProjectPermission")
@pytest.mark.parametrize("kind", ["create", "ban", "group", "read", "tag"])
def test_a_check_of_the_project_is_a_key_and_a_boolean(server, connect, kind):
    path, project = "/v5/{project_id}/api/check-project/{type}", {"project_id": PIPELINE_PROJECT}

    administrator = connect(server).raw("GET", path, service="pipeline", type=kind, **project)
    viewer = connect(server, "viewer").raw("GET", path, service="pipeline", type=kind, **project)

    assert administrator == (200, [{"key": kind, "value": True}])
    assert viewer == (200, [{"key": kind, "value": kind == "read"}])


@pytest.mark.scenario("pipeline-rights-check")
@pytest.mark.needs("GetPipelinePermission")
@pytest.mark.parametrize("ids, kind", [("resource_ids", "resource_type"), ("resourceIds", "resourceType")])
def test_rights_are_one_object_per_pipeline(server, connect, ids, kind):
    administrator = connect(server)

    answer = administrator.raw(
        "POST", "/v5/{tenant_id}/api/pipelines/check-rights", service="pipeline", tenant_id="d78cbac186b744899480f25bd022f468",
        body={ids: [OTHER_PIPELINE, PIPELINE], kind: "pipeline"},
    )

    rights = dict.fromkeys(["query", "update", "execute", "delete", "banned", "copy", "authorize", "tag"], True)
    assert answer == (200, [{OTHER_PIPELINE: rights}, {PIPELINE: rights}])


@pytest.mark.scenario("pipeline-authorizations")
@pytest.mark.needs("QueryUserDevUcAuthorizations")
def test_authorizations_are_actions_with_verdicts(server, connect):
    viewer = connect(server, "viewer")

    answer = viewer.raw(
        "GET", "/v2/{cloudProjectId}/cicd/devuc-auth/query", service="pipeline", cloudProjectId=PIPELINE_PROJECT,
        query={"resource": "pipeline", "cloud_project_id": PIPELINE_PROJECT, "_": "1763887132015"},
    )

    verdicts = {"create": "deny", "delete": "deny", "update": "deny", "read": "allow"}
    assert answer == (200, [{"action": action, "verdict": verdict} for action, verdict in verdicts.items()])
