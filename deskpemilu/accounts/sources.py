"""From where somebody acts, as the audit log and the history of a form name it: pure.

Comes in: the address and what the browser says of itself. Goes out: `203.0.113.5 · Android`. A browser
may say anything, so the second half is a hint, never a proof.
"""

from __future__ import annotations

# The first that is found counts: Android calls itself Linux too, an iPhone "like Mac OS X".
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("CrOS", "ChromeOS"),
    ("Mac OS X", "Mac"),
    ("Linux", "Linux"),
)
LIMIT = 80


def source_of(address: str, agent: str, way: str = "") -> str:
    """`203.0.113.5 · Android`; `way` names a road other than the browser: `API`."""
    system = next((name for mark, name in _SYSTEMS if mark in agent), "")
    return " · ".join(part for part in (address.strip(), way or system) if part)[:LIMIT]
