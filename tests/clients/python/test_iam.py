"""IAM as scripts call it, without an SDK: every way to a token, and what it is good for."""

import pytest
import requests

from world import user

REGION = "cn-north-4"

pytestmark = [pytest.mark.scenario("issued-token"), pytest.mark.needs("KeystoneCreateUserTokenByPassword", "--auth verify")]


class Iam:
    """The IAM of one server."""

    def __init__(self, server):
        self._url = server.url
        self._session = requests.Session()
        self._session.trust_env = False

    def get(self, path, token, **options):
        headers = {"X-Auth-Token": token, **options.pop("headers", {})}
        return self._session.get(self._url + path, headers=headers, timeout=10, **options)

    def issue(self, identity, scope=None):
        auth = {"identity": identity, **({"scope": scope} if scope else {})}
        answer = self._session.post(
            f"{self._url}/v3/auth/tokens", params={"nocatalog": "true"}, json={"auth": auth}, timeout=10
        )
        assert answer.status_code == 201, answer.text
        return answer.headers["X-Subject-Token"], answer.json()["token"]


def by_password(**login):
    return {"methods": ["password"], "password": {"user": login}}


def by_token(token):
    return {"methods": ["token"], "token": {"id": token}}


@pytest.fixture
def iam(start):
    return Iam(start("--auth", "verify"))


def test_the_account_and_its_projects_are_found_and_named_in_every_way(iam):
    tester = user("tester")
    [domain] = iam.get("/v3/auth/domains", tester.token).json()["domains"]
    query = {"name": REGION, "domain_id": domain["id"], "parent_id": domain["id"], "enabled": "true", "is_domain": "false",
             "page": 1, "per_page": 10}
    [project] = iam.get("/v3/projects", tester.token, params=query).json()["projects"]

    named, by_name = iam.issue(
        by_password(name=tester.name, password=tester.password, domain={"name": tester.domain}), {"domain": {"name": tester.domain}}
    )
    _, by_id = iam.issue(
        by_password(id=tester.id, password=tester.password, domain={"id": domain["id"]}), {"domain": {"id": domain["id"]}}
    )
    _, scoped = iam.issue(by_token(named), {"project": {"id": project["id"]}})

    assert by_name["domain"] == by_id["domain"] == {"id": domain["id"], "name": tester.domain}
    assert (scoped["methods"], scoped["project"]["name"], scoped["user"]["id"]) == (["token"], REGION, tester.id)


def test_a_token_describes_itself(iam):
    viewer = user("viewer")
    token, issued = iam.issue(by_password(name=viewer.name, password=viewer.password), {"project": {"name": REGION}})

    answer = iam.get("/v3/auth/tokens", token, headers={"X-Subject-Token": token}, params={"nocatalog": "true"})

    assert (answer.status_code, answer.json()["token"], answer.headers["X-Subject-Token"]) == (200, issued, token)
