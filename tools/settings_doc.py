"""Write docs/settings.md from the list of settings in the code. A test compares them."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
HEAD = """# Pengaturan

Semua pengaturan adalah variabel lingkungan, atau baris `NAMA=nilai` dalam berkas `--env-file`.

| variabel | bawaan | arti |
|---|---|---|
"""


def text() -> str:
    """The whole document."""
    from deskpemilu.config.env import SETTINGS

    rows = [
        f"| `{setting.name}` | {f'`{setting.default}`' if setting.default else '–'} | {setting.help} |\n"
        for setting in SETTINGS.values()
    ]
    return HEAD + "".join(rows)


if __name__ == "__main__":
    (ROOT / "docs" / "settings.md").write_text(text(), encoding="utf-8")
