package clients;

import static clients.World.BUILD_FLAGS;
import static clients.World.DEVELOPER_ROLE;
import static clients.World.JOB;
import static clients.World.OTHER_JOB;
import static clients.World.PROJECT;
import static clients.World.TESTER_ROLE;
import static clients.World.UNKNOWN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** CodeArts Build, whose permissions the published package has no methods for. */
class BuildTest {
    private static final JsonNode SUCCESS = Json.parse("{\"status\":\"success\"}");
    private static final JsonNode BATCH_SUCCESS = Json.parse("{\"result\":null,\"error\":null,\"status\":\"success\"}");
    private static final Map<String, Boolean> DEVELOPER = World.buildMatrix().get(DEVELOPER_ROLE);
    private static final Map<String, Boolean> EVERYTHING = World.buildMatrix().get(-1);

    @Test
    @Scenario("build-matrix-types")
    void theMatrixIsTheDocumentedExampleOfTheJobThatWasAskedFor() {
        Sdk administrator = Sdk.of(Server.shared(), "administrator");

        JobPermission matrix = administrator.matrix();

        assertEquals(Json.parse("""
                {"result": {"count": 0, "role_id": -1, "job_id": "%s", "is_modify": true, "is_delete": true, "is_view": true,
                  "is_execute": true, "is_copy": true, "is_forbidden": true, "is_manager": true,
                  "create_time": "2024-09-20T06:38:49.000+00:00", "last_update_time": "2024-09-20T06:38:49.000+00:00"},
                 "error": null, "status": "success"}""".formatted(JOB)), administrator.last().json());
        assertEquals(List.of(200, "success"), List.of(matrix.getHttpStatusCode(), matrix.status));
        JobPermission.Result it = matrix.result;
        assertEquals(List.of(-1, 0, JOB, true), List.of(it.roleId, it.count, it.jobId, it.isManager));
        assertEquals("2024-09-20T06:38:49.000+00:00", it.createTime);
        assertEquals("2024-09-20T06:38:49.000+00:00", it.lastUpdateTime);
    }

    @Test
    @Scenario("build-batch-round-trip")
    void aBatchChangesWhatTheDeveloperMayDoUnlessTheProjectDecides() {
        try (Server server = Server.start()) {
            Sdk administrator = Sdk.of(server, "administrator");
            Sdk developer = Sdk.of(server, "developer");
            Map<String, Boolean> own = Json.with(DEVELOPER, Map.of("is_delete", false, "is_manager", true));
            Supplier<List<?>> seen = () -> List.of(developer.flags(JOB), developer.flags(OTHER_JOB), administrator.flags());

            JsonNode answer = administrator.batchOf(Map.of(
                    "job_ids", List.of(JOB, OTHER_JOB),
                    "permissions", List.of(Map.of("role_id", DEVELOPER_ROLE, "is_delete", false, "is_manager", true))));
            assertEquals(BATCH_SUCCESS, answer);
            assertEquals(List.of(own, own, EVERYTHING), seen.get());

            administrator.switchTo(true);
            assertEquals(List.of(DEVELOPER, own, EVERYTHING), seen.get());

            administrator.switchTo(false);
            assertEquals(List.of(own, own, EVERYTHING), seen.get());
        }
    }

    @Test
    @Scenario("build-batch-newer-members")
    void aBatchTakesEveryMemberThatNewerClientsSend() {
        try (Server server = Server.start()) {
            Sdk administrator = Sdk.of(server, "administrator");
            Map<String, Boolean> flags = Json.with(DEVELOPER, Map.of("is_copy", false));
            Map<String, Object> newer = Json.object(
                    "id", 0, "role_id", DEVELOPER_ROLE, "devuc_role_id", "eb344656-dbab-466b-91a7-87262c44e5e5", "role_name", "开发人员", "count", 0);

            JsonNode answer = administrator.batchOf(Map.of("permissions", List.of(Json.with(newer, flags)), "project_switch", false));

            assertEquals(BATCH_SUCCESS, answer);
            assertNull(administrator.last().header("X-Mock-Problems"));
            assertEquals(flags, Sdk.of(server, "developer").flags());
        }
    }

    @Test
    @Scenario("build-batch-all-or-nothing")
    void aBatchWithOneUnknownJobChangesNoJob() {
        try (Server server = Server.start()) {
            Sdk administrator = Sdk.of(server, "administrator");
            Map<String, ?> batch = Map.of(
                    "job_ids", List.of(JOB, UNKNOWN), "permissions", List.of(Map.of("role_id", DEVELOPER_ROLE, "is_delete", false)));

            administrator.refused(() -> administrator.batchOf(batch), 404, "DEVCB.00031006", UNKNOWN);

            assertEquals(DEVELOPER, Sdk.of(server, "developer").flags());
        }
    }

