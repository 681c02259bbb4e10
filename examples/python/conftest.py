"""Fixtures to copy: a server for all tests, and a CodeArts that has forgotten what the test before did."""

import os
import re
import subprocess
import time

import pytest
import requests


@pytest.fixture(scope="session")
def codearts_server():
    """The URL of a server: the one that CODEARTS_URL names, as in CI, or else one that is started here."""
    if "CODEARTS_URL" in os.environ:
        yield healthy(os.environ["CODEARTS_URL"])
        return
    # Port 0 is any free one; the ready line says which.
    server = subprocess.Popen(["codearts-mock", "--port", "0"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        ready = re.search(r"url=(\S+)", server.stdout.readline())
        assert ready, "codearts-mock has ended before it was ready"
        yield healthy(ready[1])
    finally:
        server.terminate()
        assert server.wait(timeout=10) == 0


@pytest.fixture
def codearts(codearts_server):
    """The URL of a CodeArts in which nothing has happened yet."""
    requests.post(f"{codearts_server}/_mock/reset", timeout=10).raise_for_status()
    return codearts_server


def healthy(url, patience=30):
    """The same URL, as soon as somebody answers there."""
    deadline = time.monotonic() + patience
    while True:
        try:
            requests.get(f"{url}/_mock/health", timeout=5).raise_for_status()
            return url
        except requests.RequestException:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
