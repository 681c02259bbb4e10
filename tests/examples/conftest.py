"""Fixtures: the program under its own name, servers of it, and an environment in which nothing else points anywhere."""

import json
import os
import re
import select
import subprocess
import sys
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
READY = re.compile(r"^codearts-mock ready url=(http://\S+) version=(\S+)$")
START_SECONDS = 60
KINDS = ("token", "access_key", "secret_key", "password")
USERS = json.loads((ROOT / "fixtures" / "worlds" / "default.json").read_text())["users"]
SECRETS = {user[kind]: f"{kind} of {name}" for name, user in USERS.items() for kind in KINDS if kind in user}
FOREIGN = ("CODEARTS_", "HUAWEICLOUD_SDK_", "RUST_", "PYTEST_", "PIP_REQUIRE")


def pytest_addoption(parser):
    parser.addoption("--binary", required=True, help="the server to test")


@pytest.fixture(scope="session")
def binary(request):
    """The program to start."""
    return Path(request.config.getoption("--binary"))


@pytest.fixture(scope="session")
def environment(binary, tmp_path_factory):
    """The environment of somebody who has installed the program, and Python's packages."""
    folder = tmp_path_factory.mktemp("bin")
    (folder / "codearts-mock").symlink_to(binary)
    environment = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    path = os.pathsep.join([str(folder), str(Path(sys.executable).parent), os.environ["PATH"]])
    # An SDK keeps an id under HOME, and must find no profile there; Cargo and Maven keep what they have fetched there.
    homes = {"CARGO_HOME": os.environ.get("CARGO_HOME", os.path.expanduser("~/.cargo")), "RUSTUP_HOME": os.environ.get("RUSTUP_HOME", os.path.expanduser("~/.rustup"))}
    return {**environment, **homes, "PATH": path, "HOME": str(tmp_path_factory.mktemp("home")), "NO_PROXY": "127.0.0.1,localhost"}


class Server:
    """A server, with what it logs."""

    def __init__(self, url, version, log):
        self.url, self.version, self._log = url, version, log

    def log(self):
        """All that it has logged so far."""
        return self._log.read_text()

    def examine(self):
        """Fails if it has written down a secret, in its log or in a journal."""
        opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
        namespaces = json.load(opener.open(f"{self.url}/_mock/namespaces"))["namespaces"]
        journals = [opener.open(f"{self.url}/_mock/requests?namespace={it['name']}").read().decode() for it in namespaces]
        for text in [self.log(), *journals]:
            assert not [whose for secret, whose in SECRETS.items() if secret in text]


@pytest.fixture
def serve(environment, tmp_path):
    """Runs a server for a `with` block: any command that ends up in one, with more variables."""

    @contextmanager
    def serve(command=("codearts-mock", "--host", "127.0.0.1", "--port", "0"), **variables):
        log = tmp_path / "server.log"
        with log.open("w") as errors:
            # A group of its own, because the command may be the parent of the server.
            process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, env={**environment, "CODEARTS_MOCK_LOG_LEVEL": "trace", **variables},
                                       cwd=ROOT, text=True, start_new_session=True)
        try:
            readable, _, _ = select.select([process.stdout], [], [], START_SECONDS * 20)
            line = process.stdout.readline() if readable else ""
            ready = READY.match(line)
            assert ready, f"no ready line but {line!r}:\n{log.read_text()}"
            server = Server(ready[1], ready[2], log)
            yield server
            server.examine()
        finally:
            os.killpg(process.pid, 15)
            process.wait(START_SECONDS)
            process.stdout.close()

    return serve


@pytest.fixture
def run(environment):
    """Runs a shell command to its end; returns what it prints, and fails if it fails."""

    def run(command, url, cwd=ROOT, status=0, **variables):
        # What is written for a server of usual port and name is sent to the one at hand.
        address = url.removeprefix("http://")
        command = re.sub(r"\b(127\.0\.0\.1|localhost|codearts):2633\b", address, command)
        variables = {name: re.sub(r"\b(localhost|codearts):2633\b", address, value) for name, value in variables.items()}
        done = subprocess.run(["bash", "-euo", "pipefail", "-c", command], cwd=cwd, env={**environment, **variables},
                              capture_output=True, text=True, timeout=300)
        assert done.returncode == status, f"{command}\nended with {done.returncode}:\n{done.stdout}{done.stderr}"
        return done.stdout

    return run
