package clients;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The users and ids of the default world that the scenarios speak of. */
final class World {
    static final String PROJECT = "p45e51b060f1b4e82916f9d2c33e8eb28";
    static final String JOB = "6ecbc5bac7c8442fb3d2563d53c13582";
    static final String OTHER_JOB = "c798139500d2456d82d95d108f182b5a";
    static final String PIPELINE_PROJECT = "071112d87d3e4ed49130c691936202e9";
    static final String PIPELINE = "53acae73a3f44b2994f9b20a710721c6";
    static final String OTHER_PIPELINE = "146542db758a4dc0995b44dff13e1933";
    static final String PIPELINE_OF_ANOTHER_PROJECT = "0747d5a7099e45f69dc1d099945909a9";
    static final String UNKNOWN = "0123456789abcdef0123456789abcdef";
    /** The project that keys belong to is of another kind than a project of CodeArts. */
    static final String KEY_PROJECT = "fedcba9876543210fedcba9876543210";

    static final int DEVELOPER_ROLE = 4;
    static final int TESTER_ROLE = 6;

    static final List<String> BUILD_FLAGS =
            List.of("is_modify", "is_delete", "is_view", "is_execute", "is_copy", "is_forbidden", "is_manager");
    static final List<String> PIPELINE_FLAGS =
            List.of("operation_query", "operation_execute", "operation_update", "operation_delete", "operation_authorize");

    private static final JsonNode SEED = seed();

    private World() {}

    record User(String id, String name, String token, String accessKey, String secretKey, String password, String domain) {
        User withSecretKey(String other) {
            return new User(id, name, token, accessKey, other, password, domain);
        }

        User withAccessKey(String other) {
            return new User(id, name, token, other, secretKey, password, domain);
        }
    }

    /** The user of this name. */
    static User user(String name) {
        for (var users = SEED.get("users").fields(); users.hasNext(); ) {
            var user = users.next();
            JsonNode it = user.getValue();
            if (it.get("name").asText().equals(name)) {
                return new User(
                        user.getKey(), name, it.get("token").asText(), it.get("access_key").asText(), it.get("secret_key").asText(),
                        it.get("password").asText(), it.get("domain").asText());
            }
        }
        throw new AssertionError("the seed has no " + name);
    }

    /** What the project's matrix grants to every role in Build. */
    static Map<Integer, Map<String, Boolean>> buildMatrix() {
        Map<Integer, Map<String, Boolean>> matrix = new TreeMap<>();
        SEED.get("projects").get(PROJECT).get("roles").fields().forEachRemaining(role -> {
            List<String> granted = new java.util.ArrayList<>();
            role.getValue().get("build").forEach(flag -> granted.add(flag.asText()));
            Map<String, Boolean> row = new LinkedHashMap<>();
            BUILD_FLAGS.forEach(flag -> row.put(flag, granted.contains(flag)));
            matrix.put(Integer.valueOf(role.getKey()), row);
        });
        return matrix;
    }

    private static JsonNode seed() {
        try {
            return Json.parse(Files.readString(Path.of("../../../fixtures/worlds/default.json")));
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }
}
