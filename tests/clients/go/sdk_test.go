package clients

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/config"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/def"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/httphandler"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/sdkerr"
	build "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/codeartsbuild/v3"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/codeartsbuild/v3/model"
	pipelines "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/codeartspipeline/v2"
)

var requestId = regexp.MustCompile(`^[0-9a-f]{32}$`)

// An answer as it came.
type answer struct {
	status int
	header http.Header
	text   string
}

// One user's clients of both services, with an ear on the wire.
type sdk struct {
	build    *build.CodeArtsBuildClient
	pipeline *pipelines.CodeArtsPipelineClient
	sent     []http.Request
	bodies   []string
	answers  []answer
}

type option func(*config.HttpConfig, *basic.CredentialsBuilder)

func connect(t *testing.T, s *server, who user, options ...option) *sdk {
	t.Helper()
	it := &sdk{}
	it.build = build.NewCodeArtsBuildClient(it.client(t, build.CodeArtsBuildClientBuilder(), s, who, options))
	it.pipeline = pipelines.NewCodeArtsPipelineClient(it.client(t, pipelines.CodeArtsPipelineClientBuilder(), s, who, options))
	return it
}

func (s *sdk) client(t *testing.T, builder *core.HcHttpClientBuilder, at *server, who user, options []option) *core.HcHttpClient {
	t.Helper()
	settings := config.DefaultHttpConfig().WithTimeout(10 * time.Second).WithHttpHandler(s.handler())
	keys := basic.NewCredentialsBuilder().WithAk(who.AccessKey).WithSk(who.SecretKey).WithProjectId(keyProject)
	for _, set := range options {
		set(settings, keys)
	}
	credentials, err := keys.SafeBuild()
	ok(t, err)
	client, err := builder.WithHttpConfig(settings).WithCredential(credentials).WithEndpoint(at.url).SafeBuild()
	ok(t, err)
	return client
}

// The SDK's own way to look at what goes over the wire.
func (s *sdk) handler() *httphandler.HttpHandler {
	read := func(body io.Reader) string {
		if body == nil {
			return ""
		}
		text, err := io.ReadAll(body)
		if err != nil {
			panic(err)
		}
		return string(text)
	}
	return httphandler.NewHttpHandler().AddRequestHandler(func(request http.Request) {
		body := ""
		if request.Body != nil {
			body = read(request.Body)
		}
		s.sent, s.bodies = append(s.sent, request), append(s.bodies, body)
	}).AddResponseHandler(func(response http.Response) {
		s.answers = append(s.answers, answer{response.StatusCode, response.Header, read(response.Body)})
	})
}

// unsigned takes the signature off every request.
func unsigned(settings *config.HttpConfig, _ *basic.CredentialsBuilder) {
	settings.WithHttpRoundTripper(withoutSignature{&http.Transport{}})
}

type withoutSignature struct{ http.RoundTripper }

func (w withoutSignature) RoundTrip(request *http.Request) (*http.Response, error) {
	bare := request.Clone(request.Context())
	bare.Header.Del("Authorization")
	return w.RoundTripper.RoundTrip(bare)
}

func (s *sdk) last() answer { return s.answers[len(s.answers)-1] }

// The typed read.
func (s *sdk) matrix(ids ...string) (*model.ShowProjectJobPermissionResponse, error) {
	request := &model.ShowProjectJobPermissionRequest{ProjectId: project, JobId: job}
	if len(ids) > 0 {
		request.JobId = ids[0]
	}
	if len(ids) > 1 {
		request.ProjectId = ids[1]
	}
	return s.build.ShowProjectJobPermission(request)
}

// The seven flags that the caller has on a job.
func (s *sdk) flags(t *testing.T, jobs ...string) flags {
	t.Helper()
	answer, err := s.matrix(jobs...)
	ok(t, err)
	it := answer.Result
	return flagsOf(it.IsModify, it.IsDelete, it.IsView, it.IsExecute, it.IsCopy, it.IsForbidden, it.IsManager)
}

// In the order of buildFlagNames.
func flagsOf(values ...*bool) flags {
	row := flags{}
	for i, name := range buildFlagNames {
		if values[i] != nil {
			row[name] = *values[i]
		}
	}
	return row
}

// The typed batch for the project's usual job.
func (s *sdk) batch(permissions ...model.JobRolePermission) (*model.BatchUpdateJobRolePermissionResponse, error) {
	return s.batchOf(&model.RolePermissionsRequestBody{ProjectId: ptr(project), JobIds: &[]string{job}, Permissions: &permissions})
}

func (s *sdk) batchOf(body *model.RolePermissionsRequestBody) (*model.BatchUpdateJobRolePermissionResponse, error) {
	return s.build.BatchUpdateJobRolePermission(&model.BatchUpdateJobRolePermissionRequest{Body: body})
}

