"""What is shipped for servers: as much of it as can be tried without Docker and without systemd."""

import json
import re
import shlex
import shutil
import subprocess
import sys
import threading
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import cli
from bot.channel_config import Http
from bot.config import Config
from tests.conftest import ROOT

DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8").replace("\\\n", " ")
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text(encoding="utf-8"))
SERVICE: dict[str, Any] = COMPOSE["services"]["giaoban"]
UNIT = (ROOT / "deploy" / "giaoban.service").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "operations.md").read_text(encoding="utf-8")
LOG_TABLE = GUIDE.partition("| the log says |")[2].partition("\n\n")[0]
SYSTEMD = shutil.which("systemd-analyze") or ""


def instructions(name: str) -> list[str]:
    return re.findall(rf"^{name} +(.+)$", DOCKERFILE, re.MULTILINE)


def in_unit(key: str) -> list[str]:
    return re.findall(rf"^{key}=(.*)$", UNIT, re.MULTILINE)


def parsed(arguments: list[str]) -> bool:
    """Whether the real command line takes them."""
    try:
        cli._parser().parse_args(arguments)
    except SystemExit:
        return False
    return True


# --- the image


def test_the_image_is_built_from_what_is_there_and_let_in() -> None:
    let_in = (ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines()
    assert let_in[1] == "*"
    copied = [path for line in instructions("COPY") for path in line.split()[:-1]]
    assert copied
    for path in copied:
        assert (ROOT / path).exists()
        assert f"!{path}" in let_in


def test_nothing_private_can_get_into_the_image() -> None:
    let_in = {line[1:] for line in (ROOT / ".dockerignore").read_text().splitlines() if "!" in line}
    assert let_in.isdisjoint({"config.yaml", "giaoban.env", "articles", "state", ".git"})
    assert "TOKEN" not in DOCKERFILE.upper()


def test_every_file_that_the_program_reads_is_packaged() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    packaged = project["tool"]["setuptools"]["package-data"]
    found = {
        path
        for package, globs in packaged.items()
        for glob in globs
        for path in (ROOT / package).glob(glob)
    }
    kept = ("bot", "knowledge", "embeddings")
    files = {path for name in kept for path in (ROOT / name).rglob("*") if path.is_file()}
    assert {path for path in files if path.suffix not in (".py", ".pyc")} == found


def test_the_image_runs_as_somebody_who_may_do_little() -> None:
    users = instructions("USER")
    assert users == ["giaoban"]
    assert DOCKERFILE.index("\nUSER") < DOCKERFILE.index("\nENTRYPOINT")
    assert SERVICE["cap_drop"] == ["ALL"]


def test_the_image_has_the_cpu_build_of_torch_and_pinned_versions() -> None:
    assert instructions("ARG") == ["TORCH_INDEX=https://download.pytorch.org/whl/cpu"]
    (install,) = [line for line in instructions("RUN") if "pip install" in line]
    assert "-c constraints.txt" in install
    assert '--extra-index-url "$TORCH_INDEX"' in install


def test_the_model_is_baked_in_by_code_that_runs() -> None:
    (bake,) = [line for line in instructions("RUN") if line.startswith("python ")]
    ran = subprocess.run([sys.executable, *shlex.split(bake)[1:]], cwd=ROOT, timeout=120)
    assert ran.returncode == 0


def test_the_image_starts_a_command_that_giaoban_takes() -> None:
    (entry,), (command,) = instructions("ENTRYPOINT"), instructions("CMD")
    assert json.loads(entry) == ["giaoban"]
    assert parsed(json.loads(command))


def test_volumes_stand_where_the_image_has_folders_for_its_user() -> None:
    (folders,) = [line for line in instructions("RUN") if "mkdir" in line]
    for volume in SERVICE["volumes"]:
        source, _, target = volume.removesuffix(":ro").partition(":")
        if source.startswith("./"):
            continue
        assert source in COMPOSE["volumes"]
        assert f" {target} " in folders


def test_the_guides_configuration_suits_the_container(tmp_path: Path) -> None:
    text = "articles: [articles]\nstate: state\nhttp:\ntelegram:\n"
    (tmp_path / "config.yaml").write_text(text, encoding="utf-8")
    config = Config.load(tmp_path / "config.yaml", {})
    assert config.http == Http("127.0.0.1", 8080)
    for sentence in ("`articles: [articles]`", "`state: state`", "empty section `http:`"):
        assert sentence in GUIDE


# --- its health


def health_check() -> list[str]:
    test: list[str] = SERVICE["healthcheck"]["test"]
    (in_image,) = re.findall(r"HEALTHCHECK .*? CMD (\[.+\])", DOCKERFILE)
    assert ["CMD", *json.loads(in_image)] == test
    return test[1:]


@contextmanager
def answering(status: int) -> Iterator[int]:
    class Health(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status if self.path == "/healthz" else 404)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nothing."""

    with HTTPServer(("127.0.0.1", 0), Health) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        yield server.server_port
        server.shutdown()
        thread.join()


def checked(port: int) -> int:
    python, *arguments = health_check()
    assert python == "python"
    assert ", 8080, " in arguments[-1]
    command = [sys.executable, *(one.replace("8080", str(port)) for one in arguments)]
    return subprocess.run(command, capture_output=True, timeout=30).returncode


@pytest.mark.parametrize(("status", "code"), [(200, 0), (503, 1), (404, 1)])
def test_a_container_is_as_healthy_as_healthz_says(status: int, code: int) -> None:
    with answering(status) as port:
        assert checked(port) == code


def test_a_container_that_does_not_answer_is_not_healthy() -> None:
    with answering(200) as port:
        pass
    assert checked(port) == 1


# --- the service


def test_the_service_starts_a_command_that_giaoban_takes() -> None:
    (command,) = in_unit("ExecStart")
    program, *arguments = shlex.split(command)
    assert program.endswith("/.venv/bin/giaoban")
    assert parsed(arguments)


@pytest.mark.skipif(not SYSTEMD, reason="there is no systemd here")
def test_systemd_understands_the_service_and_finds_it_safe(tmp_path: Path) -> None:
    path = tmp_path / "giaoban.service"
    command = tmp_path / "giaoban"
    command.write_text("#!/bin/sh\n")
    command.chmod(0o755)
    path.write_text(UNIT.replace("/srv/giaoban/.venv/bin/giaoban", str(command)), encoding="utf-8")
    verify = subprocess.run([SYSTEMD, "verify", path], capture_output=True, text=True, timeout=60)
    assert (verify.returncode, verify.stderr) == (0, "")
    safe = subprocess.run(
        [SYSTEMD, "security", "--offline=true", "--threshold=20", path],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert safe.returncode == 0, safe.stdout


def test_the_service_may_write_only_where_the_guide_makes_folders() -> None:
    (writable,) = in_unit("ReadWritePaths")
    (folder,) = in_unit("WorkingDirectory")
    made = re.findall(r"install -d .* (\S+)$", GUIDE, re.MULTILINE)
    assert [str(Path(folder, name)) for name in made] == [*writable.split(), "/var/cache/giaoban"]


# --- the guide


def test_every_command_of_the_guide_is_one_that_giaoban_takes() -> None:
    text = GUIDE.replace(LOG_TABLE, "")
    said = re.findall(r"(?:\.venv/bin/|`|giaoban )giaoban ([a-z][^`\n]*)", text)
    assert len(said) > 5
    for command in said:
        assert parsed(shlex.split(command)), command


def test_every_path_of_the_guide_exists() -> None:
    for name in re.findall(r"\]\(([\w.-]+\.md)", GUIDE):
        assert (ROOT / "docs" / name).exists()
    for name in ("deploy/giaoban.service", "config.example.yaml", "compose.yaml", "CHANGELOG.md"):
        assert name in GUIDE
        assert (ROOT / name).exists()
    assert re.search(r"^INSTALLED := \$\(VENV\)/installed$", (ROOT / "Makefile").read_text(), re.M)


def test_every_log_line_of_the_guide_is_written_by_the_code() -> None:
    sources = [path.read_text(encoding="utf-8") for path in (ROOT / "bot").rglob("*.py")]
    code = re.sub(r'"\s*f?"', "", "\n".join(sources))
    lines = [
        said
        for row in LOG_TABLE.splitlines()[2:]
        for said in re.findall(r"`(.+?)`", row.split("|")[1])
    ]
    assert len(lines) > 20
    for said in lines:
        for part in re.split(r" ?…:? ?", said):
            assert part.strip(" :;(") in code, said
