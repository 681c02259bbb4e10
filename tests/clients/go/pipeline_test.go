package clients

import (
	"strings"
	"testing"
)

const batchPath = "pipeline/batch-role-permission"

// The five flags, of which these are granted, as members of a body.
func pipelineFlags(granted ...string) map[string]any {
	row := map[string]any{}
	for _, flag := range pipelineFlagNames {
		row[flag] = false
	}
	for _, name := range granted {
		row["operation_"+name] = true
	}
	return row
}

// Members of a body, later ones over earlier ones.
func members(some ...map[string]any) map[string]any {
	all := map[string]any{}
	for _, it := range some {
		for name, value := range it {
			all[name] = value
		}
	}
	return all
}

// The rows of a pipeline by role, each with its five flags.
func rolesOf(t *testing.T, s *sdk, pipeline string) map[int]map[string]any {
	t.Helper()
	status, answer, err := s.permissions("GET", "{pipeline_id}/role-permission", rawRequest{PipelineId: &pipeline})
	ok(t, err)
	equal(t, []any{status, len(answer.(map[string]any))}, []any{200, 1})
	rows := map[int]map[string]any{}
	for _, it := range answer.(map[string]any)["roles"].([]any) {
		row := it.(map[string]any)
		role, isNumber := row["role_id"].(float64)
		equal(t, isNumber, true)
		rows[int(role)] = pipelineRow(t, row)
	}
	return rows
}

func pipelineRow(t *testing.T, row map[string]any) map[string]any {
	t.Helper()
	flags := map[string]any{}
	for _, flag := range pipelineFlagNames {
		value, isBool := row[flag].(bool)
		equal(t, isBool, true)
		flags[flag] = value
	}
	return flags
}

func succeeded(t *testing.T, status int, answer any, err error) {
	t.Helper()
	ok(t, err)
	equal(t, []any{status, answer}, []any{200, asJson(t, success)})
}

func TestABatchIsReadBackFromEveryPipeline(t *testing.T) {
	implements(t, "pipeline-batch-round-trip", "ShowPipelineRolePermission")
	administrator := connect(t, start(t), named("administrator"))
	wanted := rolesOf(t, administrator, pipeline)
	written := map[int]map[string]any{4: pipelineFlags("query", "delete", "authorize"), 6: pipelineFlags("execute")}
	var roles []any
	for role, row := range written {
		roles = append(roles, members(row, map[string]any{"role_id": role}))
		if shown(wanted[role]) == shown(row) {
			t.Fatalf("role %d has nothing to change", role)
		}
		wanted[role] = row
	}

	status, answer, err := administrator.permissions("POST", batchPath, rawRequest{Body: body(map[string]any{
		"pipeline_ids": []string{pipeline, otherPipeline}, "is_project_switch": false, "roles": roles,
	})})

	succeeded(t, status, answer, err)
	equal(t, rolesOf(t, administrator, pipeline), wanted)
	equal(t, rolesOf(t, administrator, otherPipeline), wanted)
}

func TestTheLastFlagIsWhatTheSwitchAnswers(t *testing.T) {
	implements(t, "pipeline-switch-round-trip", "SwitchPipelinePermission", "ShowPipelinePermissionSwitch")
	administrator := connect(t, start(t), named("administrator"))

	for _, flag := range []bool{true, false, true} {
		status, answer, err := administrator.permissions("PUT", "{pipeline_id}/update-permission-switch", rawRequest{PipelineId: ptr(pipeline), Flag: &flag})
		succeeded(t, status, answer, err)

		status, answer, err = administrator.permissions("GET", "{pipeline_id}/permission-switch", rawRequest{PipelineId: ptr(pipeline)})
		ok(t, err)
		equal(t, []any{status, answer}, []any{200, map[string]any{"is_use_devuc": flag, "is_allow_edit": true}})
	}
}

func TestARolesRowIsStoredToTheLetter(t *testing.T) {
	for _, granted := range [][]string{{"query", "execute", "update", "delete", "authorize"}, {"execute"}, {}} {
		t.Run("with "+strings.Join(granted, ","), func(t *testing.T) {
			implements(t, "pipeline-role-round-trip", "UpdatePipelineRolePermission", "ShowPipelineRolePermission")
			administrator := connect(t, start(t), named("administrator"))
			wanted := rolesOf(t, administrator, pipeline)
			wanted[4] = pipelineFlags(granted...)

			status, answer, err := administrator.permissions("POST", "{pipeline_id}/update-role-permission", rawRequest{
				PipelineId: ptr(pipeline), Body: body(members(pipelineFlags(granted...), map[string]any{"pipeline_id": nil, "role_id": 4})),
			})

			succeeded(t, status, answer, err)
			equal(t, rolesOf(t, administrator, pipeline), wanted)
		})
	}
}

