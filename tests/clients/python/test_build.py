"""CodeArts Build through its typed client, and the one operation that it has no method for."""

import json

import pytest
from huaweicloudsdkcodeartsbuild.v3 import (
    ApplyProjectPermissionRequest,
    BatchUpdateJobRolePermissionRequest,
    CheckJobInternalRequest,
    ProjectPermissionRequestBody,
    RolePermissionsRequestBody,
    ShowDefaultProjectPermissionRequest,
    ShowJobInfoRequest,
    ShowJobRolePermissionRequest,
    ShowProjectPermissionRequest,
)

from sdk import REQUEST_ID
from world import (
    ADMINISTRATOR_ROLE,
    BUILD_FLAGS,
    DEVELOPER_ROLE,
    JOB,
    OTHER_JOB,
    PROJECT,
    TESTER_ROLE,
    UNKNOWN,
    build_flags,
    role_ids,
)

SUCCESS = {"status": "success"}
EVERYTHING = dict.fromkeys(BUILD_FLAGS, True)
DEVELOPER = build_flags(PROJECT, DEVELOPER_ROLE)
PUT_PATHS = ["/v1/job/role-permission", "/v1/job/role-permission/update"]


def is_strictly(value, expected):
    """Whether two values are equal and of one type: Python holds True and 1 for the same."""
    return type(value) is type(expected) and value == expected


def apply(sdk, **members):
    body = ProjectPermissionRequestBody(**members)
    return sdk.build.apply_project_permission(ApplyProjectPermissionRequest(body=body))


@pytest.mark.scenario("build-matrix-types")
def test_the_matrix_is_the_documented_example_of_the_job_that_was_asked_for(server, connect):
    administrator = connect(server)

    answer = administrator.matrix(JOB)

    assert json.loads(answer.raw_content) == {
        "result": {
            "count": 0, "role_id": -1, "job_id": JOB, **EVERYTHING,
            "create_time": "2024-09-20T06:38:49.000+00:00", "last_update_time": "2024-09-20T06:38:49.000+00:00",
        },
        "error": None,
        "status": "success",
    }
    sent = json.loads(answer.raw_content)["result"]
    assert is_strictly(sent["role_id"], ADMINISTRATOR_ROLE)
    assert is_strictly(sent["count"], 0)
    assert all(is_strictly(sent[flag], True) for flag in BUILD_FLAGS)
    assert (answer.status_code, answer.status, answer.result.role_id, answer.result.count) == (200, "success", -1, 0)
    assert answer.result.job_id == JOB


@pytest.mark.scenario("build-batch-round-trip")
def test_a_batch_changes_what_the_developer_may_do_unless_the_project_decides(start, connect):
    server = start()
    administrator, developer = connect(server), connect(server, "developer")
    own = {**DEVELOPER, "is_delete": False, "is_manager": True}

    answer = administrator.batch({"role_id": DEVELOPER_ROLE, "is_delete": False, "is_manager": True}, job_ids=[JOB, OTHER_JOB])
    assert json.loads(answer.raw_content) == {"result": None, "error": None, "status": "success"}
    assert (developer.flags(JOB), developer.flags(OTHER_JOB)) == (own, own)
    assert administrator.flags() == EVERYTHING

    administrator.batch(project_switch=True)
    assert (developer.flags(JOB), developer.flags(OTHER_JOB)) == (DEVELOPER, own)
    assert administrator.flags() == EVERYTHING

    administrator.batch(project_switch=False)
    assert developer.flags(JOB) == own
    assert administrator.flags() == EVERYTHING


@pytest.mark.scenario("build-batch-newer-members")
def test_a_batch_takes_every_member_of_the_model(start, connect):
    server = start()
    administrator, developer = connect(server), connect(server, "developer")
    flags = {**DEVELOPER, "is_copy": False}

    answer = administrator.batch(
        {"id": 0, "role_id": DEVELOPER_ROLE, "devuc_role_id": "eb344656-dbab-466b-91a7-87262c44e5e5", "role_name": "开发人员", **flags, "count": 0},
        project_switch=False,
    )

    assert json.loads(answer.raw_content) == {"result": None, "error": None, "status": "success"}
    assert "X-Mock-Problems" not in administrator.last.headers
    assert developer.flags() == flags