    @Test
    @Scenario("build-project-switch")
    void theSwitchSendsAJobToTheProjectAndBack() {
        try (Server server = Server.start()) {
            Sdk administrator = Sdk.of(server, "administrator");
            Sdk developer = Sdk.of(server, "developer");
            administrator.batch(Map.of("role_id", DEVELOPER_ROLE, "is_execute", false));

            for (boolean value : new boolean[] {true, false}) {
                assertEquals(SUCCESS, administrator.apply(Map.of("project_switch", value)));
                assertEquals(Json.with(DEVELOPER, Map.of("is_execute", value)), developer.flags());
            }
        }
    }

    @Test
    @Scenario("build-project-check")
    void withoutAValueTheSwitchIsAnsweredAndNotMoved() {
        try (Server server = Server.start()) {
            Sdk administrator = Sdk.of(server, "administrator");

            JsonNode before = administrator.apply(Map.of());
            administrator.apply(Map.of("project_switch", true));
            List<JsonNode> after = List.of(administrator.apply(Map.of()), administrator.apply(Map.of()));

            JsonNode switched = Json.parse("{\"result\":\"true\",\"status\":\"success\"}");
            assertEquals(Json.parse("{\"result\":\"false\",\"status\":\"success\"}"), before);
            assertEquals(List.of(switched, switched), after);
        }
    }

    static Stream<Arguments> puts() {
        return Stream.of("/v1/job/role-permission", "/v1/job/role-permission/update")
                .flatMap(path -> Stream.of("4", 4).map(role -> Arguments.of(path, role)));
    }

    @ParameterizedTest
    @MethodSource("puts")
    @Scenario("build-role-permission-put")
    void thePutSetsOneFlagAndTrueIsItsDefault(String path, Object role) {
        try (Server server = Server.start()) {
            Sdk administrator = Sdk.of(server, "administrator");
            Sdk developer = Sdk.of(server, "developer");
            Map<String, ?> named = Map.of("job_id", JOB, "role_id", role, "permission_name", "is_manager");

            for (Map<String, Boolean> value : List.of(
                    Map.<String, Boolean>of(), Map.of("permission_value", false), Map.of("permission_value", true))) {
                assertEquals(SUCCESS, administrator.send(Call.put(path).body(Json.with(named, value))));
                boolean expected = value.getOrDefault("permission_value", true);
                assertEquals(Json.with(DEVELOPER, Map.of("is_manager", expected)), developer.flags());
            }
        }
    }

    static Stream<Arguments> emptyWrites() {
        return Stream.<Object>of("", Map.of()).flatMap(body -> Stream.of(
                Arguments.of("batch", Call.post("/v1/job/permissions/batch"), body, BATCH_SUCCESS),
                Arguments.of("switch", Call.post("/v1/job/project/permission"), body, SUCCESS),
                Arguments.of("put", Call.put("/v1/job/role-permission"), body, SUCCESS)));
    }

    @ParameterizedTest
    @MethodSource("emptyWrites")
    @Scenario("build-empty-writes")
    void aWriteOfNothingSucceedsAndSaysSo(String name, Call write, Object body, JsonNode documented) {
        try (Server server = Server.start()) {
            Sdk administrator = Sdk.of(server, "administrator");
            Sdk developer = Sdk.of(server, "developer");
            Supplier<List<?>> seen = () -> List.of(developer.flags(JOB), developer.flags(OTHER_JOB));
            List<?> before = seen.get();

            JsonNode answer = administrator.send(body.equals("") ? write : write.body(body));

            assertEquals(documented, answer);
            String sent = administrator.requests.get(0).body();
            assertEquals(body.equals("") ? "" : "{}", sent == null ? "" : sent);
            assertNotEquals(0, Json.parse(administrator.last().header("X-Mock-Problems")).size());
            assertEquals(before, seen.get());
        }
    }

    @Test
    @Scenario(value = "build-role-matrix", needs = "ShowJobRolePermission")
    void theRowsOfAJobAreReadBackAsWritten() {
        try (Server server = Server.start()) {
            Sdk administrator = Sdk.of(server, "administrator");
            administrator.batch(Map.of("role_id", DEVELOPER_ROLE, "is_delete", false, "is_manager", true));
            administrator.batch(Map.of("role_id", DEVELOPER_ROLE, "is_copy", false), Map.of("role_id", TESTER_ROLE, "is_view", true));
            administrator.batch(Map.of("role_id", TESTER_ROLE, "is_execute", true));

            JsonNode answer = administrator.send(Call.get("/v1/job/permission/role").query("job_id", JOB));

            assertEquals("success", answer.get("status").textValue());
            Map<Integer, Map<String, Boolean>> rows = rows(answer.get("result"));
            assertTrue(rows.keySet().containsAll(World.buildMatrix().keySet()), rows::toString);
            assertEquals(Json.with(DEVELOPER, Map.of("is_delete", false, "is_manager", true, "is_copy", false)), rows.get(DEVELOPER_ROLE));
            Map<String, Boolean> tester = World.buildMatrix().get(TESTER_ROLE);
            assertEquals(Json.with(tester, Map.of("is_view", true, "is_execute", true)), rows.get(TESTER_ROLE));
            for (JsonNode row : answer.get("result")) {
                assertTrue(row.get("id").isInt() && row.get("count").isInt(), row::toString);
                if (row.get("role_id").intValue() == DEVELOPER_ROLE) {
                    assertEquals(List.of("Developer", JOB), List.of(row.get("role_name").textValue(), row.get("job_id").textValue()));
                }
            }
        }
    }