func TestAUsersRowIsReadBackAndPagesEndWithAnEmptyOne(t *testing.T) {
	implements(t, "pipeline-user-round-trip", "UpdatePipelineUserPermission", "ShowPipelineUserPermission")
	administrator, tester := connect(t, start(t), named("administrator")), named("tester")
	page := func(offset int32, subject string) map[string]any {
		status, answer, err := administrator.permissions("GET", "{pipeline_id}/user-permission", rawRequest{
			PipelineId: ptr(pipeline), Subject: &subject, Limit: ptr(int32(10)), Offset: &offset,
		})
		ok(t, err)
		equal(t, status, 200)
		return answer.(map[string]any)
	}

	status, answer, err := administrator.permissions("POST", "{pipeline_id}/update-user-permission", rawRequest{
		PipelineId: ptr(pipeline),
		Body:       body(members(pipelineFlags("execute", "update"), map[string]any{"pipeline_id": pipeline, "user_id": tester.Id})),
	})

	succeeded(t, status, answer, err)
	found := page(0, "TEST")
	equal(t, []any{found["total"], found["offset"], found["limit"]}, []any{1.0, 0.0, 10.0})
	users := found["users"].([]any)
	equal(t, len(users), 1)
	row := users[0].(map[string]any)
	equal(t, []any{row["user_id"], row["user_name"], row["role_id"]}, []any{tester.Id, "tester", 6.0})
	equal(t, pipelineRow(t, row), pipelineFlags("execute", "update"))
	equal(t, len(page(0, "")["users"].([]any)), 4)
	equal(t, page(10, ""), map[string]any{"offset": 10.0, "limit": 10.0, "total": 4.0, "users": []any{}})
}

func TestACheckOfTheProjectIsAKeyAndABoolean(t *testing.T) {
	for _, kind := range []string{"create", "ban", "group", "read", "tag"} {
		t.Run(kind, func(t *testing.T) {
			implements(t, "pipeline-project-check", "GetProjectPermission")
			for who, allowed := range map[string]bool{"administrator": true, "viewer": kind == "read"} {
				client := connect(t, shared, named(who)).pipeline.HcClient

				status, answer, err := raw(client, "GET", "/v5/{project_id}/api/check-project/{type}", rawRequest{ProjectId: ptr(pipelineProject), Type: &kind})

				ok(t, err)
				equal(t, []any{status, answer}, []any{200, []any{map[string]any{"key": kind, "value": allowed}}})
			}
		})
	}
}

func TestRightsAreOneObjectPerPipeline(t *testing.T) {
	for ids, kind := range map[string]string{"resource_ids": "resource_type", "resourceIds": "resourceType"} {
		t.Run(ids, func(t *testing.T) {
			implements(t, "pipeline-rights-check", "GetPipelinePermission")
			client := connect(t, shared, named("administrator")).pipeline.HcClient

			status, answer, err := raw(client, "POST", "/v5/{tenant_id}/api/pipelines/check-rights", rawRequest{
				TenantId: ptr("d78cbac186b744899480f25bd022f468"),
				Body:     body(map[string]any{ids: []string{otherPipeline, pipeline}, kind: "pipeline"}),
			})

			ok(t, err)
			rights := map[string]any{}
			for _, name := range []string{"query", "update", "execute", "delete", "banned", "copy", "authorize", "tag"} {
				rights[name] = true
			}
			equal(t, []any{status, answer}, []any{200, []any{map[string]any{otherPipeline: rights}, map[string]any{pipeline: rights}}})
		})
	}
}

func TestAuthorizationsAreActionsWithVerdicts(t *testing.T) {
	implements(t, "pipeline-authorizations", "QueryUserDevUcAuthorizations")
	client := connect(t, shared, named("viewer")).pipeline.HcClient

	status, answer, err := raw(client, "GET", "/v2/{cloudProjectId}/cicd/devuc-auth/query", rawRequest{
		CloudProjectId: ptr(pipelineProject), Resource: ptr("pipeline"),
	})

	ok(t, err)
	equal(t, []any{status, answer}, []any{200, asJson(t, `[{"action":"create","verdict":"deny"},{"action":"delete","verdict":"deny"},
		{"action":"update","verdict":"deny"},{"action":"read","verdict":"allow"}]`)})
}
