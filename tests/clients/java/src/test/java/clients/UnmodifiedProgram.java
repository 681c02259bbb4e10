package clients;

import com.huaweicloud.sdk.codeartsbuild.v3.region.CodeArtsBuildRegion;
import com.huaweicloud.sdk.codeartspipeline.v2.region.CodeArtsPipelineRegion;
import com.huaweicloud.sdk.core.ClientBuilder;
import com.huaweicloud.sdk.core.HcClient;
import com.huaweicloud.sdk.core.auth.BasicCredentials;
import com.huaweicloud.sdk.core.region.Region;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** A program that knows its region and nothing else; a process of its own, because Java cannot change its environment. */
final class UnmodifiedProgram {
    private static final String REGION = "cn-north-4";

    private UnmodifiedProgram() {}

    public static void main(String[] arguments) {
        HcClient build = client(CodeArtsBuildRegion.valueOf(REGION));
        Call matrix = Call.get("/v1/job/permission").query("project_id", World.PROJECT).query("job_id", World.JOB);
        System.out.println("role " + build.syncInvokeHttp(matrix, matrix.definition(JobPermission.class)).result.roleId);

        Call batch = Sdk.pipelines(Call.post(Sdk.PIPELINE_PERMISSIONS + "pipeline/batch-role-permission"))
                .body(Map.of("pipeline_ids", List.of(), "is_project_switch", false, "roles", List.of()));
        System.out.println("batch " + client(CodeArtsPipelineRegion.valueOf(REGION)).syncInvokeHttp(batch, batch.definition()).getBody());

        System.out.println("project " + ((BasicCredentials) build.getCredential()).getProjectId());
        // The SDK's threads would keep the program for a minute.
        System.exit(0);
    }

    private static HcClient client(Region region) {
        return new ClientBuilder<HcClient>(Function.identity()).withRegion(region).build();
    }
}
