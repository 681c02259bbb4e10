package clients;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ExtendWith;

/** The row of scenarios.md that a test implements. */
@Retention(RetentionPolicy.RUNTIME)
@Target(ElementType.METHOD)
@ExtendWith(Results.class)
@interface Scenario {
    /** The name in the first column. */
    String value();

    /** Operation ids, or ways of the control plane, without which the scenario is for later. */
    String[] needs() default {};

    /** Why the SDK cannot do it: the test must then end with a {@link Shortfall}. */
    String notApplicable() default "";

    /** The one point in which the SDK is known to fall short; any other failure is a real one. */
    final class Shortfall extends RuntimeException {}
}
