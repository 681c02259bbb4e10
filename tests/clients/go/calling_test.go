package clients

import (
	"errors"
	"net"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/region"
	build "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/codeartsbuild/v3"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/codeartsbuild/v3/model"
	buildregion "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/codeartsbuild/v3/region"
	pipelines "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/codeartspipeline/v2"
	pipelineregion "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/codeartspipeline/v2/region"
)

const regionName = "cn-north-4"

// Sets what a person sets to send an unmodified program to a server.
func setEnvironment(t *testing.T, s *server, who user) {
	t.Helper()
	for name, value := range map[string]string{
		"AK": who.AccessKey, "SK": who.SecretKey, "PROJECT_ID": keyProject, "IAM_ENDPOINT": s.url,
		"REGION_CODEARTSBUILD_CN_NORTH_4": s.url, "REGION_CODEARTSPIPELINE_CN_NORTH_4": s.url,
	} {
		t.Setenv("HUAWEICLOUD_SDK_"+name, value)
	}
}

var theMatrix = &model.ShowProjectJobPermissionRequest{ProjectId: project, JobId: job}

func TestAProgramThatNamesItsRegionAloneReachesTheServer(t *testing.T) {
	implements(t, "endpoint-by-environment")
	// The SDK keeps what it read of a region from the environment, so this is the one test that may let it.
	setEnvironment(t, shared, named("developer"))
	buildRegion, err := buildregion.SafeValueOf(regionName)
	ok(t, err)
	buildClient, err := build.CodeArtsBuildClientBuilder().WithRegion(buildRegion).SafeBuild()
	ok(t, err)
	pipelineRegion, err := pipelineregion.SafeValueOf(regionName)
	ok(t, err)
	pipelineClient, err := pipelines.CodeArtsPipelineClientBuilder().WithRegion(pipelineRegion).SafeBuild()
	ok(t, err)

	matrix, err := build.NewCodeArtsBuildClient(buildClient).ShowProjectJobPermission(theMatrix)
	ok(t, err)
	status, answer, err := raw(pipelineClient, "POST", "/v5/{project_id}/api/pipeline-permissions/"+batchPath, rawRequest{
		ProjectId: ptr(pipelineProject),
		Body:      body(map[string]any{"pipeline_ids": []any{}, "is_project_switch": false, "roles": []any{}}),
	})

	equal(t, *matrix.Result.RoleId, developerRole)
	succeeded(t, status, answer, err)
}

// A region made by hand, because those of the environment are kept for good.
func at(s *server) *region.Region { return region.NewRegion(regionName, s.url) }

func TestAProgramWithoutAProjectIdFindsOne(t *testing.T) {
	const scenario = "project-id-discovery"
	needs := []string{"KeystoneListProjects", "--auth verify"}

	t.Run("where the endpoint of IAM is told", func(t *testing.T) {
		implements(t, scenario, needs...)
		s, who := start(t, "--auth", "verify"), named("developer")
		credentials, err := basic.NewCredentialsBuilder().WithAk(who.AccessKey).WithSk(who.SecretKey).WithIamEndpointOverride(s.url).SafeBuild()
		ok(t, err)
		client, err := build.CodeArtsBuildClientBuilder().WithCredential(credentials).WithRegion(at(s)).SafeBuild()
		ok(t, err)

		matrix, err := build.NewCodeArtsBuildClient(client).ShowProjectJobPermission(theMatrix)

		ok(t, err)
		equal(t, *matrix.Result.RoleId, developerRole)
		if !regexp.MustCompile("^[0-9a-z]{32}$").MatchString(credentials.ProjectId) {
			t.Fatalf("%q is no project id", credentials.ProjectId)
		}
	})
	t.Run("where the environment tells it", func(t *testing.T) {
		implements(t, scenario, needs...)
		s := start(t, "--auth", "verify")
		// Another user than above: the SDK keeps the project that it found for a key.
		setEnvironment(t, s, named("tester"))
		t.Setenv("HUAWEICLOUD_SDK_PROJECT_ID", "")

		_, err := build.CodeArtsBuildClientBuilder().WithRegion(at(s)).SafeBuild()

		if err != nil && strings.Contains(err.Error(), "https://http") {
			notApplicable(t, scenario, "HUAWEICLOUD_SDK_IAM_ENDPOINT is always taken for https; WithIamEndpointOverride works and is tested")
		}
		t.Fatalf("what the SDK was not able to do is otherwise now: %v", err)
	})
}

func TestAPathWithoutAProjectGetsTheCredentials(t *testing.T) {
	implements(t, "path-project-from-credential")
	careless := connect(t, shared, named("administrator"))

	_, _, err := raw(careless.pipeline.HcClient, "POST", "/v5/{project_id}/api/pipeline-permissions/"+batchPath, rawRequest{
		Body: body(map[string]any{"pipeline_ids": []string{pipeline}, "is_project_switch": true, "roles": []any{}}),
	})

	careless.refused(t, err, 404, "DEVPIPE.00011412", keyProject)
}

func TestATokenBesideTheSignatureSaysWhoCalls(t *testing.T) {
	implements(t, "caller-by-token")
	administrator := connect(t, shared, named("administrator"))

	invoker := administrator.build.ShowProjectJobPermissionInvoker(theMatrix)
	invoker.AddHeaders(map[string]string{"X-Auth-Token": named("developer").Token})
	answer, err := invoker.Invoke()

	ok(t, err)
	equal(t, strings.HasPrefix(administrator.sent[0].Header.Get("Authorization"), "SDK-HMAC-SHA256 Access="), true)
	equal(t, *answer.Result.RoleId, developerRole)
}

