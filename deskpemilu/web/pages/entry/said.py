"""What a clerk is told after sending a form. Pure but for the level of the message."""

from __future__ import annotations

from django.contrib import messages

from deskpemilu.intake.decide import Effect
from deskpemilu.intake.entry import Sent
from deskpemilu.intake.second import Compared
from deskpemilu.intake.sheet import Paper

_MOST_NAMED = 3
_SAID = {
    Effect.RECORDED: "tersimpan. Menunggu verifikasi camat.",
    Effect.COMPLETED: "tersimpan dan melengkapi laporan yang sudah ada. Menunggu verifikasi camat.",
    Effect.REPLACED: "diralat. Angka lama tetap tersimpan sebagai riwayat.",
    Effect.CONFIRMED: "sama dengan laporan yang sudah ada; tercatat sebagai penegasan.",
    Effect.HELD: "tersimpan apa adanya dan ditahan. Camat akan memeriksa.",
}
_WAITS = {
    Effect.CONFLICT: "Camat akan memutuskan.",
    Effect.REQUESTED: "Formulir sudah diverifikasi; angka Anda menjadi permintaan perubahan.",
}


def said_of(sent: Sent, paper: Paper) -> tuple[int, str]:
    """The level and the sentence."""
    if sent.repeated or sent.stored is None:
        return messages.INFO, "sudah diterima sebelumnya, tidak disimpan dua kali."
    effect, compared = sent.stored.effect, sent.compared
    if sent.second and compared is not None:
        return _second(compared, paper)
    if compared is not None and compared.other and effect is not Effect.COMPLETED:
        waits = _WAITS.get(effect, "Camat akan memutuskan.")
        return messages.WARNING, f"tersimpan, tetapi {beside(compared, paper)}. {waits}"
    if effect in _WAITS:
        return messages.WARNING, f"tersimpan. {_WAITS[effect]}"
    return messages.WARNING if effect is Effect.HELD else messages.SUCCESS, _SAID[effect]


def _second(compared: Compared, paper: Paper) -> tuple[int, str]:
    """A second clerk is not told the first one's figures, only how many boxes differ and which."""
    if compared.equal:
        return messages.SUCCESS, "entri kedua sama dengan isian pertama."
    names = _labels(paper)
    boxes = [names.get(str(name), str(name)) for name, *_ in compared.boxes]
    more = f", dan {len(boxes) - _MOST_NAMED} lainnya" if len(boxes) > _MOST_NAMED else ""
    listed = ", ".join(boxes[:_MOST_NAMED]) + more
    return (
        messages.WARNING,
        f"entri kedua berbeda pada {len(boxes)} kotak ({listed}). Camat akan membandingkan.",
    )


def beside(compared: Compared, paper: Paper) -> str:
    """Both figures of the first differing boxes in one sentence part."""
    names = _labels(paper)
    pairs = [
        f"{names.get(name, name)}: Anda {mine}, laporan itu {theirs}"
        for name, (theirs, mine) in list(compared.other.items())[:_MOST_NAMED]
    ]
    more = len(compared.other) - len(pairs)
    tail = f"; dan {more} kotak lain" if more else ""
    return f"berbeda dari laporan lain pada {len(compared.other)} kotak ({'; '.join(pairs)}{tail})"


def _labels(paper: Paper) -> dict[str, str]:
    return {box.name: box.label for box in paper.boxes}
