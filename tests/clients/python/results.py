"""Writes the result of every scenario into a file: name, result, remark."""

from pathlib import Path

import pytest

# From good to bad: a scenario of several tests is what the worst of them is.
RESULTS = ["passed", "n/a", "later", "failed"]


class Shortfall(AssertionError):
    """The one point in which the SDK is known to fall short; any other failure is a real one."""


def pytest_configure(config):
    # A worker reports to the process that started it, and that one writes.
    if config.getoption("--results") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Results(Path(config.getoption("--results"))))


def pytest_collection_modifyitems(items):
    for item in items:
        scenario = item.get_closest_marker("scenario")
        if scenario is None:
            raise pytest.UsageError(f"{item.nodeid} implements no scenario")
        item.user_properties.append(("scenario", scenario.args[0]))
        not_applicable = item.get_closest_marker("not_applicable")
        if not_applicable:
            item.add_marker(pytest.mark.xfail(reason=not_applicable.args[0], raises=Shortfall, strict=True))


class Results:
    """The worst result of each scenario, with its remark."""

    def __init__(self, path):
        self._path = path
        self._of = {}

    def pytest_runtest_logreport(self, report):
        scenario = dict(report.user_properties).get("scenario")
        result, remark = verdict(report)
        if result and RESULTS.index(result) >= RESULTS.index(self._of.get(scenario, ("passed", ""))[0]):
            self._of[scenario] = (result, remark)

    def pytest_sessionfinish(self):
        lines = (f"{scenario}\t{result}\t{' '.join(remark.split())}\n" for scenario, (result, remark) in sorted(self._of.items()))
        self._path.write_text("".join(lines))


def verdict(report):
    """The result that one phase of one test speaks for, if any."""
    if report.failed:
        crash = getattr(report.longrepr, "reprcrash", None)
        return "failed", crash.message.splitlines()[0] if crash else report.longreprtext
    if hasattr(report, "wasxfail"):
        return "n/a", report.wasxfail
    if report.skipped:
        return "later", report.longrepr[2].removeprefix("Skipped: ")
    return ("passed", "") if report.when == "call" else (None, "")