@pytest.mark.scenario("build-batch-all-or-nothing")
def test_a_batch_with_one_unknown_job_changes_no_job(start, connect):
    server = start()
    administrator, developer = connect(server), connect(server, "developer")

    administrator.refused(
        lambda: administrator.batch({"role_id": DEVELOPER_ROLE, "is_delete": False}, job_ids=[JOB, UNKNOWN]),
        404, "DEVCB.00031006", names=[UNKNOWN],
    )

    assert developer.flags() == DEVELOPER


@pytest.mark.scenario("build-project-switch")
def test_the_switch_sends_a_job_to_the_project_and_back(start, connect):
    server = start()
    administrator, developer = connect(server), connect(server, "developer")
    administrator.batch({"role_id": DEVELOPER_ROLE, "is_execute": False})

    answers = [apply(administrator, job_id=JOB, project_id=PROJECT, project_switch=True)]
    seen = [developer.flags()["is_execute"]]
    answers.append(apply(administrator, job_id=JOB, project_id=PROJECT, project_switch=False))
    seen.append(developer.flags()["is_execute"])

    assert [json.loads(answer.raw_content) for answer in answers] == [SUCCESS, SUCCESS]
    assert seen == [True, False]


@pytest.mark.scenario("build-project-check")
def test_without_a_value_the_switch_is_answered_and_not_moved(start, connect):
    administrator = connect(start())

    before = apply(administrator, job_id=JOB, project_id=PROJECT)
    apply(administrator, job_id=JOB, project_id=PROJECT, project_switch=True)
    after = [apply(administrator, job_id=JOB, project_id=PROJECT) for _ in range(2)]

    assert json.loads(before.raw_content) == {"result": "false", "status": "success"}
    assert [json.loads(answer.raw_content) for answer in after] == [{"result": "true", "status": "success"}] * 2


@pytest.mark.scenario("build-role-permission-put")
@pytest.mark.parametrize("path", PUT_PATHS)
@pytest.mark.parametrize("role_id", ["4", 4])
def test_the_put_sets_one_flag_and_true_is_its_default(start, connect, path, role_id):
    server = start()
    administrator, developer = connect(server), connect(server, "developer")
    body = {"job_id": JOB, "role_id": role_id, "permission_name": "is_manager"}

    assert administrator.raw("PUT", path, body=body) == (200, SUCCESS)
    assert developer.flags() == {**DEVELOPER, "is_manager": True}

    assert administrator.raw("PUT", path, body={**body, "permission_value": False}) == (200, SUCCESS)
    assert developer.flags() == DEVELOPER

    assert administrator.raw("PUT", path, body={**body, "permission_value": True}) == (200, SUCCESS)
    assert developer.flags() == {**DEVELOPER, "is_manager": True}


EMPTY_WRITES = {
    "batch without a body": lambda sdk: sdk.build.batch_update_job_role_permission(BatchUpdateJobRolePermissionRequest()),
    "batch of nothing": lambda sdk: sdk.build.batch_update_job_role_permission(
        BatchUpdateJobRolePermissionRequest(body=RolePermissionsRequestBody())
    ),
    "switch without a body": lambda sdk: sdk.build.apply_project_permission(ApplyProjectPermissionRequest()),
    "switch of nothing": lambda sdk: apply(sdk),
    "put without a body": lambda sdk: sdk.raw("PUT", PUT_PATHS[0]),
    "put of nothing": lambda sdk: sdk.raw("PUT", PUT_PATHS[0], body={}),
}


@pytest.mark.scenario("build-empty-writes")
@pytest.mark.parametrize("write", EMPTY_WRITES)
def test_a_write_of_nothing_succeeds_and_says_so(start, connect, write):
    server = start()
    administrator, developer = connect(server), connect(server, "developer")
    before = [developer.matrix(job).raw_content for job in (JOB, OTHER_JOB)]

    EMPTY_WRITES[write](administrator)

    documented = {"result": None, "error": None, **SUCCESS} if write.startswith("batch") else SUCCESS
    assert administrator.last.json() == documented
    assert administrator.last.request.body == (b"{}" if write.endswith("of nothing") else None)
    assert json.loads(administrator.last.headers["X-Mock-Problems"]) != []
    assert [developer.matrix(job).raw_content for job in (JOB, OTHER_JOB)] == before


