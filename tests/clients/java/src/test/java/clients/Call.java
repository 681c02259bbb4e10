package clients;

import com.huaweicloud.sdk.core.SdkResponse;
import com.huaweicloud.sdk.core.http.FieldExistence;
import com.huaweicloud.sdk.core.http.HttpMethod;
import com.huaweicloud.sdk.core.http.HttpRequestDef;
import com.huaweicloud.sdk.core.http.LocationType;
import java.util.LinkedHashMap;
import java.util.Map;

/** A call that the packages have no method for, described to the SDK as its generated clients describe theirs. */
public final class Call {
    final HttpMethod method;
    final String path;
    final Map<String, String> pathParameters = new LinkedHashMap<>();
    final Map<String, Object> query = new LinkedHashMap<>();
    final Map<String, String> headers = new LinkedHashMap<>();
    Object body;

    private Call(HttpMethod method, String path) {
        this.method = method;
        this.path = path;
    }

    static Call get(String path) {
        return new Call(HttpMethod.GET, path);
    }

    static Call put(String path) {
        return new Call(HttpMethod.PUT, path);
    }

    static Call post(String path) {
        return new Call(HttpMethod.POST, path);
    }

    Call in(String name, String value) {
        pathParameters.put(name, value);
        return this;
    }

    Call query(String name, Object value) {
        query.put(name, value);
        return this;
    }

    Call header(String name, String value) {
        headers.put(name, value);
        return this;
    }

    Call body(Object value) {
        body = value;
        return this;
    }

    /** An answer whose body is left as it came; public, because the SDK makes it. */
    public static final class Answer extends SdkResponse {
        private String body;

        String getBody() {
            return body;
        }

        void setBody(String value) {
            body = value;
        }
    }

    /** The definition for an answer that is left as it came. */
    HttpRequestDef<Call, Answer> definition() {
        return fields(HttpRequestDef.builder(method, Call.class, Answer.class))
                .<String>withResponseField(
                        "body", LocationType.Body, FieldExistence.NULL_IGNORE, String.class,
                        field -> field.withMarshaller(Answer::getBody, Answer::setBody))
                .build();
    }

    /** The definition for an answer that the SDK reads into a model. */
    <S> HttpRequestDef<Call, S> definition(Class<S> model) {
        return fields(HttpRequestDef.builder(method, Call.class, model)).build();
    }

    private <S> HttpRequestDef.Builder<Call, S> fields(HttpRequestDef.Builder<Call, S> builder) {
        builder.withName(path).withUri(path).withContentType("application/json");
        pathParameters.keySet().forEach(name -> builder.<String>withRequestField(
                name, LocationType.Path, FieldExistence.NON_NULL_NON_EMPTY, String.class,
                field -> field.withMarshaller(call -> call.pathParameters.get(name), (call, value) -> {})));
        query.keySet().forEach(name -> builder.<Object>withRequestField(
                name, LocationType.Query, FieldExistence.NULL_IGNORE, Object.class,
                field -> field.withMarshaller(call -> call.query.get(name), (call, value) -> {})));
        return builder.<Object>withRequestField(
                "body", LocationType.Body, FieldExistence.NULL_IGNORE, Object.class,
                field -> field.withMarshaller(call -> call.body, (call, value) -> {}));
    }
}
