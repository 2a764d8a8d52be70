"""The files in ``deploy/`` do what they say, as far as this machine can show it."""

from __future__ import annotations

import fcntl
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from newsspider import settings

PROJECT = Path(__file__).resolve().parents[1]
DEPLOY = PROJECT / "deploy"
DEAD = '[[source]]\nname = "silent"\nkind = "news"\nurl = "http://127.0.0.1:9/"\nallow_private = ["127.0.0.1"]\n'
MOST_EXPOSED = 2.0  # of 10; systemd calls up to 4 "OK"


def code_lines(name: str) -> list[str]:
    return [line for line in (DEPLOY / name).read_text("utf-8").splitlines() if line.strip() and line[0] != "#"]


@pytest.fixture
def units(tmp_path: Path) -> Path:
    """The units with a command that is there; systemd refuses one that isn't."""
    for name in ("newsspider.service", "newsspider.timer"):
        text = (DEPLOY / name).read_text("utf-8")
        (tmp_path / name).write_text(text.replace("/opt/newsspider/.venv/bin/scrapy", shutil.which("true") or ""))
    return tmp_path


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze isn't installed here")
def test_systemd_takes_the_units(units: Path) -> None:
    names = [str(units / name) for name in ("newsspider.timer", "newsspider.service")]
    command = ["systemd-analyze", "verify", "--man=no", *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert "newsspider" not in done.stderr
    assert done.returncode == 0, done.stderr


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd-analyze isn't installed here")
def test_the_service_is_hardened(units: Path) -> None:
    command = ["systemd-analyze", "security", "--offline=yes", "--no-pager", str(units / "newsspider.service")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    level = re.search(r"exposure level for newsspider.service: ([\d.]+)", done.stdout)
    assert level is not None, done.stdout + done.stderr
    assert float(level[1]) <= MOST_EXPOSED


def test_cron_mails_what_a_bad_night_said_and_its_code(tmp_path: Path) -> None:
    (line,) = [line for line in code_lines("crontab") if "scrapy" in line]
    schedule, user, command = line.split()[:5], line.split()[5], line.split(maxsplit=6)[6]
    assert (schedule, user) == (["10", "2", "*", "*", "*"], "newsspider")
    assert "%" not in command  # cron takes it for a new line
    (tmp_path / "scrapy.cfg").write_text("[settings]\ndefault = newsspider.settings\n")
    (tmp_path / "sources.toml").write_text(DEAD)
    for old, new in {
        "/opt/newsspider": str(tmp_path),
        "/etc/newsspider": str(tmp_path),
        "/var/lib/newsspider": str(tmp_path),
        ".venv/bin/scrapy": f"{sys.executable} -m scrapy",
    }.items():
        command = command.replace(old, new)
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(PROJECT)}
    done = subprocess.run(
        ["/bin/sh", "-c", command], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert "newsspider: FAILED" in done.stdout
    assert done.stdout.endswith("exit code 1\n")
    assert (tmp_path / "corpus" / "manifest.json").exists()


@pytest.mark.parametrize("name", ["crontab", "newsspider.service", "Dockerfile", "logrotate"])
def test_every_setting_and_file_that_is_named_is_there(name: str) -> None:
    text = (DEPLOY / name).read_text("utf-8")
    assert all(hasattr(settings, setting) for setting in re.findall(r"-s ([A-Z_]+)=", text))
    for document in re.findall(r"docs/[\w.-]+", text):
        assert (PROJECT / document).exists()
    assert not re.search(r"(items|stories)\.jsonl \{", text)  # they belong to the journal


@pytest.mark.skipif(shutil.which("logrotate") is None, reason="logrotate isn't installed here")
def test_logrotate_rotates_between_two_runs_and_not_in_one(tmp_path: Path) -> None:
    state = tmp_path / "corpus" / "state"
    state.mkdir(parents=True)
    (state / "run.lock").touch()
    (tmp_path / "corpus" / "rejected.jsonl").write_text("{}\n")
    rules = (DEPLOY / "logrotate").read_text("utf-8").replace("/var/lib/newsspider", str(tmp_path))
    (tmp_path / "rules").write_text(rules.replace("su newsspider newsspider", ""))
    (tmp_path / "rules").chmod(0o644)
    tmp_path.chmod(0o755)

    def rotate() -> list[str]:
        command = ["logrotate", "--force", "--state", str(tmp_path / "status"), str(tmp_path / "rules")]
        subprocess.run(command, capture_output=True, check=False)
        return [path.name for path in (tmp_path / "corpus").glob("rejected*")]

    with (state / "run.lock").open("w") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        assert rotate() == ["rejected.jsonl"]
    (rotated,) = rotate()
    assert rotated.startswith("rejected.jsonl-")
