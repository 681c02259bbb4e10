"""The server under test: started on a free port, known to be ready by its ready line, stopped by SIGTERM."""

import os
import re
import select
import subprocess
import tempfile

import requests

READY = re.compile(r"^codearts-mock ready url=(http://\S+) version=\S+$")
START_SECONDS = 20
STOP_SECONDS = 20


def ask(url, method, path, body=None):
    """Asks the control plane of a server."""
    with requests.Session() as session:
        session.trust_env = False
        return session.request(method, f"{url}/_mock{path}", json=body, timeout=10)


class Server:
    """A running server, which is stopped at the end of a `with` block."""

    def __init__(self, binary, *arguments):
        # What configures a server of the person who runs the tests must not configure this one.
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("CODEARTS_MOCK_", "RUST_"))}
        self._log = tempfile.TemporaryFile(mode="w+")
        self._process = subprocess.Popen(
            [binary, "serve", "--host", "127.0.0.1", "--port", "0", *arguments],
            stdout=subprocess.PIPE, stderr=self._log, env=environment, text=True,
        )
        try:
            self.url = self._ready_url()
        except BaseException:
            self._process.kill()
            self._end()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self._keep_coverage()
        self._process.terminate()
        try:
            status = self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            raise
        finally:
            log = self._end()
        assert status == 0, f"the server ended with {status}:\n{log}"

    def control(self, method, path, body=None):
        """Asks the control plane, of which no SDK knows."""
        return ask(self.url, method, path, body)

    def inject(self, operation, action):
        """Makes every call of an operation go wrong."""
        answer = self.control("PUT", "/faults", {"faults": [{"id": "client-suite", "operation": operation, "action": action}]})
        assert answer.ok, f"{answer.status_code} {answer.text}"

    def _keep_coverage(self):
        """Leaves what was exercised where it is added up with that of the other servers."""
        folder = os.environ.get("CLIENTS_COVERAGE")
        if folder and self._process.poll() is None:
            report = self.control("GET", "/coverage?format=json").text
            with tempfile.NamedTemporaryFile("w", dir=folder, suffix=".json", delete=False) as file:
                file.write(report)

    def _ready_url(self):
        readable, _, _ = select.select([self._process.stdout], [], [], START_SECONDS)
        line = self._process.stdout.readline() if readable else ""
        ready = READY.match(line)
        assert ready, f"no ready line but {line!r}:\n{self._read_log()}"
        return ready[1]

    def _read_log(self):
        self._log.seek(0)
        return self._log.read()

    def _end(self):
        self._process.wait()
        self._process.stdout.close()
        log = self._read_log()
        self._log.close()
        return log
