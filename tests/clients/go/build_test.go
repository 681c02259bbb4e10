package clients

import (
	"fmt"
	"testing"

	build "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/codeartsbuild/v3"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/codeartsbuild/v3/model"
)

const (
	success      = `{"status":"success"}`
	batchSuccess = `{"result":null,"error":null,"status":"success"}`
)

var (
	developerFlags = buildMatrix()[developerRole]
	putPaths       = []string{"/v1/job/role-permission", "/v1/job/role-permission/update"}
)

func TestTheMatrixIsTheDocumentedExampleOfTheJobThatWasAskedFor(t *testing.T) {
	implements(t, "build-matrix-types")
	administrator := connect(t, shared, named("administrator"))

	matrix, err := administrator.matrix()

	ok(t, err)
	yes := ptr(true)
	result := model.ShowJobPermissionResult{
		RoleId: ptr(int32(-1)), JobId: ptr(job), Count: ptr(int32(0)),
		IsModify: yes, IsDelete: yes, IsView: yes, IsExecute: yes, IsCopy: yes, IsForbidden: yes, IsManager: yes,
		CreateTime: ptr("2024-09-20T06:38:49.000+00:00"), LastUpdateTime: ptr("2024-09-20T06:38:49.000+00:00"),
	}
	equal(t, *matrix, model.ShowProjectJobPermissionResponse{Result: &result, Status: ptr("success"), HttpStatusCode: 200})
	equal(t, asJson(t, administrator.last().text), asJson(t, `{"error":null,"status":"success","result":{
		"count":0,"role_id":-1,"job_id":"`+job+`","is_modify":true,"is_delete":true,"is_view":true,"is_execute":true,"is_copy":true,
		"is_forbidden":true,"is_manager":true,
		"create_time":"2024-09-20T06:38:49.000+00:00","last_update_time":"2024-09-20T06:38:49.000+00:00"}}`))
}

func TestABatchChangesWhatTheDeveloperMayDoUnlessTheProjectDecides(t *testing.T) {
	implements(t, "build-batch-round-trip")
	s := start(t)
	administrator, developer := connect(t, s, named("administrator")), connect(t, s, named("developer"))
	own := developerFlags.with(flags{"is_delete": false, "is_manager": true})
	seen := func() []flags {
		return []flags{developer.flags(t, job), developer.flags(t, otherJob), administrator.flags(t)}
	}

	_, err := administrator.batchOf(&model.RolePermissionsRequestBody{
		ProjectId: ptr(project), JobIds: &[]string{job, otherJob},
		Permissions: &[]model.JobRolePermission{{RoleId: ptr(developerRole), IsDelete: ptr(false), IsManager: ptr(true)}},
	})
	ok(t, err)
	equal(t, asJson(t, administrator.last().text), asJson(t, batchSuccess))
	equal(t, seen(), []flags{own, own, everything})

	_, err = administrator.switchTo(true)
	ok(t, err)
	equal(t, seen(), []flags{developerFlags, own, everything})

	_, err = administrator.switchTo(false)
	ok(t, err)
	equal(t, seen(), []flags{own, own, everything})
}

func TestABatchTakesEveryMemberOfTheModel(t *testing.T) {
	implements(t, "build-batch-newer-members")
	s := start(t)
	administrator, developer := connect(t, s, named("administrator")), connect(t, s, named("developer"))
	wanted := developerFlags.with(flags{"is_copy": false})
	flag := func(name string) *bool { return ptr(wanted[name]) }

	_, err := administrator.batchOf(&model.RolePermissionsRequestBody{
		ProjectId: ptr(project), JobIds: &[]string{job}, ProjectSwitch: ptr(false),
		Permissions: &[]model.JobRolePermission{{
			Id: ptr(int32(0)), RoleId: ptr(developerRole), DevucRoleId: ptr("eb344656-dbab-466b-91a7-87262c44e5e5"),
			RoleName: ptr("开发人员"), Count: ptr(int32(0)),
			IsModify: flag("is_modify"), IsDelete: flag("is_delete"), IsView: flag("is_view"), IsExecute: flag("is_execute"),
			IsCopy: flag("is_copy"), IsForbidden: flag("is_forbidden"), IsManager: flag("is_manager"),
		}},
	})

	ok(t, err)
	equal(t, asJson(t, administrator.last().text), asJson(t, batchSuccess))
	equal(t, administrator.last().header.Values("X-Mock-Problems"), nil)
	equal(t, developer.flags(t), wanted)
}

