"""BERHENTI and MULAI: a person says that the desk shall not remind them, or again may. Pure.

Only a message that says nothing else counts: "TPS 3 berhenti karena hujan" is about a TPS.
"""

from __future__ import annotations

import re

STOP, START = "stop", "start"
_LONGEST = 60
_POLITE = r"(?:tolong|mohon|mhn|saya|pak|bu|bapak|ibu|min|admin|ya|dulu|saja|aja|terima kasih|makasih)"
_ABOUT = r"(?:(?:di)?(?:ingatkan|pengingat|reminder|kirim pengingat|mengingatkan))"
_STOP = re.compile(
    rf"(?:{_POLITE} )*(?:berhenti|stop|hentikan|unsubscribe)(?: {_ABOUT})?(?: {_POLITE})*", re.IGNORECASE
)
_START = re.compile(
    rf"(?:{_POLITE} )*(?:mulai|start|aktifkan)(?: lagi)?(?: {_ABOUT})?(?: lagi)?(?: {_POLITE})*",
    re.IGNORECASE,
)
_NOISE = re.compile(r"[^\w\s]+")


def wish_of(text: str) -> str:
    """STOP, START, or "" for a message that is about something else."""
    if not text or len(text) > _LONGEST:
        return ""
    words = " ".join(_NOISE.sub(" ", text).split())
    if _STOP.fullmatch(words):
        return STOP
    return START if _START.fullmatch(words) else ""
