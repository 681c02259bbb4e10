package clients;

import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.InvocationInterceptor;
import org.junit.jupiter.api.extension.ReflectiveInvocationContext;
import org.junit.jupiter.api.extension.TestWatcher;

/** Writes the result of every scenario into a file: name, result, remark. */
final class Results implements ExecutionCondition, InvocationInterceptor, TestWatcher {
    /** From good to bad: a scenario of several tests is what the worst of them is. */
    private static final List<String> SEVERITY = List.of("passed", "n/a", "later", "failed");

    private static final Map<String, String[]> RESULTS = new TreeMap<>();

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (context.getTestMethod().isEmpty()) {
            return ConditionEvaluationResult.enabled("no test");
        }
        List<String> missing = Arrays.stream(scenario(context).needs()).filter(Predicate.not(Server.abilities()::contains)).toList();
        if (missing.isEmpty()) {
            return ConditionEvaluationResult.enabled("all is served");
        }
        String reason = "not served: " + String.join(", ", missing);
        // A test with parameters is never told of by testDisabled.
        record(context, "later", reason);
        return ConditionEvaluationResult.disabled(reason);
    }

    @Override
    public void interceptTestMethod(
            Invocation<Void> invocation, ReflectiveInvocationContext<Method> method, ExtensionContext context) throws Throwable {
        if (scenario(context).notApplicable().isEmpty()) {
            invocation.proceed();
        } else {
            assertThrows(Scenario.Shortfall.class, invocation::proceed, "what the SDK was not able to do works now");
        }
    }

    @Override
    public void testSuccessful(ExtensionContext context) {
        String reason = scenario(context).notApplicable();
        record(context, reason.isEmpty() ? "passed" : "n/a", reason);
    }

    @Override
    public void testFailed(ExtensionContext context, Throwable cause) {
        record(context, "failed", String.valueOf(cause.getMessage()).lines().findFirst().orElse(""));
    }

    @Override
    public void testAborted(ExtensionContext context, Throwable cause) {
        testFailed(context, cause);
    }

    private static Scenario scenario(ExtensionContext context) {
        return context.getRequiredTestMethod().getAnnotation(Scenario.class);
    }

    private static synchronized void record(ExtensionContext context, String result, String remark) {
        RESULTS.merge(scenario(context).value(), new String[] {result, remark.replaceAll("\\s+", " ").strip()}, (known, now) ->
                SEVERITY.indexOf(now[0]) >= SEVERITY.indexOf(known[0]) ? now : known);
        String path = System.getProperty("clients.results", "");
        if (!path.isEmpty()) {
            StringBuilder lines = new StringBuilder();
            RESULTS.forEach((name, it) -> lines.append(name).append('\t').append(it[0]).append('\t').append(it[1]).append('\n'));
            try {
                Files.writeString(Path.of(path), lines);
            } catch (IOException error) {
                throw new UncheckedIOException(error);
            }
        }
    }
}