@pytest.mark.scenario("build-role-matrix")
@pytest.mark.needs("ShowJobRolePermission")
def test_the_rows_of_a_job_are_read_back_as_written(start, connect):
    administrator = connect(start())
    administrator.batch({"role_id": DEVELOPER_ROLE, "is_delete": False, "is_manager": True})
    administrator.batch({"role_id": DEVELOPER_ROLE, "is_copy": False}, {"role_id": TESTER_ROLE, "is_view": True})
    administrator.batch({"role_id": TESTER_ROLE, "is_execute": True})

    answer = administrator.build.show_job_role_permission(ShowJobRolePermissionRequest(job_id=JOB))

    assert (answer.status_code, answer.status) == (200, "success")
    rows = {row.role_id: {flag: getattr(row, flag) for flag in BUILD_FLAGS} for row in answer.result}
    assert len(rows) == len(answer.result)
    assert set(role_ids(PROJECT)) <= set(rows)
    assert rows[DEVELOPER_ROLE] == {**DEVELOPER, "is_delete": False, "is_manager": True, "is_copy": False}
    assert rows[TESTER_ROLE] == {**build_flags(PROJECT, TESTER_ROLE), "is_view": True, "is_execute": True}
    [developer] = [row for row in answer.result if row.role_id == DEVELOPER_ROLE]
    assert (developer.role_name, developer.job_id, developer.count) == ("Developer", JOB, 0)
    for row in json.loads(answer.raw_content)["result"]:
        assert [type(row[name]) for name in ("id", "role_id", "count", *BUILD_FLAGS)] == [int] * 3 + [bool] * 7


@pytest.mark.scenario("build-default-matrix")
@pytest.mark.needs("ShowDefaultProjectPermission")
def test_the_projects_matrix_is_that_of_the_seed(server, connect):
    administrator = connect(server)

    answer = administrator.build.show_default_project_permission(ShowDefaultProjectPermissionRequest(project_id=PROJECT, job_id=JOB))

    assert (answer.status_code, answer.status, answer.error) == (200, "success", None)
    shown = {row.role_id: {flag: getattr(row, flag) for flag in BUILD_FLAGS} for row in answer.result}
    assert shown == {role: build_flags(PROJECT, role) for role in role_ids(PROJECT)}
    for row in json.loads(answer.raw_content)["result"]:
        assert [type(row[name]) for name in ("role_id", *BUILD_FLAGS)] == [int] + [bool] * 7


@pytest.mark.scenario("build-user-permission")
@pytest.mark.needs("ShowProjectPermission")
def test_the_developers_permissions_in_the_project_carry_the_role_as_strings(server, connect):
    developer = connect(server, "developer")

    answer = developer.build.show_project_permission(ShowProjectPermissionRequest(project_id=PROJECT))

    granted = {flag.replace("is_", "") + "_permission": value for flag, value in DEVELOPER.items()}
    assert json.loads(answer.raw_content) == {
        "error": None,
        "result": {
            **granted, "create_permission": True, "group_permission": True, "project_id": PROJECT,
            "role_id": "4", "role_ids": ["4"], "role_name": "Developer", "role_names": ["Developer"],
        },
        "status": "success",
    }
    assert (answer.result.role_id, answer.result.role_ids, answer.result.manager_permission) == ("4", ["4"], False)


@pytest.mark.scenario("build-internal-access")
@pytest.mark.needs("CheckJobInternal")
def test_internal_access_is_a_boolean(server, connect):
    administrator = connect(server)

    answer = administrator.build.check_job_internal(CheckJobInternalRequest())

    assert json.loads(answer.raw_content) == {"result": True, "status": "success"}
    assert answer.result is True


@pytest.mark.scenario("build-job-info")
@pytest.mark.needs("ShowJobInfo")
def test_the_info_of_a_job_follows_its_switch(start, connect):
    server = start()
    administrator, developer = connect(server), connect(server, "developer")
    administrator.batch({"role_id": DEVELOPER_ROLE, "is_delete": False})

    def info():
        result = developer.build.show_job_info(ShowJobInfoRequest(job_id=JOB)).result
        return result.id, result.project_id, result.project_permission_switch, result.is_delete

    before = info()
    apply(administrator, job_id=JOB, project_id=PROJECT, project_switch=True)

    assert before == (JOB, PROJECT, False, False)
    assert info() == (JOB, PROJECT, True, True)


@pytest.mark.scenario("success-request-id")
def test_every_success_has_a_request_id_of_its_own(server, connect):
    administrator = connect(server)

    administrator.matrix()
    administrator.matrix()

    ids = [answer.headers["X-Request-Id"] for answer in administrator.answers]
    assert all(REQUEST_ID.fullmatch(it) for it in ids)
    assert len(set(ids)) == 2
    assert [answer.headers["Content-Type"] for answer in administrator.answers] == ["application/json"] * 2
