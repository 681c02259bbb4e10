package clients;

import static clients.Sdk.PIPELINE_PERMISSIONS;
import static clients.Sdk.pipelines;
import static clients.World.DEVELOPER_ROLE;
import static clients.World.OTHER_PIPELINE;
import static clients.World.PIPELINE;
import static clients.World.PIPELINE_FLAGS;
import static clients.World.PIPELINE_PROJECT;
import static clients.World.TESTER_ROLE;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** CodeArts Pipeline's permissions, for which no SDK has a method. */
class PipelineTest {
    private static final JsonNode SUCCESS = Json.parse("{\"status\":\"success\"}");

    @Test
    @Scenario(value = "pipeline-batch-round-trip", needs = "ShowPipelineRolePermission")
    void aBatchIsReadBackFromEveryPipeline() {
        try (Server server = Server.start()) {
            Sdk administrator = Sdk.of(server, "administrator");
            Map<Integer, Map<String, Boolean>> before = rolesOf(administrator, PIPELINE);
            Map<Integer, Map<String, Boolean>> written =
                    Map.of(DEVELOPER_ROLE, flags("query", "delete", "authorize"), TESTER_ROLE, flags("execute"));
            List<Object> roles = new ArrayList<>();
            written.forEach((role, row) -> roles.add(Json.<Object>with(Map.of("role_id", role), row)));

            JsonNode answer = administrator.send(pipelines(Call.post(PIPELINE_PERMISSIONS + "pipeline/batch-role-permission")).body(Map.of(
                    "pipeline_ids", List.of(PIPELINE, OTHER_PIPELINE), "is_project_switch", false, "roles", roles)));

            assertEquals(SUCCESS, answer);
            assertNotEquals(before.get(DEVELOPER_ROLE), written.get(DEVELOPER_ROLE));
            Map<Integer, Map<String, Boolean>> after = new TreeMap<>(before);
            after.putAll(written);
            assertEquals(after, rolesOf(administrator, PIPELINE));
            assertEquals(after, rolesOf(administrator, OTHER_PIPELINE));
        }
    }

