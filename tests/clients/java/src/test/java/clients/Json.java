package clients;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON, which the tests compare as values. */
final class Json {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException error) {
            throw new AssertionError("not JSON: " + text, error);
        }
    }

    /** What a value of Java is in JSON. */
    static JsonNode of(Object value) {
        try {
            // Through text, because 1 as int and 1 as long are two values for Jackson.
            return MAPPER.readTree(MAPPER.writeValueAsString(value));
        } catch (JsonProcessingException error) {
            throw new AssertionError(error);
        }
    }

    /** An object of names and values in turn; unlike that of Map.of, a value may be null. */
    static Map<String, Object> object(Object... members) {
        Map<String, Object> object = new LinkedHashMap<>();
        for (int i = 0; i < members.length; i += 2) {
            object.put((String) members[i], members[i + 1]);
        }
        return object;
    }

    /** A copy in which some members are others. */
    static <V> Map<String, V> with(Map<String, ? extends V> object, Map<String, ? extends V> other) {
        Map<String, V> all = new LinkedHashMap<>(object);
        all.putAll(other);
        return all;
    }
}
