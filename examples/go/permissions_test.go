package codearts

import (
	"testing"

	"github.com/huaweicloud/huaweicloud-sdk-go-v3/core/auth/basic"
	build "github.com/huaweicloud/huaweicloud-sdk-go-v3/services/codeartsbuild/v3"
	"github.com/huaweicloud/huaweicloud-sdk-go-v3/services/codeartsbuild/v3/model"
)

const (
	project   = "p45e51b060f1b4e82916f9d2c33e8eb28"
	job       = "6ecbc5bac7c8442fb3d2563d53c13582"
	developer = int32(4)
)

// forbidDeletion is what is tested here: code of your own.
func forbidDeletion(client *build.CodeArtsBuildClient, job string) error {
	project, role, no := project, developer, false
	body := &model.RolePermissionsRequestBody{
		ProjectId:   &project,
		JobIds:      &[]string{job},
		Permissions: &[]model.JobRolePermission{{RoleId: &role, IsDelete: &no}},
	}
	_, err := client.BatchUpdateJobRolePermission(&model.BatchUpdateJobRolePermissionRequest{Body: body})
	return err
}

func TestDeletionIsForbiddenToDevelopers(t *testing.T) {
	client := connect(t)

	if err := forbidDeletion(client, job); err != nil {
		t.Fatal(err)
	}

	if mayDelete(t, client) {
		t.Error("developers may delete the build task still")
	}
}

func TestDevelopersMayDeleteByDefault(t *testing.T) {
	// The test above has left no trace, whichever of them runs first.
	if !mayDelete(t, connect(t)) {
		t.Error("developers may not delete the build task")
	}
}

func TestAnUnknownTaskIsAnError(t *testing.T) {
	if err := forbidDeletion(connect(t), "00000000000000000000000000000000"); err == nil {
		t.Error("nobody has complained")
	}
}

func connect(t *testing.T) *build.CodeArtsBuildClient {
	t.Helper()
	credentials, err := basic.NewCredentialsBuilder().WithAk("any access key").WithSk("any secret key").WithProjectId(project).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	client, err := build.CodeArtsBuildClientBuilder().WithCredential(credentials).WithEndpoint(codearts(t)).SafeBuild()
	if err != nil {
		t.Fatal(err)
	}
	return build.NewCodeArtsBuildClient(client)
}

// mayDelete tells whether developers may delete the build task.
func mayDelete(t *testing.T, client *build.CodeArtsBuildClient) bool {
	t.Helper()
	answer, err := client.ShowJobRolePermission(&model.ShowJobRolePermissionRequest{JobId: job})
	if err != nil {
		t.Fatal(err)
	}
	for _, row := range *answer.Result {
		if *row.RoleId == developer {
			return *row.IsDelete
		}
	}
	t.Fatal("developers have no row")
	return false
}
