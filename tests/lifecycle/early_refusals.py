"""Refused and granted requests in turn, over one session of http.client and one of requests: no request may fail.

    python3 tests/lifecycle/early_refusals.py target/debug/codearts-mock [requests]

Each client sends half of the requests (20,000 in all if nothing else is said), with bodies of 2 B, 1 KB, 100 KB and 2 MB.
The refusals are known before the body is read, so the server keeps the connection or says that it closes it.
"""

import http.client
import subprocess
import sys
import time

import requests

SIZES = (2, 1_000, 100_000, 2_000_000)
HEADERS = {"Content-Type": "application/json", "X-Auth-Token": "any"}
REFUSED = ("POST", "/v1/job/permissions/batch", {"Content-Type": "application/json"}, 401)
GRANTED = ("PUT", "/_mock/faults", HEADERS, 200)
GRANTED_BODY = b'{"faults": []}'


def calls(count):
    """The calls of one session: method, path, headers, body, status."""
    for turn in range(count):
        size = SIZES[turn // 2 % len(SIZES)]
        method, path, headers, status = (REFUSED, GRANTED)[turn % 2]
        body = b"x" * size if status == 401 else GRANTED_BODY.rjust(size)
        yield method, path, headers, body, status


def by_http_client(address, count):
    connection = http.client.HTTPConnection(address, timeout=60)
    for method, path, headers, body, status in calls(count):
        try:
            connection.request(method, path, body, headers)
            answer = connection.getresponse()
            answer.read()
            yield None if answer.status == status else f"{answer.status} instead of {status}"
        except (http.client.HTTPException, OSError) as error:
            connection.close()
            yield f"{len(body)} bytes, {status}: {error!r}"


def by_requests(address, count):
    with requests.Session() as session:
        session.trust_env = False
        for method, path, headers, body, status in calls(count):
            try:
                answer = session.request(method, f"http://{address}{path}", data=body, headers=headers, timeout=60)
                yield None if answer.status_code == status else f"{answer.status_code} instead of {status}"
            except requests.RequestException as error:
                yield f"{len(body)} bytes, {status}: {error!r}"


def main(program, count):
    arguments = [program, "--port", "0", "--host", "127.0.0.1", "--log-level", "error"]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as server:
        try:
            address = server.stdout.readline().split("url=http://")[1].split()[0]
            failed = False
            for client in (by_http_client, by_requests):
                began = time.monotonic()
                errors = [error for error in client(address, count // 2) if error]
                print(f"{client.__name__}: {count // 2} requests, {len(errors)} errors, {time.monotonic() - began:.1f} s")
                print("\n".join(errors[:5]), end="\n" if errors else "")
                failed = failed or bool(errors)
        finally:
            server.terminate()
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 20_000))
