package example;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class PermissionsTest {
    private static final String JOB = "6ecbc5bac7c8442fb3d2563d53c13582";

    @RegisterExtension
    final CodeArts codeArts = new CodeArts();

    /** What is tested here: code of your own, which is told the URL. */
    private void forbidDeletion(String job) throws IOException, InterruptedException {
        String body = "{\"job_id\": \"%s\", \"role_id\": 4, \"permission_name\": \"is_delete\", \"permission_value\": false}".formatted(job);
        codeArts.send("PUT", "/v1/job/role-permission", body);
    }

    @Test
    void deletionIsForbiddenToDevelopers() throws Exception {
        forbidDeletion(JOB);

        assertFalse(mayDelete());
        String expected = "{\"operation\": \"UpdateSimpleJobRolePermission\", \"times\": {\"exactly\": 1}}";
        assertEquals(200, codeArts.send("POST", "/_mock/verify", expected).statusCode());
    }

    @Test
    void developersMayDeleteByDefault() throws Exception {
        // The test above has left no trace, whichever of them runs first.
        assertTrue(mayDelete());
    }

    /** Whether developers may delete the build task: the server says so, and why. */
    private boolean mayDelete() throws IOException, InterruptedException {
        String answer = codeArts.send("GET", "/_mock/explain?job_id=" + JOB + "&role_id=4&permission=is_delete", "").body();
        return answer.contains("\"value\":true");
    }
}
