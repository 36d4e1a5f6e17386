"""Copy front-end files and region codes from node_modules into the package.

Run by `make setup` after `npm ci`; repeatable. Nothing it writes is committed; all of it is in
the built wheel. Refuses, naming the file, when a package does not hold what is expected.
"""

from __future__ import annotations

import gzip
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"
ASSETS = ROOT / "deskpemilu" / "web" / "assets" / "build"
REGIONS = ROOT / "deskpemilu" / "registry" / "data"
ICONS = ROOT / "tools" / "icons.txt"
COPIES = {
    "htmx.org/dist/htmx.min.js": ASSETS / "htmx.min.js",
    "htmx-ext-sse/sse.js": ASSETS / "htmx-sse.js",
    "@alpinejs/csp/dist/cdn.min.js": ASSETS / "alpine-csp.min.js",
    "bootstrap/dist/css/bootstrap.min.css": ASSETS / "bootstrap.min.css",
    "echarts/dist/echarts.min.js": ASSETS / "echarts.min.js",
    "idb/build/umd.js": ASSETS / "idb.js",
    "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": ASSETS / "inter.woff2",
    "idn-area-data/data/provinces.csv": REGIONS / "provinces.csv",
    "idn-area-data/data/regencies.csv": REGIONS / "regencies.csv",
    "idn-area-data/data/districts.csv": REGIONS / "districts.csv",
    "idn-area-data/data/villages.csv": REGIONS / "villages.csv",
    "idn-area-data/data/LICENSE.md": REGIONS / "LICENSE.md",
}


def copy(source: str, target: Path) -> None:
    """Copy one file of a package."""
    path = MODULES / source
    if not path.is_file():
        sys.exit(f"Berkas {source} tidak ada di node_modules. Jalankan kembali: make clean setup")
    target.parent.mkdir(parents=True, exist_ok=True)
    text = path.read_bytes()
    if target.suffix in {".js", ".css"}:
        # A source map that is not served would be asked for by every developer's browser.
        text = re.sub(rb"(?m)^(//|/\*)# sourceMappingURL=.*$", b"", text)
    target.write_bytes(text)


def sprite(names: list[str]) -> str:
    """One SVG with a <symbol> for each Tabler icon in tools/icons.txt."""
    symbols = []
    for name in names:
        folder, _, plain = name.rpartition("/")
        path = MODULES / "@tabler" / "icons" / "icons" / (folder or "outline") / f"{plain}.svg"
        if not path.is_file():
            sys.exit(f"Ikon “{name}” pada tools/icons.txt tidak ada di paket @tabler/icons.")
        inner = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(encoding="utf-8"), re.DOTALL)
        assert inner is not None, path
        symbols.append(f'<symbol id="{plain}" viewBox="0 0 24 24">{inner.group(1).strip()}</symbol>')
    return '<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>\n"


def compress() -> None:
    """A .gz beside each large text file, which the server sends to browsers that take it."""
    for path in ASSETS.iterdir():
        if path.suffix in {".js", ".css", ".svg"}:
            # A fixed time: the same input gives the same bytes.
            packed = gzip.compress(path.read_bytes(), compresslevel=9, mtime=0)
            path.with_name(f"{path.name}.gz").write_bytes(packed)


def main() -> None:
    """Copy everything."""
    for source, target in COPIES.items():
        copy(source, target)
    lines = ICONS.read_text(encoding="utf-8").split()
    (ASSETS / "icons.svg").write_text(sprite(sorted(set(lines))), encoding="utf-8")
    compress()


if __name__ == "__main__":
    main()
