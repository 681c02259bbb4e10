package clients

import (
	"strings"
	"testing"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/codeartsbuild/v3/model"
)

const (
	throttled       = "The throttling threshold has been reached."
	unauthenticated = "Incorrect IAM authentication information: "
)

// Refusals that change nothing, so that the server of all may give them.
func TestARefusalIsTheSdksError(t *testing.T) {
	read := func(ids ...string) func(*sdk) error {
		return func(s *sdk) error {
			_, err := s.matrix(ids...)
			return err
		}
	}
	batchPipelines := func(ids ...string) func(*sdk) error {
		return func(s *sdk) error {
			_, _, err := s.pipelineBatch(ids...)
			return err
		}
	}
	for _, it := range []struct {
		scenario, who string
		call          func(*sdk) error
		status        int
		code          string
		words         []string
	}{
		{"error-400-missing-member", "administrator", func(s *sdk) error {
			_, err := s.batchOf(&model.RolePermissionsRequestBody{ProjectId: ptr(project)})
			return err
		}, 400, "CB.00060200", []string{"Invalid parameter. ", "job_ids"}},
		{"error-400-wrong-type", "administrator", func(s *sdk) error {
			row := map[string]any{"role_id": developerRole, "is_view": "yes"}
			return untypedBatch(s, body(map[string]any{"project_id": project, "job_ids": []string{job}, "permissions": []any{row}}))
		}, 400, "CB.00060200", []string{"permissions.0.is_view"}},
		{"error-400-malformed-id", "administrator", read("no-job"), 400, "CB.00060201", []string{"Invalid task ID. ", "job_id"}},
		{"error-400-pipeline-mismatch", "administrator", batchPipelines(pipeline, strayPipeline), 400, "DEVPIPE.00011136", []string{strayPipeline}},
		{"error-400-pipeline-missing-member", "administrator", func(s *sdk) error {
			_, _, err := s.permissions("POST", batchPath, rawRequest{
				Body: body(map[string]any{"pipeline_ids": []string{pipeline}, "is_project_switch": true}),
			})
			return err
		}, 400, "DEVCP.00021400", []string{"Bad request parameter. ", "roles"}},
		{"error-403-pipeline", "viewer", batchPipelines(pipeline), 403, "DEVCP.00014031", []string{"Insufficient permission."}},
		{"error-404-unknown-job", "administrator", read(unknown), 404, "DEVCB.00031006", []string{unknown}},
		{"error-404-unknown-project", "administrator", read(job, unknown), 404, "CB.00060214", []string{unknown}},
		{"error-404-unknown-pipeline", "administrator", batchPipelines(unknown), 404, "DEVPIPE.00011401", []string{unknown}},
		{"error-404-unknown-path", "administrator", func(s *sdk) error {
			_, _, err := raw(s.build.HcClient, "GET", "/v1/job/nothing", rawRequest{})
			return err
		}, 404, "APIGW.0101", []string{"The API does not exist or has not been published in the environment."}},
	} {
		t.Run(it.scenario, func(t *testing.T) {
			implements(t, it.scenario)
			caller := connect(t, shared, named(it.who))

			caller.refused(t, it.call(caller), it.status, it.code, it.words...)
		})
	}
}

func TestACallWithoutItsSignatureIsRefused(t *testing.T) {
	implements(t, "error-401-no-credential")
	nobody := connect(t, shared, named("administrator"), unsigned)

	_, err := nobody.matrix()

	refusal := nobody.refused(t, err, 401, "APIGW.0301")
	equal(t, refusal.ErrorMessage, unauthenticated+"x-auth-token not found")
}

func TestASignatureWithAnotherSecretIsRefused(t *testing.T) {
	implements(t, "error-401-wrong-secret", "--auth verify")
	who := named("developer")
	who.SecretKey = named("tester").SecretKey
	impostor := connect(t, start(t, "--auth", "verify"), who)

	_, err := impostor.matrix()

	impostor.refused(t, err, 401, "APIGW.0301", unauthenticated+"verify aksk signature fail")
}

