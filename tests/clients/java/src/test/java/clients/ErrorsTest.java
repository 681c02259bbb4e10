package clients;

import static clients.Sdk.PIPELINE_PERMISSIONS;
import static clients.Sdk.pipelines;
import static clients.World.DEVELOPER_ROLE;
import static clients.World.JOB;
import static clients.World.PIPELINE;
import static clients.World.PIPELINE_OF_ANOTHER_PROJECT;
import static clients.World.PROJECT;
import static clients.World.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Every documented refusal as the SDK's exception, and failures that hide inside a success. */
class ErrorsTest {
    private static final String THROTTLED = "The throttling threshold has been reached.";
    private static final String UNAUTHENTICATED = "Incorrect IAM authentication information: ";

    private final Sdk administrator = Sdk.of(Server.shared(), "administrator");

    @Test
    @Scenario("error-400-missing-member")
    void aBatchWithoutJobsIsToldSo() {
        Call batch = Call.post("/v1/job/permissions/batch").body(Map.of("project_id", PROJECT));

        administrator.refused(() -> administrator.send(batch), 400, "CB.00060200", "Invalid parameter. ", "job_ids");
    }

    @Test
    @Scenario("error-400-wrong-type")
    void aWordForABooleanIsRefusedWithItsPlace() {
        administrator.refused(
                () -> administrator.batch(Map.of("role_id", DEVELOPER_ROLE, "is_view", "yes")), 400, "CB.00060200", "permissions.0.is_view");
    }

    @Test
    @Scenario("error-400-malformed-id")
    void anIdThatCannotBeOneIsRefused() {
        administrator.refused(() -> administrator.matrix("no-job", PROJECT), 400, "CB.00060201", "Invalid task ID. ", "job_id");
    }

    @Test
    @Scenario("error-400-pipeline-mismatch")
    void aPipelineOfAnotherProjectIsRefused() {
        administrator.refused(
                () -> administrator.pipelineBatch(PIPELINE, PIPELINE_OF_ANOTHER_PROJECT), 400, "DEVPIPE.00011136",
                PIPELINE_OF_ANOTHER_PROJECT);
    }

    @Test
    @Scenario("error-400-pipeline-missing-member")
    void aBatchOfPipelinesWithoutRolesIsToldSo() {
        Call batch = pipelines(Call.post(PIPELINE_PERMISSIONS + "pipeline/batch-role-permission"))
                .body(Map.of("pipeline_ids", List.of(PIPELINE), "is_project_switch", true));

        administrator.refused(() -> administrator.send(batch), 400, "DEVCP.00021400", "Bad request parameter. ", "roles");
    }

    @Test
    @Scenario("error-401-no-credential")
    void aCallWithoutItsSignatureIsRefused() {
        Sdk nobody = new Sdk(Server.shared(), new Sdk.Unsigned(), 10);

        ServiceResponseException refusal = nobody.refused(nobody::matrix, 401, "APIGW.0301");
        assertEquals(UNAUTHENTICATED + "x-auth-token not found", refusal.getErrorMsg());
    }

    @Test
    @Scenario(value = "error-401-wrong-secret", needs = "--auth verify")
    void aSignatureWithAnotherSecretIsRefused() {
        try (Server server = Server.start("--auth", "verify")) {
            Sdk impostor = new Sdk(server, World.user("developer").withSecretKey(World.user("tester").secretKey()));

            impostor.refused(impostor::matrix, 401, "APIGW.0301", UNAUTHENTICATED + "verify aksk signature fail");
        }
    }

    @Test
    @Scenario(value = "error-401-unknown-access-key", needs = "--auth verify")
    void anAccessKeyThatNobodyHasIsRefused() {
        try (Server server = Server.start("--auth", "verify")) {
            Sdk stranger = new Sdk(server, World.user("developer").withAccessKey("NOBODYHASTHISKEY0000"));

            stranger.refused(stranger::matrix, 401, "APIGW.0301", UNAUTHENTICATED + "Get secretKey failed");
        }
    }

    @Test
    @Scenario("error-403-build")
    void aViewerMayNotChangeAJob() {
        try (Server server = Server.start()) {
            Sdk viewer = Sdk.of(server, "viewer");

            viewer.refused(
                    () -> viewer.batch(Map.of("role_id", DEVELOPER_ROLE, "is_view", false)), 403, "CB.00031059", "Insufficient permission.");

            assertEquals(World.buildMatrix().get(DEVELOPER_ROLE), Sdk.of(server, "developer").flags());
        }
    }

