"""One server for all workers: every test of every worker has a namespace of its own on it, by its access key alone."""

import itertools

import pytest

from server import Server, ask

OPTION = "--shared"


def pytest_addoption(parser):
    parser.addoption(
        OPTION, choices=["apart", "together"],
        help="run on one server, each test of each worker apart from the others; or together, which must fail",
    )


def pytest_configure(config):
    # Who starts the workers starts the server, too.
    if config.getoption(OPTION) and not hasattr(config, "workerinput"):
        host = Host(config.getoption("--binary"))
        config.pluginmanager.register(host)
        config.add_cleanup(host.stop)


class Host:
    """The process that starts the workers, and the server before them."""

    def __init__(self, binary):
        self._server = Server(binary)

    @pytest.hookimpl(optionalhook=True)
    def pytest_configure_node(self, node):
        """Tells a worker where the server is."""
        node.workerinput["shared_url"] = self._server.url

    def pytest_sessionfinish(self):
        """Nobody named no namespace."""
        [default] = [it for it in ask(self._server.url, "GET", "/namespaces").json()["namespaces"] if it["name"] == "default"]
        assert default["requests"] == 0, default

    def stop(self):
        """Stops the server, whose end is a part of the test."""
        self._server.__exit__()


class Shared:
    """The server of all workers, as a worker knows it."""

    def __init__(self, url, worker):
        self.url = url
        self.worker = worker

    @classmethod
    def of(cls, config):
        """The server that this worker was told of, if any."""
        if not config.getoption(OPTION):
            return None
        worker = config.workerinput["workerid"] if config.getoption(OPTION) == "apart" else "all"
        return cls(config.workerinput["shared_url"], worker)

    def control(self, method, path, body=None):
        """Asks the control plane."""
        return ask(self.url, method, path, body)


class Namespace:
    """The world of one test on the shared server."""

    _numbers = itertools.count(1)

    def __init__(self, shared):
        self._shared = shared
        self._name = f"{shared.worker}.{next(self._numbers)}"
        self._clients = []

    def known(self, user):
        """The user with the access key that names the namespace: all that tells the clients of one test from others."""
        return user._replace(access_key=f"ns-{self._name}-{user.access_key}")

    def watch(self, sdk):
        """Remembers a client, whose answers are all that the journal may have."""
        self._clients.append(sdk)

    def check(self):
        """The journal has what the clients of this test were answered, and nothing else."""
        journal = self._shared.control("GET", f"/requests?namespace={self._name}").json()
        answered = [answer.headers["X-Request-Id"] for sdk in self._clients for answer in sdk.answers]
        assert sorted(entry["request_id"] for entry in journal["requests"]) == sorted(answered)
