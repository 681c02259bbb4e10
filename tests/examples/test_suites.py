"""The examples of each language, copied out of the project as a user does: with a server of their own, and with one that is there."""

import json
import os
import re
import shutil
import subprocess

import pytest

from conftest import ROOT

EXAMPLES = ROOT / "examples"
# Folder, what it needs, its command, and what its output says of each test.
SUITES = {
    "python": ("python", "python -m pytest --verbose -p no:cacheprovider", r"::(test_\w+) PASSED"),
    "go": ("go", "go vet ./... && go test -count=1 -v ./...", r"--- PASS: (Test\w+)"),
    "java": ("mvn", "mvn --batch-mode --no-transfer-progress test", r"Tests run: (\d+), Failures: 0, Errors: 0, Skipped: 0, .*PermissionsTest"),
}
PASSED = {
    "python": {"test_deletion_is_forbidden_to_developers_with_one_call", "test_developers_may_delete_by_default", "test_a_refusal_is_an_exception"},
    "go": {"TestDeletionIsForbiddenToDevelopers", "TestDevelopersMayDeleteByDefault", "TestAnUnknownTaskIsAnError"},
    "java": {"2"},
}


def test_each_folder_of_examples_is_executed():
    # Cargo builds and tests the Rust files among the examples.
    folders = {path.name for path in EXAMPLES.iterdir() if path.is_dir() and not (path / "main.rs").exists()}

    assert folders == set(SUITES)


@pytest.mark.parametrize("language", SUITES)
def test_a_suite_starts_a_server_of_its_own(language, executed):
    assert executed(language) == PASSED[language]


@pytest.mark.parametrize("language", SUITES)
def test_a_suite_uses_the_server_that_is_there(language, executed, serve, run):
    with serve() as server:
        assert executed(language, CODEARTS_URL=server.url) == PASSED[language]

        seen = run("curl --fail --silent 'http://127.0.0.1:2633/_mock/coverage?format=json'", server.url)
        assert sum(operation["requests"] for operation in json.loads(seen)["operations"]) > 0


@pytest.fixture
def executed(environment, run, tmp_path):
    """Copies a language's example and runs it; returns which of its tests have passed."""

    def executed(language, **variables):
        tool, command, passed = SUITES[language]
        if not shutil.which(tool):
            fault = f"there is no {tool}"
            pytest.fail(fault) if os.environ.get("CI") == "true" else pytest.skip(fault)
        copy = tmp_path / language
        shutil.copytree(EXAMPLES / language, copy)
        return set(re.findall(passed, run(command, "", cwd=copy, **variables, **toolchain(tool))))

    return executed


def toolchain(tool):
    """Where Go keeps what it has compiled and what it was told, which it looks for under HOME."""
    if tool != "go":
        return {}
    names = ["GOPATH", "GOCACHE", "GOENV"]
    places = subprocess.run(["go", "env", *names], capture_output=True, text=True, check=True).stdout.splitlines()
    return {"GOTOOLCHAIN": "local", "GOFLAGS": "-mod=readonly", **dict(zip(names, places))}
