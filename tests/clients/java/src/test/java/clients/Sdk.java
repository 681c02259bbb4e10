package clients;

import static clients.World.BUILD_FLAGS;
import static clients.World.JOB;
import static clients.World.KEY_PROJECT;
import static clients.World.PIPELINE_PROJECT;
import static clients.World.PROJECT;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.HttpListener;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.exception.ClientRequestException;
import com.huaweicloud.sdk.core.exception.ServerResponseException;
import com.huaweicloud.sdk.core.exception.ServiceResponseException;
import com.huaweicloud.sdk.core.http.HttpClient;
import com.huaweicloud.sdk.core.http.HttpConfig;
import com.huaweicloud.sdk.core.http.HttpRequest;
import com.huaweicloud.sdk.core.invoker.SyncInvoker;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** One user's client of the SDK, with an ear on the wire. */
final class Sdk {
    static final String PIPELINE_PERMISSIONS = "/v5/{project_id}/api/pipeline-permissions/";
    private static final String REQUEST_ID = "[0-9a-f]{32}";

    /** A request or an answer, as it went over the wire. */
    record Message(int status, Map<String, List<String>> headers, String body) {
        String header(String name) {
            return headers.entrySet().stream().filter(it -> name.equalsIgnoreCase(it.getKey()))
                    .map(it -> it.getValue().get(0)).findFirst().orElse(null);
        }

        JsonNode json() {
            return Json.parse(body);
        }
    }

    /** Credentials that sign nothing. */
    static final class Unsigned extends BasicCredentials {
        @Override
        public CompletableFuture<HttpRequest> processAuthRequest(HttpRequest request, HttpClient client) {
            return CompletableFuture.completedFuture(request);
        }

        @Override
        public HttpRequest syncProcessAuthRequest(HttpRequest request, HttpClient client) {
            return request;
        }
    }

    final HcClient client;
    final List<Message> requests = new ArrayList<>();
    final List<Message> answers = new ArrayList<>();

    Sdk(Server server, World.User user) {
        this(server, new BasicCredentials().withAk(user.accessKey()).withSk(user.secretKey()).withProjectId(KEY_PROJECT), 10);
    }

    Sdk(Server server, BasicCredentials credentials, int timeoutSeconds) {
        HttpConfig config = HttpConfig.getDefaultHttpConfig().withReadTimeout(timeoutSeconds);
        config.addHttpListener(HttpListener.forRequestListener(it ->
                requests.add(new Message(0, it.headers(), it.body().orElse(null)))));
        config.addHttpListener(HttpListener.forResponseListener(it ->
                answers.add(new Message(it.statusCode(), it.headers(), it.body().orElse("")))));
        client = new HcClient(config).withEndpoints(List.of(server.url)).withCredential(credentials);
    }

    static Sdk of(Server server, String name) {
        return new Sdk(server, World.user(name));
    }

    /** The answer that came last, as it came. */
    Message last() {
        return answers.get(answers.size() - 1);
    }

    /** A signed call: the JSON of the answer, whose status is 200. */
    JsonNode send(Call call) {
        return sendExpecting(200, call);
    }

    JsonNode sendExpecting(int status, Call call) {
        SyncInvoker<Call, Call.Answer> invoker = new SyncInvoker<>(call, call.definition(), client);
        call.headers.forEach(invoker::addHeader);
        Call.Answer answer = invoker.invoke();
        assertEquals(status, answer.getHttpStatusCode());
        return Json.parse(answer.getBody());
    }

    /** ShowProjectJobPermission. */
    JobPermission matrix(String jobId, String projectId) {
        Call call = Call.get("/v1/job/permission").query("project_id", projectId).query("job_id", jobId);
        return client.syncInvokeHttp(call, call.definition(JobPermission.class));
    }

    JobPermission matrix() {
        return matrix(JOB, PROJECT);
    }

    /** The seven flags that the caller has on a job. */
    Map<String, Boolean> flags(String jobId) {
        JobPermission.Result it = matrix(jobId, PROJECT).result;
        List<Boolean> values = List.of(it.isModify, it.isDelete, it.isView, it.isExecute, it.isCopy, it.isForbidden, it.isManager);
        Map<String, Boolean> flags = new LinkedHashMap<>();
        for (int i = 0; i < values.size(); i++) {
            flags.put(BUILD_FLAGS.get(i), values.get(i));
        }
        return flags;
    }

    Map<String, Boolean> flags() {
        return flags(JOB);
    }

    /** BatchUpdateJobRolePermission for the project's usual job; a permission is the members of its model. */
    @SafeVarargs
    final JsonNode batch(Map<String, ?>... permissions) {
        return batchOf(Map.of("permissions", List.of(permissions)));
    }

    JsonNode batchOf(Map<String, ?> members) {
        Map<String, Object> body = Json.with(Map.of("project_id", PROJECT, "job_ids", List.of(JOB)), members);
        return send(Call.post("/v1/job/permissions/batch").body(body));
    }

    /** The same, which only moves the switch. */
    JsonNode switchTo(boolean value) {
        return batchOf(Map.of("project_switch", value));
    }

    /** ApplyProjectPermission. */
    JsonNode apply(Map<String, ?> members) {
        Map<String, Object> body = Json.with(Map.of("project_id", PROJECT, "job_id", JOB), members);
        return send(Call.post("/v1/job/project/permission").body(body));
    }

    /** The smallest batch of pipelines: it moves the switch. */
    JsonNode pipelineBatch(String... pipelines) {
        Map<String, ?> body = Map.of("pipeline_ids", List.of(pipelines), "is_project_switch", true, "roles", List.of());
        return send(pipelines(Call.post(PIPELINE_PERMISSIONS + "pipeline/batch-role-permission")).body(body));
    }

    /** The call in the project of the pipelines. */
    static Call pipelines(Call call) {
        return call.in("project_id", PIPELINE_PROJECT);
    }

    /** Has a call refused: the SDK's exception, words of its message, the answer's own request id. */
    ServiceResponseException refused(Runnable call, int status, String code, String... words) {
        Class<? extends ServiceResponseException> kind = status < 500 ? ClientRequestException.class : ServerResponseException.class;
        ServiceResponseException refusal = assertThrows(kind, call::run);
        assertEquals(List.of(status, code), List.of(refusal.getHttpStatusCode(), String.valueOf(refusal.getErrorCode())));
        for (String word : words) {
            assertTrue(refusal.getErrorMsg().contains(word), () -> "\"" + word + "\" is not in \"" + refusal.getErrorMsg() + "\"");
        }
        assertEquals(last().header("X-Request-Id"), refusal.getRequestId());
        assertTrue(refusal.getRequestId().matches(REQUEST_ID), refusal.getRequestId());
        assertEquals("application/json", last().header("Content-Type"));
        return refusal;
    }
}