func TestABatchWithOneUnknownJobChangesNoJob(t *testing.T) {
	implements(t, "build-batch-all-or-nothing")
	s := start(t)
	administrator, developer := connect(t, s, named("administrator")), connect(t, s, named("developer"))

	_, err := administrator.batchOf(&model.RolePermissionsRequestBody{
		ProjectId: ptr(project), JobIds: &[]string{job, unknown},
		Permissions: &[]model.JobRolePermission{{RoleId: ptr(developerRole), IsDelete: ptr(false)}},
	})

	administrator.refused(t, err, 404, "DEVCB.00031006", unknown)
	equal(t, developer.flags(t), developerFlags)
}

func TestTheSwitchSendsAJobToTheProjectAndBack(t *testing.T) {
	implements(t, "build-project-switch")
	s := start(t)
	administrator, developer := connect(t, s, named("administrator")), connect(t, s, named("developer"))
	_, err := administrator.batch(model.JobRolePermission{RoleId: ptr(developerRole), IsExecute: ptr(false)})
	ok(t, err)

	for _, value := range []bool{true, false} {
		answer, err := administrator.apply(&value)

		ok(t, err)
		equal(t, *answer, model.ApplyProjectPermissionResponse{Status: ptr("success"), HttpStatusCode: 200})
		equal(t, asJson(t, administrator.last().text), asJson(t, success))
		equal(t, developer.flags(t), developerFlags.with(flags{"is_execute": value}))
	}
}

func TestWithoutAValueTheSwitchIsAnsweredAndNotMoved(t *testing.T) {
	implements(t, "build-project-check")
	administrator := connect(t, start(t), named("administrator"))
	check := func() model.ApplyProjectPermissionResponse {
		answer, err := administrator.apply(nil)
		ok(t, err)
		return *answer
	}

	before := check()
	_, err := administrator.apply(ptr(true))
	ok(t, err)
	after := []model.ApplyProjectPermissionResponse{check(), check()}

	answer := func(result string) model.ApplyProjectPermissionResponse {
		return model.ApplyProjectPermissionResponse{Result: &result, Status: ptr("success"), HttpStatusCode: 200}
	}
	equal(t, before, answer("false"))
	equal(t, after, []model.ApplyProjectPermissionResponse{answer("true"), answer("true")})
}

func TestThePutSetsOneFlagAndTrueIsItsDefault(t *testing.T) {
	for _, path := range putPaths {
		for _, role := range []any{"4", 4} {
			t.Run(fmt.Sprintf("%s with %T", path, role), func(t *testing.T) {
				implements(t, "build-role-permission-put")
				s := start(t)
				administrator, developer := connect(t, s, named("administrator")), connect(t, s, named("developer"))

				for _, value := range []any{nil, false, true} {
					members := map[string]any{"job_id": job, "role_id": role, "permission_name": "is_manager"}
					if value != nil {
						members["permission_value"] = value
					}
					status, answer, err := raw(administrator.build.HcClient, "PUT", path, rawRequest{Body: body(members)})

					ok(t, err)
					equal(t, []any{status, answer}, []any{200, asJson(t, success)})
					equal(t, developer.flags(t), developerFlags.with(flags{"is_manager": value != false}))
				}
			})
		}
	}
}