func TestEveryKindOfCallIsSignedAsTheServerVerifies(t *testing.T) {
	implements(t, "signatures-verified", "--auth verify")
	s := start(t, "--auth", "verify")
	administrator, developer := connect(t, s, named("administrator")), connect(t, s, named("developer"))
	hc := administrator.build.HcClient

	_, err := administrator.batch(model.JobRolePermission{RoleId: ptr(developerRole), RoleName: ptr("开发人员"), IsManager: ptr(true)})
	ok(t, err)
	status, answer, err := raw(hc, "PUT", putPaths[0], rawRequest{Body: body(map[string]any{
		"job_id": job, "role_id": "4", "permission_name": "is_copy", "permission_value": false,
	})})
	succeeded(t, status, answer, err)
	status, answer, err = raw(hc, "PUT", putPaths[0], rawRequest{})
	succeeded(t, status, answer, err)
	equal(t, developer.flags(t), developerFlags.with(flags{"is_manager": true, "is_copy": false}))
	status, _, err = raw(hc, "GET", "/v1/job/permission", rawRequest{InProject: ptr(project), JobId: ptr(job), Note: ptr("ä b+c/&=~*'%")})
	ok(t, err)
	equal(t, status, 200)
	status, answer, err = administrator.pipelineBatch(pipeline)
	succeeded(t, status, answer, err)
}

func TestASecurityTokenIsAccepted(t *testing.T) {
	implements(t, "temporary-credentials", "--auth verify")
	developer := connect(t, start(t, "--auth", "verify"), named("developer"), func(_ *config.HttpConfig, keys *basic.CredentialsBuilder) {
		keys.WithSecurityToken("a-security-token")
	})

	answer, err := developer.matrix()

	ok(t, err)
	equal(t, *answer.Result.RoleId, developerRole)
	equal(t, developer.sent[0].Header.Get("X-Security-Token"), "a-security-token")
}

func TestATokenFromIamIsACredentialOfItsOwn(t *testing.T) {
	implements(t, "issued-token", "KeystoneCreateUserTokenByPassword", "--auth verify")
	tester := named("tester")
	bare := connect(t, start(t, "--auth", "verify"), named("administrator"), unsigned)
	login := map[string]any{"name": tester.Name, "password": tester.Password, "domain": map[string]any{"name": tester.Domain}}

	status, answer, err := raw(bare.build.HcClient, "POST", "/v3/auth/tokens", rawRequest{Body: body(map[string]any{"auth": map[string]any{
		"identity": map[string]any{"methods": []string{"password"}, "password": map[string]any{"user": login}},
		"scope":    map[string]any{"project": map[string]any{"name": regionName}},
	}})})
	ok(t, err)
	invoker := bare.build.ShowProjectPermissionInvoker(&model.ShowProjectPermissionRequest{ProjectId: project})
	invoker.AddHeaders(map[string]string{"X-Auth-Token": bare.last().header.Get("X-Subject-Token")})
	permission, err := invoker.Invoke()
	ok(t, err)

	token := answer.(map[string]any)["token"].(map[string]any)
	known := []any{status, token["user"].(map[string]any)["id"], token["project"].(map[string]any)["name"]}
	equal(t, known, []any{201, tester.Id, regionName})
	equal(t, *permission.Result.RoleId, "6")
}

func TestAResetIsAnErrorThatTellsOfTheConnection(t *testing.T) {
	implements(t, "fault-connection-reset", "faults")
	s := start(t)
	s.inject(t, "ShowProjectJobPermission", map[string]any{"reset": true})

	_, err := connect(t, s, named("administrator")).matrix()

	if !errors.Is(err, syscall.ECONNRESET) {
		t.Fatalf("no reset but %v", err)
	}
}

func TestAHangIsAnErrorThatTellsOfTheTimeout(t *testing.T) {
	implements(t, "fault-timeout", "faults")
	s := start(t)
	s.inject(t, "ShowProjectJobPermission", map[string]any{"hang_ms": 60_000})
	impatient := connect(t, s, named("administrator"), func(settings *config.HttpConfig, _ *basic.CredentialsBuilder) {
		settings.WithTimeout(200 * time.Millisecond)
	})

	_, err := impatient.matrix()

	var failure net.Error
	if !errors.As(err, &failure) || !failure.Timeout() {
		t.Fatalf("no timeout but %v", err)
	}
}

func TestAccessKeysOfTwoNamespacesSeeTwoWorlds(t *testing.T) {
	implements(t, "isolation-by-access-key", "namespaces")
	s := start(t)
	knownIn := func(namespace, name string) *sdk {
		who := named(name)
		who.AccessKey = "ns-" + namespace + "-" + who.AccessKey
		return connect(t, s, who)
	}
	seen := func() []flags {
		return []flags{knownIn("one", "developer").flags(t), knownIn("two", "developer").flags(t)}
	}

	before := seen()
	_, err := knownIn("one", "administrator").batch(model.JobRolePermission{RoleId: ptr(developerRole), IsDelete: ptr(false)})

	ok(t, err)
	equal(t, before, []flags{developerFlags, developerFlags})
	equal(t, seen(), []flags{developerFlags.with(flags{"is_delete": false}), developerFlags})
}
