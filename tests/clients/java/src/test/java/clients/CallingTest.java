package clients;

import static clients.Sdk.PIPELINE_PERMISSIONS;
import static clients.World.DEVELOPER_ROLE;
import static clients.World.JOB;
import static clients.World.KEY_PROJECT;
import static clients.World.PIPELINE;
import static clients.World.PROJECT;
import static clients.World.TESTER_ROLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.ConnectionException;
import com.huaweicloud.sdk.core.exception.RequestTimeoutException;
import com.huaweicloud.sdk.core.invoker.SyncInvoker;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

/** Finding the server, being known to it, being kept apart by it, and losing it. */
class CallingTest {
    private static final JsonNode SUCCESS = Json.parse("{\"status\":\"success\"}");
    private static final Map<String, Boolean> DEVELOPER = World.buildMatrix().get(DEVELOPER_ROLE);

    @Test
    @Scenario("endpoint-by-environment")
    void aProgramThatNamesItsRegionAloneReachesTheServer() {
        List<String> printed = runWith(Server.shared(), Map.of("HUAWEICLOUD_SDK_PROJECT_ID", KEY_PROJECT));

        assertEquals(List.of("role 4", "batch {\"status\":\"success\"}", "project " + KEY_PROJECT), printed);
    }

    @Test
    @Scenario(value = "project-id-discovery", needs = {"KeystoneListProjects", "--auth verify"})
    void aProgramWithoutAProjectIdFindsOne() {
        try (Server server = Server.start("--auth", "verify")) {
            List<String> printed = runWith(server, Map.of());

            assertEquals(List.of("role 4", "batch {\"status\":\"success\"}"), printed.subList(0, 2));
            assertTrue(printed.get(2).matches("project [0-9a-z]{32}"), printed.get(2));
        }
    }

    @Test
    @Scenario("path-project-from-credential")
    void aPathWithoutAProjectGetsTheCredentials() {
        Sdk careless = Sdk.of(Server.shared(), "administrator");
        Call batch = Call.post(PIPELINE_PERMISSIONS + "pipeline/batch-role-permission")
                .body(Map.of("pipeline_ids", List.of(PIPELINE), "is_project_switch", true, "roles", List.of()));

        careless.refused(() -> careless.send(batch), 404, "DEVPIPE.00011412", KEY_PROJECT);
    }

    @Test
    @Scenario("caller-by-token")
    void aTokenBesideTheSignatureSaysWhoCalls() {
        Sdk administrator = Sdk.of(Server.shared(), "administrator");
        Call read = Call.get("/v1/job/permission").query("project_id", PROJECT).query("job_id", JOB);

        JobPermission matrix = new SyncInvoker<>(read, read.definition(JobPermission.class), administrator.client)
                .addHeader("X-Auth-Token", World.user("developer").token()).invoke();

        String authorization = administrator.requests.get(0).header("Authorization");
        assertTrue(authorization.startsWith("SDK-HMAC-SHA256 Access="), authorization);
        assertEquals(DEVELOPER_ROLE, matrix.result.roleId);
    }

    @Test
    @Scenario(value = "signatures-verified", needs = "--auth verify")
    void everyKindOfCallIsSignedAsTheServerVerifies() {
        try (Server server = Server.start("--auth", "verify")) {
            Sdk administrator = Sdk.of(server, "administrator");
            Map<String, ?> put = Map.of("job_id", JOB, "role_id", "4", "permission_name", "is_copy", "permission_value", false);

            JsonNode batch = administrator.batch(Map.of("role_id", DEVELOPER_ROLE, "role_name", "开发人员", "is_manager", true));
            assertEquals("success", batch.get("status").textValue());
            assertEquals(SUCCESS, administrator.send(Call.put("/v1/job/role-permission").body(put)));
            assertEquals(SUCCESS, administrator.send(Call.put("/v1/job/role-permission")));
            assertEquals(Json.with(DEVELOPER, Map.of("is_manager", true, "is_copy", false)), Sdk.of(server, "developer").flags());
            JsonNode read = administrator.send(Call.get("/v1/job/permission")
                    .query("project_id", PROJECT).query("job_id", JOB).query("note", "ä b+c/&=~*'%"));
            assertEquals("success", read.get("status").textValue());
            assertEquals(SUCCESS, administrator.pipelineBatch(PIPELINE));
        }
    }

    @Test
    @Scenario(value = "temporary-credentials", needs = "--auth verify")
    void aSecurityTokenIsSignedAndAccepted() {
        try (Server server = Server.start("--auth", "verify")) {
            World.User user = World.user("developer");
            BasicCredentials keys = new BasicCredentials().withAk(user.accessKey()).withSk(user.secretKey())
                    .withProjectId(KEY_PROJECT).withSecurityToken("a-security-token");
            Sdk developer = new Sdk(server, keys, 10);

            assertEquals(DEVELOPER_ROLE, developer.matrix().result.roleId);
            String authorization = developer.requests.get(0).header("Authorization");
            assertTrue(authorization.contains("x-security-token"), authorization);
        }
    }

