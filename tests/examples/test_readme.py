"""Executes every block of code in the README, docs/ and examples/. A block of an unknown kind fails."""

import json
import re
import shlex
import subprocess
import tomllib
from dataclasses import dataclass

import pytest
import yaml

from conftest import ROOT

DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "examples").rglob("*.md"))]
STATIC = "x86_64-unknown-linux-gnu/release/codearts-mock"


@dataclass
class Block:
    """A fenced block: its language, its text, where it is, and the block before it."""

    place: str
    language: str
    text: str
    before: "Block | None"


def blocks():
    """All blocks of all documents, in order. A fence in a list or with a longer mark counts too."""
    found = []
    for document in DOCUMENTS:
        before, opened = None, None
        for number, line in enumerate(document.read_text().splitlines(), 1):
            fence = re.match(r"\s*(```+|~~~+)(.*)$", line)
            if opened is None and fence:
                opened = Block(f"{document.relative_to(ROOT)}:{number}", fence[2].strip(), "", before)
            elif fence and not fence[2]:
                before, opened = opened, None
                found.append(before)
            elif opened is not None:
                opened.text += line + "\n"
        assert opened is None, f"{opened.place} has no end"
    return found


BLOCKS = blocks()


def of(language):
    """Runs a test for each block of a language."""
    chosen = [block for block in BLOCKS if block.language == language]
    return pytest.mark.parametrize("block", chosen, ids=[block.place for block in chosen])


def test_no_block_escapes():
    executed = {"console", "json", "python", "rust", "sh", "text", "yaml"}

    assert [block.place for block in BLOCKS if block.language not in executed] == []
    # Each kind is there, so that no test below is empty.
    assert {block.language for block in BLOCKS} == executed


def test_the_toolchain_is_that_of_the_crate():
    version = tomllib.loads((ROOT / "Cargo.toml").read_text())["package"]["rust-version"]

    assert f"You need Rust {version} or later" in DOCUMENTS[0].read_text()


@of("console")
def test_a_session(block, serve, run, tmp_path):
    commands = [line[2:] for line in block.text.splitlines() if line.startswith("$ ")]

    with serve() as server:
        # As in a terminal, what is complained of is seen as well, and the session goes on.
        outputs = [run(f"set +e; exec 2>&1; {command}", server.url, cwd=tmp_path) for command in commands]

    seen = "".join(f"$ {command}\n{output.rstrip()}\n" for command, output in zip(commands, outputs))
    assert lasting(seen) == lasting(block.text)


def lasting(text):
    """A text without the ids and times of its moment."""
    return re.sub(r'"request_id":"[0-9a-f]{32}","time":"[^"]+"', '"request_id":ID,"time":TIME', text)


@of("python")
def test_a_program(block, serve, run, tmp_path):
    expected = next(other for other in BLOCKS if other.before is block)

    with serve() as server:
        (tmp_path / "program.py").write_text(block.text.replace("http://127.0.0.1:2633", server.url))
        printed = run("python program.py", server.url, cwd=tmp_path)

    assert (expected.language, printed) == ("text", expected.text)


@of("text")
def test_a_text_is_what_a_program_prints(block):
    assert block.before.language == "python"


@of("yaml")
def test_a_piece_of_yaml_is_that_of_an_example_that_is_executed(block):
    workflow = yaml.safe_load((ROOT / "examples" / "github-actions.yml").read_text())

    assert yaml.safe_load(block.text)["services"] == workflow["jobs"]["test"]["services"]


@of("json")
def test_a_world(block, serve, run, tmp_path):
    (tmp_path / "world.json").write_text(block.text)
    world = json.loads(block.text)
    [(_, user)] = world["users"].items()
    [(project, content)] = world["projects"].items()
    [job] = content["jobs"]
    call = f"curl --silent --fail 'http://127.0.0.1:2633/v1/job/permission?project_id={project}&job_id={job}' -H 'X-Auth-Token: {user['token']}'"

    for variables in ({"CODEARTS_MOCK_SEED": str(tmp_path / "world.json")}, {"CODEARTS_MOCK_SEED_JSON": block.text}):
        with serve(CODEARTS_MOCK_AUTH="verify", **variables) as server:
            result = json.loads(run(call, server.url))["result"]
        granted = sorted(name for name, value in result.items() if value is True)
        assert (result["role_id"], granted) == (4, ["is_execute", "is_view"])


@of("rust")
def test_a_piece_of_rust_is_tested_with_the_crate(block):
    # `cargo test --doc` runs what has no other word behind the language, which the list of known ones sees to.
    library = (ROOT / "src" / "lib.rs").read_text()

    document, _ = block.place.split(":")
    assert "#[cfg(doctest)]" in library
    assert f'#[doc = include_str!("../{document}")]' in library


@of("sh")
def test_a_command(block, serve, run, binary, environment, tmp_path):
    for line in block.text.splitlines():
        words = shlex.split(line, comments=True)
        if words[:2] == ["cargo", "run"]:
            with serve(words, CODEARTS_MOCK_HOST="127.0.0.1", CODEARTS_MOCK_PORT="0") as server:
                run("curl --silent --fail http://127.0.0.1:2633/_mock/health", server.url)
        elif words[:2] == ["cargo", "test"]:
            # Executed by a step of its own, for it is all tests of the crate.
            assert f"tests() {{\n    {shlex.join(words)}\n}}" in (ROOT / ".ci" / "run").read_text()
        elif "codearts-mock generate" in line:
            script = f"{line}\nif [[ $1 == source ]]; then complete -p codearts-mock; else ls ~/.local/share/man/man1; fi"
            made = subprocess.run(
                ["bash", "-ec", script, "bash", words[0]],
                capture_output=True, text=True, env={**environment, "HOME": str(tmp_path)}, check=True,
            )
            assert "codearts-mock" in made.stdout, made
        elif words == ["benches/release"]:
            if not str(binary).endswith(STATIC):
                pytest.skip("the static binary is not built yet, and takes minutes")
            run(line, "")
            # What has no relocations is no dynamic executable at all, and ldd says so with an exit code of 1.
            linked = subprocess.run(["ldd", binary], capture_output=True, text=True, env=environment)
            assert "not a dynamic executable" in linked.stderr, linked
        else:
            # Executed by the image's checks, which have no daemon but tools that do the same.
            assert words[:2] in (["docker", "build"], ["docker", "run"]), line
            assert "readme_commands" in (ROOT / "tests" / "image" / "checks").read_text()