func TestAnAccessKeyThatNobodyHasIsRefused(t *testing.T) {
	implements(t, "error-401-unknown-access-key", "--auth verify")
	who := named("developer")
	who.AccessKey = "NOBODYHASTHISKEY0000"
	stranger := connect(t, start(t, "--auth", "verify"), who)

	_, err := stranger.matrix()

	stranger.refused(t, err, 401, "APIGW.0301", unauthenticated+"Get secretKey failed")
}

func TestAViewerMayNotChangeAJob(t *testing.T) {
	implements(t, "error-403-build")
	s := start(t)
	viewer, developer := connect(t, s, named("viewer")), connect(t, s, named("developer"))

	_, err := viewer.batch(model.JobRolePermission{RoleId: ptr(developerRole), IsView: ptr(false)})

	viewer.refused(t, err, 403, "CB.00031059", "Insufficient permission.")
	equal(t, developer.flags(t), developerFlags)
}

func TestAnUnknownJobIsUnprocessableWhereClientsHaveMetIt(t *testing.T) {
	implements(t, "error-422-unknown-job")
	administrator := connect(t, start(t, "--quirk", "error-profile=observed"), named("administrator"))

	_, err := administrator.matrix(unknown)

	administrator.refused(t, err, 422, "DEVCB.00031006", unknown)
}

func TestAThrottledReadIsAnError(t *testing.T) {
	implements(t, "error-429-read", "faults")
	s := start(t)
	s.inject(t, "ShowProjectJobPermission", map[string]any{"status": 429})
	administrator := connect(t, s, named("administrator"))

	_, err := administrator.matrix()

	administrator.refused(t, err, 429, "APIGW.0308", throttled)
}

func TestAThrottledWriteIsAnError(t *testing.T) {
	implements(t, "error-429-write", "faults")
	s := start(t)
	s.inject(t, "BatchUpdateJobRolePermission", map[string]any{"status": 429})
	administrator := connect(t, s, named("administrator"))

	_, err := administrator.switchTo(true)

	administrator.refused(t, err, 429, "APIGW.0308", throttled)
}

func TestAnInternalErrorIsAnError(t *testing.T) {
	implements(t, "error-500", "faults")
	s := start(t)
	s.inject(t, "ShowProjectJobPermission", map[string]any{"status": 500})
	administrator := connect(t, s, named("administrator"))

	_, err := administrator.matrix()

	administrator.refused(t, err, 500, "CB.00060101", "Internal error.")
}

func TestAPipelinesFailureInsideASuccessIsNoErrorAndCanBeRead(t *testing.T) {
	implements(t, "failure-in-200-pipeline")
	administrator := connect(t, start(t, "--quirk", "error-profile=observed"), named("administrator"))

	status, answer, err := administrator.pipelineBatch(unknown)

	ok(t, err)
	failure := answer.(map[string]any)
	equal(t, []any{status, len(failure), failure["error_code"]}, []any{200, 2, "DEVPIPE.00011401"})
	if message := failure["error_msg"].(string); !strings.Contains(message, unknown) {
		t.Fatalf("%q does not name the pipeline", message)
	}
}

func TestAJobsFailureInsideASuccessIsNoErrorAndCanBeRead(t *testing.T) {
	implements(t, "failure-in-200-build", "faults")
	s := start(t)
	failure := map[string]any{"code": "CB.00060201", "message": "Invalid task ID."}
	s.inject(t, "BatchUpdateJobRolePermission", map[string]any{"failure_in_200": failure})

	answer, err := connect(t, s, named("administrator")).switchTo(true)

	ok(t, err)
	equal(t, *answer, model.BatchUpdateJobRolePermissionResponse{Status: ptr("fail"), Error: ptr(any(failure)), HttpStatusCode: 200})
}