    @Test
    @Scenario("error-403-pipeline")
    void aViewerMayNotChangeAPipeline() {
        Sdk viewer = Sdk.of(Server.shared(), "viewer");

        viewer.refused(() -> viewer.pipelineBatch(PIPELINE), 403, "DEVCP.00014031", "Insufficient permission.");
    }

    @Test
    @Scenario("error-404-unknown-job")
    void anUnknownJobIsNotFound() {
        administrator.refused(() -> administrator.matrix(UNKNOWN, PROJECT), 404, "DEVCB.00031006", UNKNOWN);
    }

    @Test
    @Scenario("error-404-unknown-project")
    void anUnknownProjectIsNotFound() {
        administrator.refused(() -> administrator.matrix(JOB, UNKNOWN), 404, "CB.00060214", UNKNOWN);
    }

    @Test
    @Scenario("error-404-unknown-pipeline")
    void anUnknownPipelineIsNotFound() {
        administrator.refused(() -> administrator.pipelineBatch(UNKNOWN), 404, "DEVPIPE.00011401", UNKNOWN);
    }

    @Test
    @Scenario("error-404-unknown-path")
    void anUnknownPathIsNotFound() {
        administrator.refused(
                () -> administrator.send(Call.get("/v1/job/nothing")), 404, "APIGW.0101",
                "The API does not exist or has not been published in the environment.");
    }

    @Test
    @Scenario("error-422-unknown-job")
    void anUnknownJobIsUnprocessableWhereClientsHaveMetIt() {
        try (Server server = Server.start("--quirk", "error-profile=observed")) {
            Sdk caller = Sdk.of(server, "administrator");

            caller.refused(() -> caller.matrix(UNKNOWN, PROJECT), 422, "DEVCB.00031006", UNKNOWN);
        }
    }

    @Test
    @Scenario(value = "error-429-read", needs = "faults")
    void aThrottledReadIsAnException() {
        try (Server server = Server.start().inject("ShowProjectJobPermission", Map.of("status", 429))) {
            Sdk caller = Sdk.of(server, "administrator");

            caller.refused(caller::matrix, 429, "APIGW.0308", THROTTLED);
        }
    }

    @Test
    @Scenario(value = "error-429-write", needs = "faults")
    void aThrottledWriteIsAnException() {
        try (Server server = Server.start().inject("BatchUpdateJobRolePermission", Map.of("status", 429))) {
            Sdk caller = Sdk.of(server, "administrator");

            caller.refused(() -> caller.switchTo(true), 429, "APIGW.0308", THROTTLED);
        }
    }

    @Test
    @Scenario(value = "error-500", needs = "faults")
    void anInternalErrorIsTheServersException() {
        try (Server server = Server.start().inject("ShowProjectJobPermission", Map.of("status", 500))) {
            Sdk caller = Sdk.of(server, "administrator");

            caller.refused(caller::matrix, 500, "CB.00060101", "Internal error.");
        }
    }

    @Test
    @Scenario("failure-in-200-pipeline")
    void aPipelinesFailureInsideASuccessThrowsNothingAndCanBeRead() {
        try (Server server = Server.start("--quirk", "error-profile=observed")) {
            JsonNode answer = Sdk.of(server, "administrator").pipelineBatch(UNKNOWN);

            assertEquals(List.of(2, "DEVPIPE.00011401"), List.of(answer.size(), answer.get("error_code").textValue()));
            assertTrue(answer.get("error_msg").textValue().contains(UNKNOWN), answer::toString);
        }
    }

    @Test
    @Scenario(value = "failure-in-200-build", needs = "faults")
    void aJobsFailureInsideASuccessThrowsNothingAndCanBeRead() {
        Map<String, String> failure = Map.of("code", "CB.00060201", "message", "Invalid task ID.");
        try (Server server = Server.start().inject("BatchUpdateJobRolePermission", Map.of("failure_in_200", failure))) {
            JsonNode answer = Sdk.of(server, "administrator").switchTo(true);

            assertEquals(Json.of(Json.object("result", null, "error", failure, "status", "fail")), answer);
        }
    }
}