    @Test
    @Scenario(value = "build-default-matrix", needs = "ShowDefaultProjectPermission")
    void theProjectsMatrixIsThatOfTheSeed() {
        Sdk administrator = Sdk.of(Server.shared(), "administrator");

        JsonNode answer = administrator.send(
                Call.get("/v1/job/project/default-permission").query("project_id", PROJECT).query("job_id", JOB));

        assertEquals("success", answer.get("status").textValue());
        assertTrue(answer.get("error").isNull());
        assertEquals(World.buildMatrix(), rows(answer.get("result")));
    }

    @Test
    @Scenario(value = "build-user-permission", needs = "ShowProjectPermission")
    void theDevelopersPermissionsInTheProjectCarryTheRoleAsStrings() {
        Sdk developer = Sdk.of(Server.shared(), "developer");

        JsonNode answer = developer.send(Call.get("/v1/domain/user-permission").query("project_id", PROJECT));

        Map<String, Object> result = Json.object(
                "project_id", PROJECT, "role_id", "4", "role_ids", List.of("4"), "role_name", "Developer",
                "role_names", List.of("Developer"), "create_permission", true, "group_permission", true);
        DEVELOPER.forEach((flag, value) -> result.put(flag.substring("is_".length()) + "_permission", value));
        assertEquals(Json.of(Json.object("error", null, "result", result, "status", "success")), answer);
    }

    @Test
    @Scenario(value = "build-internal-access", needs = "CheckJobInternal")
    void internalAccessIsABoolean() {
        Sdk administrator = Sdk.of(Server.shared(), "administrator");

        JsonNode answer = administrator.send(Call.get("/v1/job/permission/internal"));

        assertEquals(Json.parse("{\"result\":true,\"status\":\"success\"}"), answer);
    }

    @Test
    @Scenario(value = "build-job-info", needs = "ShowJobInfo")
    void theInfoOfAJobFollowsItsSwitch() {
        try (Server server = Server.start()) {
            Sdk administrator = Sdk.of(server, "administrator");
            Sdk developer = Sdk.of(server, "developer");
            administrator.batch(Map.of("role_id", DEVELOPER_ROLE, "is_delete", false));
            Supplier<List<?>> info = () -> {
                JsonNode it = developer.send(Call.get("/v1/job/{job_id}/info").in("job_id", JOB)).get("result");
                return List.of(it.get("id"), it.get("project_id"), it.get("project_permission_switch"), it.get("is_delete"));
            };

            List<?> before = info.get();
            administrator.apply(Map.of("project_switch", true));

            assertEquals(List.of(Json.of(JOB), Json.of(PROJECT), Json.of(false), Json.of(false)), before);
            assertEquals(List.of(Json.of(JOB), Json.of(PROJECT), Json.of(true), Json.of(true)), info.get());
        }
    }

    @Test
    @Scenario("success-request-id")
    void everySuccessHasARequestIdOfItsOwn() {
        Sdk administrator = Sdk.of(Server.shared(), "administrator");

        administrator.matrix();
        administrator.matrix();

        List<String> ids = administrator.answers.stream().map(answer -> answer.header("X-Request-Id")).toList();
        assertTrue(ids.stream().allMatch(id -> id.matches("[0-9a-f]{32}")), ids::toString);
        assertEquals(2, ids.stream().distinct().count());
        assertEquals("application/json", administrator.last().header("Content-Type"));
    }

    /** The rows of a matrix by role, each with its seven flags, which must be booleans. */
    private static Map<Integer, Map<String, Boolean>> rows(JsonNode result) {
        Map<Integer, Map<String, Boolean>> rows = new TreeMap<>();
        for (JsonNode row : result) {
            Map<String, Boolean> flags = new LinkedHashMap<>();
            for (String flag : BUILD_FLAGS) {
                assertTrue(row.get(flag).isBoolean(), row::toString);
                flags.put(flag, row.get(flag).booleanValue());
            }
            assertTrue(row.get("role_id").isInt(), row::toString);
            assertNull(rows.put(row.get("role_id").intValue(), flags), "two rows of one role");
        }
        return rows;
    }
}
