"""Fixtures: a server for all tests that only read, servers of one's own for the others, clients of any user."""

import os
import subprocess
import tempfile
from contextlib import ExitStack, nullcontext

# Before anything of the SDK is imported: it reads profiles from HOME and keeps an id there, one writer at a time.
os.environ["HOME"] = tempfile.mkdtemp(prefix="home-", dir=os.environ.get("HOME"))
os.environ["NO_PROXY"] = "127.0.0.1"
for name in [name for name in os.environ if name.startswith("HUAWEICLOUD_SDK_")]:
    del os.environ[name]

import pytest  # noqa: E402

pytest.register_assert_rewrite("shared")

from sdk import Sdk  # noqa: E402
from server import Server  # noqa: E402
from shared import Namespace, Shared  # noqa: E402
from world import user  # noqa: E402

pytest_plugins = ["results", "shared"]


def pytest_addoption(parser):
    parser.addoption("--binary", required=True, help="the server to test")
    parser.addoption("--results", help="the file to write the scenarios' results to")


@pytest.fixture(scope="session")
def binary(request):
    """The program to start."""
    return request.config.getoption("--binary")


@pytest.fixture(scope="session")
def shared(request):
    """The one server of all workers, if there is one."""
    return Shared.of(request.config)


@pytest.fixture(scope="session")
def server(binary, shared):
    """A server with its defaults, for tests that change nothing in it."""
    with nullcontext(shared) if shared else Server(binary) as server:
        yield server


@pytest.fixture
def start(binary, shared):
    """Starts a server of one's own, with these arguments."""
    with ExitStack() as stack:
        yield lambda *arguments: shared or stack.enter_context(Server(binary, *arguments))


@pytest.fixture
def connect(shared):
    """Makes clients of a server, for a user of the seed."""
    namespace = shared and Namespace(shared)
    with ExitStack() as stack:

        def connect(server, who="administrator", **options):
            keys = user(who) if isinstance(who, str) else who
            sdk = Sdk(server and server.url, namespace.known(keys) if namespace else keys, **options)
            stack.callback(sdk.close)
            if namespace:
                namespace.watch(sdk)
            return sdk

        yield connect

        if namespace:
            namespace.check()


@pytest.fixture(scope="session")
def served(binary, server):
    """What the server can do: its operations, and the ways of its control plane."""
    operations = server.control("GET", "/operations").json()["operations"]
    able = {operation["id"] for operation in operations}
    if server.control("GET", "/faults").ok:
        able.add("faults")
    if server.control("GET", "/namespaces").ok:
        able.add("namespaces")
    if "verify" in subprocess.run([binary, "serve", "--help"], capture_output=True, text=True, check=True).stdout:
        able.add("--auth verify")
    return able


@pytest.fixture(autouse=True)
def leave_for_later(request, served):
    """Skips a test of something that the server does not do yet."""
    missing = [what for marker in request.node.iter_markers("needs") for what in marker.args if what not in served]
    if missing:
        pytest.skip(f"not served: {', '.join(missing)}")
