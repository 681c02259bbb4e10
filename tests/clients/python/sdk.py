"""The official clients, pointed at a server, with an ear on the wire."""

import json
import re

import pytest
from huaweicloudsdkcodeartsbuild.v3 import (
    BatchUpdateJobRolePermissionRequest,
    CodeArtsBuildClient,
    JobRolePermission,
    RolePermissionsRequestBody,
    ShowProjectJobPermissionRequest,
)
from huaweicloudsdkcodeartspipeline.v2 import CodeArtsPipelineClient
from huaweicloudsdkcore.auth.credentials import BasicCredentials
from huaweicloudsdkcore.exceptions.exceptions import ClientRequestException, ServerResponseException, ServiceResponseException
from huaweicloudsdkcore.http.http_config import HttpConfig
from huaweicloudsdkcore.http.http_handler import HttpHandler

from world import BUILD_FLAGS, JOB, KEY_PROJECT, PIPELINE_PROJECT, PROJECT

REQUEST_ID = re.compile("[0-9a-f]{32}")
PIPELINE_PERMISSIONS = "/v5/{project_id}/api/pipeline-permissions"
# The raw call needs some model to put the answer into; what came is read from the raw content.
ANY_MODEL = {"build": "BatchUpdateJobRolePermissionResponse", "pipeline": "StopPipelineRunResponse"}


class Sdk:
    """One user's clients of both services."""

    def __init__(self, url, user, *, project_id=KEY_PROJECT, timeout=(5, 10), on_request=None, security_token=None):
        self.answers = []
        self._clients = []
        credentials = BasicCredentials(user.access_key, user.secret_key, project_id)
        if security_token:
            credentials.with_security_token(security_token)

        def client(kind):
            # Each client needs a configuration of its own: it writes into it.
            config = HttpConfig.get_default_config()
            config.timeout = timeout
            builder = kind.new_builder().with_http_config(config).with_http_handler(self.handler(on_request))
            if url:
                builder = builder.with_credentials(credentials).with_endpoint(url)
            return self._keep(builder)

        self.build = client(CodeArtsBuildClient)
        self.pipeline = client(CodeArtsPipelineClient)

    def handler(self, on_request=None):
        """The SDK's own way to look at what goes over the wire."""
        handler = HttpHandler().add_response_handler(lambda **it: self.answers.append(it["response"]))
        return handler.add_request_handler(lambda **it: on_request(it["request"])) if on_request else handler

    def _keep(self, builder):
        client = builder.build()
        self._clients.append(client)
        return client

    def close(self):
        """Lets go of the connections."""
        for client in self._clients:
            client.close()

    @property
    def last(self):
        """The answer that came last, as it came."""
        return self.answers[-1]

    def matrix(self, job_id=JOB, project_id=PROJECT):
        """The typed read."""
        return self.build.show_project_job_permission(ShowProjectJobPermissionRequest(project_id=project_id, job_id=job_id))

    def flags(self, job_id=JOB):
        """The seven flags that the caller has on a job."""
        result = self.matrix(job_id).result
        return {flag: getattr(result, flag) for flag in BUILD_FLAGS}

    def batch(self, *permissions, job_ids=(JOB,), project_id=PROJECT, project_switch=None):
        """The typed batch; a permission is the keywords of its model."""
        body = RolePermissionsRequestBody(
            project_id=project_id, job_ids=list(job_ids), project_switch=project_switch,
            permissions=[JobRolePermission(**permission) for permission in permissions],
        )
        return self.build.batch_update_job_role_permission(BatchUpdateJobRolePermissionRequest(body=body))

    def raw(self, method, path, *, service="build", body=None, query=None, **path_params):
        """A signed call that no client has a method for: status and JSON of the answer."""
        answer = getattr(self, service).do_http_request(
            method=method, resource_path=path, path_params=path_params, query_params=list((query or {}).items()), body=body,
            header_params={"Content-Type": "application/json"}, response_type=ANY_MODEL[service],
        )
        return answer.status_code, json.loads(answer.raw_content)

    def pipeline_permissions(self, method, path, *, body=None, query=None, project_id=PIPELINE_PROJECT, **path_params):
        """A signed call below the pipelines' permissions."""
        where = f"{PIPELINE_PERMISSIONS}/{path}"
        return self.raw(method, where, service="pipeline", body=body, query=query, project_id=project_id, **path_params)

    def refused(self, call, status, code, *, message=None, names=()):
        """Has a call refused: the SDK's exception, the words of its message, the answer's own request id."""
        with pytest.raises(ServiceResponseException) as caught:
            call()

        error = caught.value
        assert type(error) is (ClientRequestException if status < 500 else ServerResponseException)
        assert (error.status_code, error.error_code) == (status, code)
        assert message in (None, error.error_msg)
        assert [name for name in names if name not in error.error_msg] == [], error.error_msg
        assert error.request_id == self.last.headers["X-Request-Id"]
        assert REQUEST_ID.fullmatch(error.request_id)
        assert self.last.headers["Content-Type"] == "application/json"
        return error