    @Test
    @Scenario(value = "pipeline-switch-round-trip", needs = {"SwitchPipelinePermission", "ShowPipelinePermissionSwitch"})
    void theLastFlagIsWhatTheSwitchAnswers() {
        try (Server server = Server.start()) {
            Sdk administrator = Sdk.of(server, "administrator");

            for (boolean flag : new boolean[] {true, false, true}) {
                assertEquals(SUCCESS, administrator.send(ofThePipeline(Call.put(at("update-permission-switch"))).query("flag", flag)));
                JsonNode shown = administrator.send(ofThePipeline(Call.get(at("permission-switch"))));
                assertEquals(Json.of(Map.of("is_use_devuc", flag, "is_allow_edit", true)), shown);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"query execute update delete authorize", "execute", ""})
    @Scenario(value = "pipeline-role-round-trip", needs = {"UpdatePipelineRolePermission", "ShowPipelineRolePermission"})
    void aRolesRowIsStoredToTheLetter(String granted) {
        try (Server server = Server.start()) {
            Sdk administrator = Sdk.of(server, "administrator");
            Map<String, Boolean> row = flags(granted.split(" "));
            Map<Integer, Map<String, Boolean>> after = rolesOf(administrator, PIPELINE);
            after.put(DEVELOPER_ROLE, row);

            JsonNode answer = administrator.send(ofThePipeline(Call.post(at("update-role-permission")))
                    .body(Json.<Object>with(Json.object("pipeline_id", null, "role_id", DEVELOPER_ROLE), row)));

            assertEquals(SUCCESS, answer);
            assertEquals(after, rolesOf(administrator, PIPELINE));
        }
    }

    @Test
    @Scenario(value = "pipeline-user-round-trip", needs = {"UpdatePipelineUserPermission", "ShowPipelineUserPermission"})
    void aUsersRowIsReadBackAndPagesEndWithAnEmptyOne() {
        try (Server server = Server.start()) {
            Sdk administrator = Sdk.of(server, "administrator");
            World.User tester = World.user("tester");
            BiFunction<Integer, String, JsonNode> page = (offset, subject) -> administrator.send(ofThePipeline(Call.get(at("user-permission")))
                    .query("subject", subject).query("limit", 10).query("offset", offset));

            JsonNode answer = administrator.send(ofThePipeline(Call.post(at("update-user-permission")))
                    .body(Json.<Object>with(Map.of("pipeline_id", PIPELINE, "user_id", tester.id()), flags("execute", "update"))));

            assertEquals(SUCCESS, answer);
            JsonNode found = page.apply(0, "TEST");
            assertEquals(Json.parse("[1,0,10,1]"), Json.of(List.of(
                    found.get("total"), found.get("offset"), found.get("limit"), found.get("users").size())));
            JsonNode row = found.get("users").get(0);
            assertEquals(
                    Json.of(List.of(tester.id(), "tester", TESTER_ROLE)),
                    Json.of(List.of(row.get("user_id"), row.get("user_name"), row.get("role_id"))));
            assertEquals(flags("execute", "update"), flagsOf(row));
            assertEquals(4, page.apply(0, "").get("users").size());
            assertEquals(Json.parse("{\"offset\":10,\"limit\":10,\"total\":4,\"users\":[]}"), page.apply(10, ""));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"create", "ban", "group", "read", "tag"})
    @Scenario(value = "pipeline-project-check", needs = "GetProjectPermission")
    void aCheckOfTheProjectIsAKeyAndABoolean(String kind) {
        Map.of("administrator", true, "viewer", kind.equals("read")).forEach((who, allowed) -> {
            JsonNode answer = Sdk.of(Server.shared(), who)
                    .send(pipelines(Call.get("/v5/{project_id}/api/check-project/{type}")).in("type", kind));

            assertEquals(Json.of(List.of(Map.of("key", kind, "value", allowed))), answer);
        });
    }

    @ParameterizedTest
    @CsvSource({"resource_ids,resource_type", "resourceIds,resourceType"})
    @Scenario(value = "pipeline-rights-check", needs = "GetPipelinePermission")
    void rightsAreOneObjectPerPipeline(String ids, String kind) {
        JsonNode answer = Sdk.of(Server.shared(), "administrator").send(Call.post("/v5/{tenant_id}/api/pipelines/check-rights")
                .in("tenant_id", "d78cbac186b744899480f25bd022f468")
                .body(Map.of(ids, List.of(OTHER_PIPELINE, PIPELINE), kind, "pipeline")));

        Map<String, Boolean> rights = new LinkedHashMap<>();
        List.of("query", "update", "execute", "delete", "banned", "copy", "authorize", "tag").forEach(name -> rights.put(name, true));
        assertEquals(Json.of(List.of(Map.of(OTHER_PIPELINE, rights), Map.of(PIPELINE, rights))), answer);
    }

    @Test
    @Scenario(value = "pipeline-authorizations", needs = "QueryUserDevUcAuthorizations")
    void authorizationsAreActionsWithVerdicts() {
        JsonNode answer = Sdk.of(Server.shared(), "viewer").send(Call.get("/v2/{cloudProjectId}/cicd/devuc-auth/query")
                .in("cloudProjectId", PIPELINE_PROJECT).query("resource", "pipeline"));

        assertEquals(Json.parse("""
                [{"action": "create", "verdict": "deny"}, {"action": "delete", "verdict": "deny"},
                 {"action": "update", "verdict": "deny"}, {"action": "read", "verdict": "allow"}]"""), answer);
    }

    private static String at(String path) {
        return PIPELINE_PERMISSIONS + "{pipeline_id}/" + path;
    }

    private static Call ofThePipeline(Call call) {
        return pipelines(call).in("pipeline_id", PIPELINE);
    }

    /** The five flags, of which these are granted. */
    private static Map<String, Boolean> flags(String... granted) {
        Map<String, Boolean> row = new LinkedHashMap<>();
        PIPELINE_FLAGS.forEach(flag -> row.put(flag, List.of(granted).contains(flag.substring("operation_".length()))));
        return row;
    }

    private static Map<String, Boolean> flagsOf(JsonNode row) {
        Map<String, Boolean> flags = new LinkedHashMap<>();
        for (String flag : PIPELINE_FLAGS) {
            assertTrue(row.get(flag).isBoolean(), row::toString);
            flags.put(flag, row.get(flag).booleanValue());
        }
        return flags;
    }

    /** The rows of a pipeline by role, each with its five flags. */
    private static Map<Integer, Map<String, Boolean>> rolesOf(Sdk sdk, String pipeline) {
        JsonNode answer = sdk.send(pipelines(Call.get(at("role-permission"))).in("pipeline_id", pipeline));
        assertEquals(1, answer.size());
        Map<Integer, Map<String, Boolean>> rows = new TreeMap<>();
        for (JsonNode row : answer.get("roles")) {
            assertTrue(row.get("role_id").isInt(), row::toString);
            assertNull(rows.put(row.get("role_id").intValue(), flagsOf(row)), "two rows of one role");
        }
        return rows;
    }
}