func TestAWriteOfNothingSucceedsAndSaysSo(t *testing.T) {
	put := func(s *sdk, body *any) error {
		_, _, err := raw(s.build.HcClient, "PUT", putPaths[0], rawRequest{Body: body})
		return err
	}
	apply := func(s *sdk, body *model.ProjectPermissionRequestBody) error {
		_, err := s.build.ApplyProjectPermission(&model.ApplyProjectPermissionRequest{Body: body})
		return err
	}
	batch := func(s *sdk, body *model.RolePermissionsRequestBody) error {
		_, err := s.batchOf(body)
		return err
	}
	for _, it := range []struct {
		name, sent, documented string
		write                  func(*sdk) error
	}{
		{"batch without a body", "", batchSuccess, func(s *sdk) error { return batch(s, nil) }},
		{"batch of nothing", "{}\n", batchSuccess, func(s *sdk) error { return batch(s, &model.RolePermissionsRequestBody{}) }},
		{"switch without a body", "", success, func(s *sdk) error { return apply(s, nil) }},
		{"switch of nothing", "{}\n", success, func(s *sdk) error { return apply(s, &model.ProjectPermissionRequestBody{}) }},
		{"put without a body", "", success, func(s *sdk) error { return put(s, nil) }},
		{"put of nothing", "{}\n", success, func(s *sdk) error { return put(s, body(map[string]any{})) }},
	} {
		t.Run(it.name, func(t *testing.T) {
			implements(t, "build-empty-writes")
			s := start(t)
			administrator, developer := connect(t, s, named("administrator")), connect(t, s, named("developer"))
			seen := func() []flags { return []flags{developer.flags(t, job), developer.flags(t, otherJob)} }
			before := seen()

			ok(t, it.write(administrator))

			equal(t, asJson(t, administrator.last().text), asJson(t, it.documented))
			equal(t, administrator.bodies, []string{it.sent})
			problems := asJson(t, administrator.last().header.Get("X-Mock-Problems"))
			if len(problems.([]any)) == 0 {
				t.Fatal("nothing was said")
			}
			equal(t, seen(), before)
		})
	}
}

func TestTheRowsOfAJobAreReadBackAsWritten(t *testing.T) {
	implements(t, "build-role-matrix", "ShowJobRolePermission")
	administrator := connect(t, start(t), named("administrator"))
	for _, permissions := range [][]model.JobRolePermission{
		{{RoleId: ptr(developerRole), IsDelete: ptr(false), IsManager: ptr(true)}},
		{{RoleId: ptr(developerRole), IsCopy: ptr(false)}, {RoleId: ptr(testerRole), IsView: ptr(true)}},
		{{RoleId: ptr(testerRole), IsExecute: ptr(true)}},
	} {
		_, err := administrator.batch(permissions...)
		ok(t, err)
	}

	answer, err := administrator.build.ShowJobRolePermission(&model.ShowJobRolePermissionRequest{JobId: job})

	ok(t, err)
	equal(t, []any{answer.HttpStatusCode, *answer.Status}, []any{200, "success"})
	rows := map[int32]flags{}
	for _, it := range *answer.Result {
		rows[*it.RoleId] = flagsOf(it.IsModify, it.IsDelete, it.IsView, it.IsExecute, it.IsCopy, it.IsForbidden, it.IsManager)
		equal(t, []any{it.Id != nil, *it.Count, len(rows[*it.RoleId])}, []any{true, int32(0), 7})
		if *it.RoleId == developerRole {
			equal(t, []string{*it.RoleName, *it.JobId}, []string{"Developer", job})
		}
	}
	equal(t, len(rows), len(*answer.Result))
	for role := range buildMatrix() {
		if rows[role] == nil {
			t.Fatalf("role %d has no row", role)
		}
	}
	equal(t, rows[developerRole], developerFlags.with(flags{"is_delete": false, "is_manager": true, "is_copy": false}))
	equal(t, rows[testerRole], buildMatrix()[testerRole].with(flags{"is_view": true, "is_execute": true}))
}

func TestTheProjectsMatrixIsThatOfTheSeed(t *testing.T) {
	implements(t, "build-default-matrix", "ShowDefaultProjectPermission")
	administrator := connect(t, shared, named("administrator"))

	answer, err := administrator.build.ShowDefaultProjectPermission(&model.ShowDefaultProjectPermissionRequest{ProjectId: project, JobId: job})

	ok(t, err)
	equal(t, []any{answer.HttpStatusCode, *answer.Status, answer.Error == nil}, []any{200, "success", true})
	rows := map[int32]flags{}
	for _, it := range *answer.Result {
		rows[*it.RoleId] = flagsOf(it.IsModify, it.IsDelete, it.IsView, it.IsExecute, it.IsCopy, it.IsForbidden, it.IsManager)
	}
	equal(t, rows, buildMatrix())
	equal(t, len(*answer.Result), len(rows))
}

