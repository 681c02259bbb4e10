package clients;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.huaweicloud.sdk.core.SdkResponse;

/** The answer of ShowProjectJobPermission, as a generated client would declare it: the SDK itself reads it. */
final class JobPermission extends SdkResponse {
    @JsonProperty("status")
    String status;

    @JsonProperty("result")
    Result result;

    static final class Result {
        @JsonProperty("role_id")
        Integer roleId;

        @JsonProperty("job_id")
        String jobId;

        @JsonProperty("count")
        Integer count;

        @JsonProperty("is_modify")
        Boolean isModify;

        @JsonProperty("is_delete")
        Boolean isDelete;

        @JsonProperty("is_view")
        Boolean isView;

        @JsonProperty("is_execute")
        Boolean isExecute;

        @JsonProperty("is_copy")
        Boolean isCopy;

        @JsonProperty("is_forbidden")
        Boolean isForbidden;

        @JsonProperty("is_manager")
        Boolean isManager;

        @JsonProperty("create_time")
        String createTime;

        @JsonProperty("last_update_time")
        String lastUpdateTime;
    }
}