    @Test
    @Scenario(value = "issued-token", needs = {"KeystoneCreateUserTokenByPassword", "--auth verify"})
    void aTokenFromIamIsACredentialOfItsOwn() {
        try (Server server = Server.start("--auth", "verify")) {
            World.User tester = World.user("tester");
            Sdk unsigned = new Sdk(server, new Sdk.Unsigned(), 10);
            Map<String, ?> login = Map.of("name", tester.name(), "password", tester.password(), "domain", Map.of("name", tester.domain()));
            Map<String, ?> identity = Map.of("methods", List.of("password"), "password", Map.of("user", login));
            Map<String, ?> scope = Map.of("project", Map.of("name", "cn-north-4"));

            JsonNode token = unsigned.sendExpecting(
                    201, Call.post("/v3/auth/tokens").body(Map.of("auth", Map.of("identity", identity, "scope", scope)))).get("token");
            JsonNode permission = unsigned.send(Call.get("/v1/domain/user-permission").query("project_id", PROJECT)
                    .header("X-Auth-Token", unsigned.last().header("X-Subject-Token")));

            assertEquals(tester.id(), token.get("user").get("id").textValue());
            assertEquals("cn-north-4", token.get("project").get("name").textValue());
            assertNull(unsigned.requests.get(1).header("Authorization"));
            assertEquals(String.valueOf(TESTER_ROLE), permission.get("result").get("role_id").textValue());
        }
    }

    @Test
    @Scenario(value = "fault-connection-reset", needs = "faults")
    void aResetIsTheSdksConnectionException() {
        try (Server server = Server.start().inject("ShowProjectJobPermission", Map.of("reset", true))) {
            Sdk administrator = Sdk.of(server, "administrator");

            assertThrows(ConnectionException.class, administrator::matrix);
        }
    }

    @Test
    @Scenario(value = "fault-timeout", needs = "faults")
    void aHangIsTheSdksTimeoutException() {
        try (Server server = Server.start().inject("ShowProjectJobPermission", Map.of("hang_ms", 60_000))) {
            World.User user = World.user("administrator");
            BasicCredentials keys = new BasicCredentials().withAk(user.accessKey()).withSk(user.secretKey()).withProjectId(KEY_PROJECT);
            Sdk impatient = new Sdk(server, keys, 1);

            assertThrows(RequestTimeoutException.class, impatient::matrix);
        }
    }

    @Test
    @Scenario(value = "isolation-by-access-key", needs = "namespaces")
    void accessKeysOfTwoNamespacesSeeTwoWorlds() {
        try (Server server = Server.start()) {
            Supplier<List<?>> flags = () -> List.of(knownIn(server, "one", "developer").flags(), knownIn(server, "two", "developer").flags());

            List<?> before = flags.get();
            knownIn(server, "one", "administrator").batch(Map.of("role_id", DEVELOPER_ROLE, "is_delete", false));

            assertEquals(List.of(DEVELOPER, DEVELOPER), before);
            assertEquals(List.of(Json.with(DEVELOPER, Map.of("is_delete", false)), DEVELOPER), flags.get());
        }
    }

    private static Sdk knownIn(Server server, String namespace, String name) {
        World.User user = World.user(name);
        return new Sdk(server, user.withAccessKey("ns-" + namespace + "-" + user.accessKey()));
    }

    /** What the unmodified program prints where the environment is what a person sets to send it to a server. */
    private static List<String> runWith(Server server, Map<String, String> environment) {
        World.User keys = World.user("developer");
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        String classes = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        ProcessBuilder program = new ProcessBuilder(
                java, "-Duser.home=" + System.getProperty("user.home"), "-cp", classes, UnmodifiedProgram.class.getName());
        program.environment().putAll(Map.of(
                "HUAWEICLOUD_SDK_AK", keys.accessKey(), "HUAWEICLOUD_SDK_SK", keys.secretKey(),
                "HUAWEICLOUD_SDK_REGION_CODEARTSBUILD_CN_NORTH_4", server.url,
                "HUAWEICLOUD_SDK_REGION_CODEARTSPIPELINE_CN_NORTH_4", server.url,
                "HUAWEICLOUD_SDK_IAM_ENDPOINT", server.url));
        program.environment().putAll(environment);
        try {
            Process process = program.redirectError(ProcessBuilder.Redirect.INHERIT).start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertEquals(0, process.waitFor(), output);
            return output.lines().toList();
        } catch (IOException | InterruptedException error) {
            throw new AssertionError(error);
        }
    }
}
