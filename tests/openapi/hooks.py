"""Holds the listed business refusals to their reasons: another 400 on schema-valid data is a failure all the same."""

import re

import schemathesis

ANOTHER_PROJECT = r"DEVPIPE\.00011136"
UNKNOWN_ROLE = r"role_id: expected a role of project"
NO_ROLE = r"permissions\.\d+\.role_id: .*got nothing"
NO_TASK = r"job_ids: expected at least one"
METHOD = r"auth\.identity\.methods: expected password or token"
SCOPE = r"auth\.scope\.project: expected the name of a region"

REASONS = {
    "BatchUpdatePipelinePermission": [ANOTHER_PROJECT, UNKNOWN_ROLE],
    "ShowPipelinePermissionSwitch": [ANOTHER_PROJECT],
    "SwitchPipelinePermission": [ANOTHER_PROJECT],
    "ShowPipelineRolePermission": [ANOTHER_PROJECT],
    "UpdatePipelineRolePermission": [ANOTHER_PROJECT, UNKNOWN_ROLE],
    "ShowPipelineUserPermission": [ANOTHER_PROJECT],
    "UpdatePipelineUserPermission": [ANOTHER_PROJECT],
    "BatchUpdateJobRolePermission": [NO_ROLE, NO_TASK, UNKNOWN_ROLE],
    "UpdateSimpleJobRolePermission": [UNKNOWN_ROLE],
    "UpdateSimpleJobRolePermissionAlias": [UNKNOWN_ROLE],
    "KeystoneCreateUserTokenByPassword": [METHOD, SCOPE],
}


@schemathesis.check
def refused_for_a_listed_reason(ctx, response, case):
    """A 400 on schema-valid data has one of the reasons of its operation."""
    if response.status_code != 400 or case.meta is None or not case.meta.generation.mode.is_positive:
        return None
    reasons = REASONS.get(case.operation.definition.raw.get("operationId"), [])
    assert any(re.search(reason, response.text) for reason in reasons), f"refused for another reason: {response.text}"
    return None
