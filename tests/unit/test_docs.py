"""What is not documented does not exist: settings, commands, rules of the house."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from deskpemilu.config.cli import COMMANDS
from deskpemilu.config.env import SETTINGS

ROOT = Path(__file__).resolve().parents[2]
HOSTS = re.compile("py" + r"pi\.org|python" + r"hosted\.org|registry\.np" + r"mjs|deb\." + r"debian")


def _read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


@pytest.mark.parametrize("name", SETTINGS)
def test_every_setting_is_documented(name: str) -> None:
    """docs/settings.md has its line, with the default."""
    setting = SETTINGS[name]
    assert f"| `{name}` | {f'`{setting.default}`' if setting.default else '–'} | {setting.help} |" in _read(
        "docs/settings.md"
    )


def test_every_setting_in_the_code_is_declared() -> None:
    """No DESK_ variable is read past the list."""
    used: set[str] = set()
    for path in (ROOT / "deskpemilu").rglob("*.py"):
        used |= set(re.findall(r'"(DESK_[A-Z_]+)"', path.read_text(encoding="utf-8")))
    assert used - {"DESK_DATABASE", "DESK_WHATSAPP"} <= set(SETTINGS)


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_is_documented(name: str) -> None:
    """docs/commands.md has its line."""
    assert f"`desk {name}" in _read("docs/commands.md")


def test_links_between_documents_lead_somewhere() -> None:
    """Relative links of README, CONTRIBUTING and docs/."""
    for document in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")):
        for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", document.read_text(encoding="utf-8")):
            assert (document.parent / target).exists(), f"{document.name}: {target}"


def test_no_registry_host_stands_in_a_committed_text() -> None:
    """Neither in lock files nor in docs."""
    for name in (
        "package-lock.json",
        "requirements.txt",
        "requirements-dev.txt",
        ".npmrc",
        "README.md",
        "Makefile",
    ):
        assert not HOSTS.search(_read(name)), name
