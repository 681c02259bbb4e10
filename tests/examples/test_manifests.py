"""The files for CI services and clusters: valid by their schemas, and what they say is done here without a container."""

import re
import shutil
import subprocess
import tomllib
import xml.etree.ElementTree

import pytest
import yaml

from conftest import ROOT

EXAMPLES = ROOT / "examples"
SCHEMAS = {
    "github-actions.yml": ["check-jsonschema", "--builtin-schema", "vendor.github-workflows"],
    "gitlab-ci.yml": ["check-jsonschema", "--builtin-schema", "vendor.gitlab-ci"],
    "compose.yaml": ["check-jsonschema", "--builtin-schema", "vendor.compose-spec"],
    "kubernetes.yaml": ["kubernetes-validate", "--strict"],
}
PORT = 2633


def read(name):
    """A file's documents; the only one, if it is the only one."""
    documents = list(yaml.safe_load_all((EXAMPLES / name).read_text()))
    return documents[0] if len(documents) == 1 else documents


GITHUB, GITLAB, COMPOSE = (read(name) for name in list(SCHEMAS)[:3])
GITHUB_JOB, GITLAB_JOB = GITHUB["jobs"]["test"], GITLAB["permissions"]
DEPLOYMENT, SERVICE = read("kubernetes.yaml")
POD = DEPLOYMENT["spec"]["template"]["spec"]
[CONTAINER] = POD["containers"]
# Image and variables of the server in each file.
SERVERS = {
    "github-actions.yml": (GITHUB_JOB["services"]["codearts"]["image"], GITHUB_JOB["services"]["codearts"]["env"]),
    "gitlab-ci.yml": (GITLAB_JOB["services"][0]["name"], GITLAB_JOB["services"][0]["variables"]),
    "compose.yaml": (COMPOSE["services"]["codearts"]["image"], COMPOSE["services"]["codearts"]["environment"]),
    "kubernetes.yaml": (CONTAINER["image"], {it["name"]: it["value"] for it in CONTAINER["env"]}),
}


def test_each_file_has_a_schema():
    assert {path.name for path in EXAMPLES.iterdir() if path.suffix in (".yml", ".yaml")} == set(SCHEMAS)


@pytest.mark.parametrize("name", SCHEMAS)
def test_a_file_is_valid_by_its_schema(name, environment):
    checked = subprocess.run([*SCHEMAS[name], EXAMPLES / name], capture_output=True, text=True, env=environment)

    assert checked.returncode == 0, checked.stdout + checked.stderr


@pytest.mark.parametrize("name", SERVERS)
def test_the_image_is_that_of_the_crates_version(name):
    version = tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]["version"]

    assert SERVERS[name][0] == f"registry.example.com/codearts-mock:{version}"


@pytest.mark.parametrize("name", SERVERS)
def test_a_server_takes_each_variable(name, serve, environment):
    variables = SERVERS[name][1]
    shown = subprocess.run(["codearts-mock", "serve", "--help"], env=environment, capture_output=True, text=True, check=True).stdout

    assert variables.keys() <= set(re.findall(r"\[env: (\w+)[\]=]", shown))
    with serve(**variables) as server:
        # A variable that is none of its own, or a value that it does not take, is told of in the log, or ends it.
        assert not re.search("CODEARTS_MOCK_", server.log())


def test_the_one_port_is_that_of_the_image():
    [exposed] = re.findall(r"^EXPOSE (.*)$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)

    assert exposed == str(PORT)
    assert GITHUB_JOB["services"]["codearts"]["ports"] == [f"{PORT}:{PORT}"]
    assert COMPOSE["services"]["codearts"]["ports"] == [f"127.0.0.1:{PORT}:{PORT}"]
    assert CONTAINER["ports"] == [{"name": "http", "containerPort": PORT}]
    assert SERVICE["spec"]["ports"] == [{"name": "http", "port": PORT, "targetPort": "http"}]


def test_compose_waits_for_the_check_of_the_image():
    assert COMPOSE["services"]["test"]["depends_on"] == {"codearts": {"condition": "service_healthy"}}
    assert "healthcheck" not in COMPOSE["services"]["codearts"]
    assert re.search(r'^HEALTHCHECK .*CMD \["/codearts-mock", "healthcheck"\]$', (ROOT / "Dockerfile").read_text(), re.MULTILINE)


def test_kubernetes_gives_no_more_rights_than_the_image_needs():
    # With exactly these the container is run by the image's own checks.
    assert CONTAINER["securityContext"] == {
        "readOnlyRootFilesystem": True, "allowPrivilegeEscalation": False, "capabilities": {"drop": ["ALL"]},
    }
    assert (POD["securityContext"]["runAsNonRoot"], POD["enableServiceLinks"]) == (True, False)
    assert SERVICE["spec"]["selector"].items() <= DEPLOYMENT["spec"]["template"]["metadata"]["labels"].items()


@pytest.mark.parametrize("probe", ["startupProbe", "readinessProbe", "livenessProbe"])
def test_a_probe_of_kubernetes_finds_the_server_well(probe, serve, run):
    asked = CONTAINER[probe]["httpGet"]
    with serve(**SERVERS["kubernetes.yaml"][1]) as server:
        assert asked["port"] == "http"
        run(f"curl --fail --silent 'http://127.0.0.1:{PORT}{asked['path']}'", server.url)


@pytest.fixture
def checkout(tmp_path):
    """What a job finds in its folder, where it may write."""
    shutil.copytree(EXAMPLES, tmp_path / "checkout" / "examples")
    return tmp_path / "checkout"


def test_the_steps_of_github(serve, run, checkout, tmp_path):
    files = {name: str(tmp_path / name) for name in ("GITHUB_ENV", "GITHUB_STEP_SUMMARY")}
    with serve(**SERVERS["github-actions.yml"][1]) as server:
        for step in GITHUB_JOB["steps"]:
            if "run" in step:
                run(step["run"], server.url, cwd=checkout, **GITHUB_JOB["env"], **files)

        assert f"HUAWEICLOUD_SDK_REGION_CODEARTSBUILD_CN_NORTH_4={server.url}\n" in (tmp_path / "GITHUB_ENV").read_text()
    summary = (tmp_path / "GITHUB_STEP_SUMMARY").read_text()
    assert re.search(r"^\| BatchUpdateJobRolePermission \| [1-9]\d* \| yes \|", summary, re.MULTILINE), summary


def test_the_script_of_gitlab(serve, run, checkout):
    with serve(**SERVERS["gitlab-ci.yml"][1]) as server:
        for line in [*GITLAB_JOB["script"], *GITLAB_JOB["after_script"]]:
            run(line, server.url, cwd=checkout, **GITLAB_JOB["variables"])
    report = xml.etree.ElementTree.parse(checkout / GITLAB_JOB["artifacts"]["reports"]["junit"]).getroot()

    assert report.tag == "testsuites" and report.find("testsuite[@name='BatchUpdateJobRolePermission']") is not None


def test_the_command_of_compose(serve, run):
    test = COMPOSE["services"]["test"]
    folder, place, mode = test["volumes"][0].split(":")

    assert (place, mode) == (test["working_dir"], "ro")
    with serve(**SERVERS["compose.yaml"][1]) as server:
        assert "3 passed" in run(test["command"], server.url, cwd=EXAMPLES / folder, **test["environment"])
