"""Tests of code that grants permissions, with the official SDK and a fresh CodeArts for each."""

import pytest
import requests
from huaweicloudsdkcodeartsbuild.v3 import (
    BatchUpdateJobRolePermissionRequest,
    CodeArtsBuildClient,
    JobRolePermission,
    RolePermissionsRequestBody,
    ShowJobRolePermissionRequest,
)
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException

PROJECT, JOB = "p45e51b060f1b4e82916f9d2c33e8eb28", "6ecbc5bac7c8442fb3d2563d53c13582"
DEVELOPER = 4


def forbid_deletion(client, job):
    """What is tested here: code of your own."""
    rows = [JobRolePermission(role_id=DEVELOPER, is_delete=False)]
    body = RolePermissionsRequestBody(project_id=PROJECT, job_ids=[job], permissions=rows)
    client.batch_update_job_role_permission(BatchUpdateJobRolePermissionRequest(body=body))


@pytest.fixture
def client(codearts):
    credentials = BasicCredentials("any access key", "any secret key", PROJECT)
    return CodeArtsBuildClient.new_builder().with_credentials(credentials).with_endpoint(codearts).build()


def may_delete(client):
    """Whether developers may delete the build task."""
    rows = client.show_job_role_permission(ShowJobRolePermissionRequest(job_id=JOB)).result
    return next(row.is_delete for row in rows if row.role_id == DEVELOPER)


def test_deletion_is_forbidden_to_developers_with_one_call(client, codearts):
    forbid_deletion(client, JOB)

    assert not may_delete(client)
    expected = {"operation": "BatchUpdateJobRolePermission", "match": {"body": {"job_ids": [JOB]}}, "times": {"exactly": 1}}
    verdict = requests.post(f"{codearts}/_mock/verify", json=expected, timeout=10)
    assert verdict.ok, verdict.text


def test_developers_may_delete_by_default(client):
    # The test above has left no trace, whichever of them runs first.
    assert may_delete(client)


def test_a_refusal_is_an_exception(client, codearts):
    fault = {"operation": "BatchUpdateJobRolePermission", "times": 1, "action": {"status": 403}}
    requests.put(f"{codearts}/_mock/faults", json={"faults": [fault]}, timeout=10).raise_for_status()

    with pytest.raises(ClientRequestException) as refusal:
        forbid_deletion(client, JOB)

    assert (refusal.value.status_code, refusal.value.error_code) == (403, "CB.00031059")
