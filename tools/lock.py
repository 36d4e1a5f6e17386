"""Pin what pyproject.toml and requirements-dev.in ask for, without any index address.

Run by `make lock` (needs pip-tools in the environment).
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COMMON = [
    "--quiet",
    "--strip-extras",
    "--no-emit-index-url",
    "--no-emit-trusted-host",
    "--no-emit-find-links",
]
SETS = {
    "requirements.txt": ["pyproject.toml", "--extra", "build"],
    "requirements-dev.txt": ["requirements-dev.in"],
}


def main() -> None:
    """Write both files."""
    for target, sources in SETS.items():
        command = [
            sys.executable,
            "-m",
            "piptools",
            "compile",
            *COMMON,
            "--no-header",
            "--output-file",
            target,
        ]
        subprocess.run([*command, *sources], cwd=ROOT, check=True)


if __name__ == "__main__":
    main()
