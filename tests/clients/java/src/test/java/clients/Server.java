package clients;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The server under test: started on a free port, known to be ready by its ready line, stopped by SIGTERM. */
final class Server implements AutoCloseable {
    private static final String BINARY = System.getProperty("clients.binary");
    private static final Pattern READY = Pattern.compile("codearts-mock ready url=(http://\\S+) version=\\S+");
    private static final int PATIENCE_SECONDS = 20;

    private static Server shared;
    private static Set<String> abilities;

    final String url;
    private final Process process;
    private final Path log;

    private Server(String... options) {
        List<String> command = new ArrayList<>(List.of(BINARY, "serve", "--host", "127.0.0.1", "--port", "0"));
        command.addAll(List.of(options));
        try {
            log = Files.createTempFile("codearts-mock-", ".log");
            ProcessBuilder builder = new ProcessBuilder(command).redirectError(log.toFile());
            // What configures a server of the person who runs the tests must not configure this one.
            builder.environment().keySet().removeIf(name -> name.startsWith("CODEARTS_MOCK_") || name.startsWith("RUST_"));
            process = builder.start();
            BufferedReader output = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
            CompletableFuture<Void> impatience = CompletableFuture.runAsync(
                    process::destroyForcibly, CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS));
            String line = String.valueOf(output.readLine());
            impatience.cancel(false);
            Matcher ready = READY.matcher(line);
            assertTrue(ready.matches(), () -> "no ready line but " + line + "\n" + readLog());
            url = ready.group(1);
        } catch (IOException error) {
            throw new UncheckedIOException(error);
        }
    }

    /** A server of one's own. */
    static Server start(String... options) {
        return new Server(options);
    }

    /** A server with its defaults, for tests that change nothing in it. */
    static synchronized Server shared() {
        if (shared == null) {
            shared = new Server();
            Runtime.getRuntime().addShutdownHook(new Thread(shared.process::destroy));
        }
        return shared;
    }

    /** What the server can do: its operations, and the ways of its control plane. */
    static synchronized Set<String> abilities() {
        if (abilities == null) {
            abilities = new HashSet<>();
            Json.parse(shared().ask("GET", "/_mock/operations", null).body()).get("operations")
                    .forEach(operation -> abilities.add(operation.get("id").asText()));
            for (String way : List.of("faults", "namespaces")) {
                if (shared().ask("GET", "/_mock/" + way, null).statusCode() == 200) {
                    abilities.add(way);
                }
            }
            try {
                Process help = new ProcessBuilder(BINARY, "serve", "--help").start();
                if (new String(help.getInputStream().readAllBytes(), StandardCharsets.UTF_8).contains("verify")) {
                    abilities.add("--auth verify");
                }
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }
        return abilities;
    }

    /** Asks without any SDK. */
    HttpResponse<String> ask(String method, String path, Object body) {
        var publisher = body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(Json.of(body).toString());
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Content-Type", "application/json").method(method, publisher).build();
        try {
            return HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build().send(request, BodyHandlers.ofString());
        } catch (IOException | InterruptedException error) {
            throw new AssertionError(error);
        }
    }

    /** Makes every call of an operation go wrong. */
    Server inject(String operation, Map<String, ?> action) {
        Map<String, ?> rule = Map.of("id", "client-suite", "operation", operation, "action", action);
        HttpResponse<String> answer = ask("PUT", "/_mock/faults", Map.of("faults", List.of(rule)));
        assertEquals(200, answer.statusCode(), answer.body());
        return this;
    }

    @Override
    public void close() {
        process.destroy();
        try {
            if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            assertEquals(0, process.waitFor(), this::readLog);
            Files.delete(log);
        } catch (IOException | InterruptedException error) {
            throw new AssertionError(error);
        }
    }

    private String readLog() {
        try {
            return Files.readString(log);
        } catch (IOException error) {
            return error.toString();
        }
    }
}