func TestTheDevelopersPermissionsInTheProjectCarryTheRoleAsStrings(t *testing.T) {
	implements(t, "build-user-permission", "ShowProjectPermission")
	developer := connect(t, shared, named("developer"))

	answer, err := developer.build.ShowProjectPermission(&model.ShowProjectPermissionRequest{ProjectId: project})

	ok(t, err)
	granted := func(flag string) *bool { return ptr(developerFlags[flag]) }
	equal(t, *answer, model.ShowProjectPermissionResponse{
		Status: ptr("success"), HttpStatusCode: 200,
		Result: &model.ShowUserProjectPermissionResult{
			ProjectId: ptr(project), CreatePermission: ptr(true), GroupPermission: ptr(true),
			ModifyPermission: granted("is_modify"), DeletePermission: granted("is_delete"), ViewPermission: granted("is_view"),
			ExecutePermission: granted("is_execute"), CopyPermission: granted("is_copy"),
			ForbiddenPermission: granted("is_forbidden"), ManagerPermission: granted("is_manager"),
			RoleId: ptr("4"), RoleIds: &[]string{"4"}, RoleName: ptr("Developer"), RoleNames: &[]string{"Developer"},
		},
	})
}

func TestInternalAccessIsABoolean(t *testing.T) {
	implements(t, "build-internal-access", "CheckJobInternal")
	administrator := connect(t, shared, named("administrator"))

	answer, err := administrator.build.CheckJobInternal(&model.CheckJobInternalRequest{})

	ok(t, err)
	equal(t, *answer, model.CheckJobInternalResponse{Result: ptr(true), Status: ptr("success"), HttpStatusCode: 200})
}

func TestTheInfoOfAJobFollowsItsSwitch(t *testing.T) {
	implements(t, "build-job-info", "ShowJobInfo")
	s := start(t)
	administrator, developer := connect(t, s, named("administrator")), connect(t, s, named("developer"))
	_, err := administrator.batch(model.JobRolePermission{RoleId: ptr(developerRole), IsDelete: ptr(false)})
	ok(t, err)
	info := func() []any {
		answer, err := developer.build.ShowJobInfo(&model.ShowJobInfoRequest{JobId: job})
		ok(t, err)
		it := answer.Result
		return []any{*it.Id, *it.ProjectId, *it.ProjectPermissionSwitch, *it.IsDelete}
	}

	before := info()
	_, err = administrator.apply(ptr(true))

	ok(t, err)
	equal(t, before, []any{job, project, false, false})
	equal(t, info(), []any{job, project, true, true})
}

func TestEverySuccessHasARequestIdOfItsOwn(t *testing.T) {
	implements(t, "success-request-id")
	administrator := connect(t, shared, named("administrator"))
	seen := map[string]bool{}

	for range []int{1, 2} {
		// Where the SDK itself keeps the id of an answer.
		request := &model.ShowProjectJobPermissionRequest{ProjectId: project, JobId: job}
		invoker := administrator.build.ShowProjectJobPermissionInvoker(request)
		_, err := invoker.Invoke()
		ok(t, err)
		id := invoker.Exchange.ApiReference.RequestId
		if !requestId.MatchString(id) {
			t.Fatalf("%q is no request id", id)
		}
		seen[id] = true
		equal(t, administrator.last().header.Get("Content-Type"), "application/json")
	}

	equal(t, len(seen), 2)
}

// The typed batch's own definition, for a body that its model cannot hold.
func untypedBatch(s *sdk, body *any) error {
	_, err := s.build.HcClient.Sync(&rawRequest{Body: body}, build.GenReqDefForBatchUpdateJobRolePermission())
	return err
}