// The typed batch that only moves the switch.
func (s *sdk) switchTo(value bool) (*model.BatchUpdateJobRolePermissionResponse, error) {
	return s.batchOf(&model.RolePermissionsRequestBody{ProjectId: ptr(project), JobIds: &[]string{job}, ProjectSwitch: &value})
}

func (s *sdk) apply(value *bool) (*model.ApplyProjectPermissionResponse, error) {
	body := &model.ProjectPermissionRequestBody{JobId: ptr(job), ProjectId: ptr(project), ProjectSwitch: value}
	return s.build.ApplyProjectPermission(&model.ApplyProjectPermissionRequest{Body: body})
}

// What a call may carry that no client has a method for; what is nil is not sent.
type rawRequest struct {
	ProjectId      *string `json:"project_id,omitempty"`
	TenantId       *string `json:"tenant_id,omitempty"`
	CloudProjectId *string `json:"cloudProjectId,omitempty"`
	PipelineId     *string `json:"pipeline_id,omitempty"`
	Type           *string `json:"type,omitempty"`
	InProject      *string `json:"in_project,omitempty"`
	JobId          *string `json:"job_id,omitempty"`
	Note           *string `json:"note,omitempty"`
	Resource       *string `json:"resource,omitempty"`
	Subject        *string `json:"subject,omitempty"`
	Flag           *bool   `json:"flag,omitempty"`
	Limit          *int32  `json:"limit,omitempty"`
	Offset         *int32  `json:"offset,omitempty"`
	Body           *any    `json:"body,omitempty"`
}

type rawResponse struct {
	Body           *string `json:"body,omitempty"`
	HttpStatusCode int     `json:"-"`
}

// A signed call: status and JSON of the answer.
func raw(client *core.HcHttpClient, method, path string, request rawRequest) (int, any, error) {
	definition := def.NewHttpRequestDefBuilder().WithMethod(method).WithPath(path).WithContentType("application/json").
		WithResponse(new(rawResponse)).WithResponseField(def.NewFieldDef().WithName("Body").WithLocationType(def.Body))
	field := func(location def.LocationType, name, tag string) {
		definition.WithRequestField(def.NewFieldDef().WithLocationType(location).WithName(name).WithJsonTag(tag))
	}
	for name, tag := range map[string]string{
		"ProjectId": "project_id", "TenantId": "tenant_id", "CloudProjectId": "cloudProjectId", "PipelineId": "pipeline_id", "Type": "type",
	} {
		field(def.Path, name, tag)
	}
	for name, tag := range map[string]string{
		"InProject": "project_id", "JobId": "job_id", "Note": "note", "Resource": "resource", "Subject": "subject", "Flag": "flag",
		"Limit": "limit", "Offset": "offset",
	} {
		field(def.Query, name, tag)
	}
	field(def.Body, "Body", "")
	answer, err := client.Sync(&request, definition.Build())
	if err != nil {
		return 0, nil, err
	}
	response := answer.(*rawResponse)
	var body any
	err = json.Unmarshal([]byte(*response.Body), &body)
	return response.HttpStatusCode, body, err
}

// A signed call below the pipelines' permissions.
func (s *sdk) permissions(method, path string, request rawRequest) (int, any, error) {
	request.ProjectId = ptr(pipelineProject)
	return raw(s.pipeline.HcClient, method, "/v5/{project_id}/api/pipeline-permissions/"+path, request)
}

// The smallest batch of pipelines: it moves the switch.
func (s *sdk) pipelineBatch(ids ...string) (int, any, error) {
	body := any(map[string]any{"pipeline_ids": ids, "is_project_switch": true, "roles": []any{}})
	return s.permissions("POST", "pipeline/batch-role-permission", rawRequest{Body: &body})
}

// A body of one's own.
func body(members map[string]any) *any { return ptr(any(members)) }

// What JSON makes of a value of Go.
func asJson(t *testing.T, text string) (value any) {
	t.Helper()
	ok(t, json.Unmarshal([]byte(text), &value))
	return value
}

// refused wants the SDK's error with the answer's own request id, and these words in its message.
func (s *sdk) refused(t *testing.T, err error, status int, code string, words ...string) *sdkerr.ServiceResponseError {
	t.Helper()
	var refusal *sdkerr.ServiceResponseError
	if !errors.As(err, &refusal) {
		t.Fatalf("no refusal but %v", err)
	}
	equal(t, []any{refusal.StatusCode, refusal.ErrorCode}, []any{status, code})
	for _, word := range words {
		if !strings.Contains(refusal.ErrorMessage, word) {
			t.Fatalf("%q is not in %q", word, refusal.ErrorMessage)
		}
	}
	equal(t, refusal.RequestId, s.last().header.Get("X-Request-Id"))
	if !requestId.MatchString(refusal.RequestId) {
		t.Fatalf("%q is no request id", refusal.RequestId)
	}
	equal(t, s.last().header.Get("Content-Type"), "application/json")
	return refusal
}
