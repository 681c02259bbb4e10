package example;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ExtensionContext.Store.CloseableResource;

/** Gives every test a CodeArts in which nothing has happened yet; the server is one for all of them. To copy. */
final class CodeArts implements BeforeEachCallback {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private String url;

    @Override
    public void beforeEach(ExtensionContext context) throws Exception {
        var store = context.getRoot().getStore(Namespace.create(CodeArts.class));
        url = store.getOrComputeIfAbsent(Server.class, type -> Server.start(), Server.class).url;
        send("POST", "/_mock/reset", "");
    }

    /** The URL to give to a client. */
    String url() {
        return url;
    }

    /** Sends a request of a caller who may do everything. */
    HttpResponse<String> send(String method, String path, String body) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(url + path)).header("X-Auth-Token", "any")
                .header("Content-Type", "application/json").method(method, BodyPublishers.ofString(body)).build();
        return HTTP.send(request, BodyHandlers.ofString());
    }

    /** The server that CODEARTS_URL names, as in CI, or else one that is started here and ends with the tests. */
    private record Server(String url, Process process) implements CloseableResource {
        static Server start() {
            try {
                String running = System.getenv("CODEARTS_URL");
                return (running == null ? started() : new Server(running, null)).waitUntilHealthy();
            } catch (IOException | InterruptedException error) {
                throw new IllegalStateException("there is no codearts-mock", error);
            }
        }

        private static Server started() throws IOException {
            // Port 0 is any free one; the ready line says which.
            Process process = new ProcessBuilder("codearts-mock", "--port", "0").redirectError(ProcessBuilder.Redirect.DISCARD).start();
            String line = new BufferedReader(new InputStreamReader(process.getInputStream())).readLine();
            if (line == null) {
                throw new IOException("it has ended before it was ready");
            }
            return new Server(line.replaceFirst(".* url=(\\S+).*", "$1"), process);
        }

        private Server waitUntilHealthy() throws IOException, InterruptedException {
            var request = HttpRequest.newBuilder(URI.create(url + "/_mock/health")).timeout(PATIENCE).build();
            for (Instant deadline = Instant.now().plus(PATIENCE); ; Thread.sleep(100)) {
                try {
                    if (HTTP.send(request, BodyHandlers.discarding()).statusCode() == 200) {
                        return this;
                    }
                } catch (IOException refused) {
                    // It is not there yet.
                }
                if (Instant.now().isAfter(deadline)) {
                    throw new IOException(url + " is not well");
                }
            }
        }

        @Override
        public void close() throws InterruptedException {
            if (process == null) {
                return;
            }
            process.destroy();
            if (!process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
                throw new IllegalStateException("codearts-mock has not ended well");
            }
        }
    }
}
