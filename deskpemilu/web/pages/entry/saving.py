"""A draft as the page's script sends it, and what the script is told. In: JSON of a save. Out: JSON."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.utils import timezone

from deskpemilu.intake.entry import Kept, Saving
from deskpemilu.intake.entry_models import EntryDraft
from deskpemilu.intake.sheet import kept_text
from deskpemilu.web.formatting import clock
from deskpemilu.web.pages.entry.form_page import FormPage, as_json

STATUS = {Kept.SAVED: 200, Kept.LATE: 200, Kept.ELSEWHERE: 409, Kept.SENT: 410}
UNREADABLE = {"text": "Isian tidak dapat dibaca. Muat ulang halaman, lalu lanjutkan."}


def saving_of(body: bytes, page: FormPage) -> Saving | None:
    """A save as it was asked for, None where it is no such thing."""
    try:
        data = json.loads(body)
        words = kept_text(data.get("words"), page.paper.names)
        return Saving(
            key=UUID(str(data["key"])),
            tab=str(data["tab"]),
            seq=_counter(data["seq"]),
            after=_counter(data["after"]),
            boxes=kept_text(data.get("boxes"), page.paper.names),
            words={name: text for name, text in words.items() if text.isdigit()},
        )
    except (ValueError, KeyError, TypeError, AttributeError):
        return None


def _counter(given: object) -> int:
    """A count that a page sends, within what a row can hold."""
    return min(max(int(str(given)), 0), 2**31 - 1)


def answer_of(page: FormPage, saving: Saving, kept: Kept, draft: EntryDraft | None) -> dict[str, Any]:
    """What became of a save, what the rules say of it so far, who else is at the form."""
    zone = timezone.get_current_timezone()
    form = page.figures(saving.boxes, strict=False)
    answer: dict[str, Any] = {
        "kept": kept.value,
        "findings": [as_json(finding, page.paper) for finding in page.findings(form, saving.words)],
        "others": [{"name": name, "at": clock(at, now=page.now, zone=zone)} for name, at in page.others],
    }
    if draft is not None:
        answer |= {"edit": draft.edit, "key": str(draft.key)}
        answer["at"] = clock(draft.changed_at, now=page.now, zone=zone)
    if draft is not None and kept is Kept.ELSEWHERE:
        answer["boxes"] = draft.boxes
    return answer
