"""What a message is about: signals for the result reader, and the kind of a message without votes.

Comes in: items and words of a message. Goes out: signals; or a `Reading` of kind incident, situation,
turnout, logistics, recap, photo, or other.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from rapidfuzz.distance import OSA

from deskpemilu.intake import incidents, wording
from deskpemilu.intake.doubtshapes import goes_on_later, is_hearsay_slip, is_hope
from deskpemilu.intake.interpret import Problem
from deskpemilu.intake.items import Item, Mention, TpsAnchor
from deskpemilu.intake.normalise import Normalised
from deskpemilu.intake.pieces import is_piece, looks_like_figures, says_numbers
from deskpemilu.intake.reading import IncidentNote, Kind, Outcome, Reading, Report
from deskpemilu.intake.segment import Segments

if TYPE_CHECKING:
    from deskpemilu.intake.read import Reader
    from deskpemilu.registry.lexicon import Sender

_RECAP = re.compile(
    r"\bd\.? ?hasil\b|\brekap(?:itulasi)?(?: suara)? (?:se ?)?(?:kec|kab|tingkat|ppk|prov|kota)|"
    r"\bpleno\b|\bse[ -]?kecamatan"
    r"|\bse[ -]?kabupaten|data masuk|suara masuk \d+ ?[.,]?\d* ?%|tps masuk|\d+ (?:dari|/) ?\d+ tps|"
    r"\btotal \d+ tps"
    r"|rekap(?:itulasi)? \w+(?: \w+){0,4} \d+ tps|total (?:sementara )?(?:kec|kel|desa)\w*"
    r"|progres+ (?:data|rekap|entri|input)"
)
_GOSSIP = re.compile(
    r"quick ?count|hitung cepat|survei|survey|exit poll|elektabilitas|polling|\blsi\b|poltracking|"
    r"charta politika"
    r"|indikator politik|litbang kompas|\bnasional\b|se-?indonesia|hoa(?:ks|x)"
)
_SITUATION = re.compile(
    r"situasi|kondusif|giat\b|kejadian menonjol|laporan pam|\bpam tps\b|bhabinkamtibmas|babinsa|"
    r"komandan|\bnihil\b|aman"
    r" terkendali|berjalan (?:aman|lancar|tertib)|monitoring|pemantauan"
)
_TURNOUT = re.compile(
    r"\bhadir\b|kehadiran|partisipasi|sudah (?:memilih|mencoblos|nyoblos)|pengguna hak pilih|antri|antre"
)
_LOGISTICS = re.compile(
    r"logistik|\bkotak(?: suara)?\b|\bbilik\b|\btinta\b|\bsegel\b|\bsurat suara\b|\bss\b|formulir|"
    r"distribusi|gudang"
    r"|perahu berangkat|bergeser|pergeseran|alat coblos|bantalan|\bc\.? ?pemberitahuan\b"
)
_PHOTO = re.compile(
    r"\bfoto\b|\bc\.? ?hasil\b|\bc1\b|\bplano\b|\bsalinan\b|\bdokumentasi\b|\bhal(?:aman)? \d|"
    r"\blampiran\b|\bscan\b|\bgambar\b"
)
_ARRIVED = re.compile(r"lengkap|tiba|sampai|diterima|datang|aman|siap|kembali|dikirim|digeser")
_STAGE = re.compile(r"dimulai|mulai|dibuka|ditutup|pemungutan|penghitungan|selesai|berlangsung")
_FORWARDED = re.compile(r"teruskan|forwarded|\bfwd?\b|dari grup")
_NOT_YET = frozenset(
    [
        "belum",
        "blm",
        "blom",
        "belom",
        "blum",
        "balum",
        "bolom",
        "tacan",
        "acan",
        "durung",
        "dereng",
        "nondong",
        "teu",
        "alun",
        "indak",
    ]
)
_DONE = (
    "selesai",
    "kelar",
    "rampung",
    "tuntas",
    "komplit",
    "komplet",
    "lengkap",
    "finish",
    "tamat",
    "beres",
    "final",
    "rengse",
    "utuh",
    "semua",
)
_STILL = frozenset(
    ["masih", "msh", "msih", "masi", "lagi", "sedang", "sdg", "isih", "keur", "tengah", "terus", "lg"]
)
_COUNTING = (
    "hitung",
    "itung",
    "ngitung",
    "penghitung",
    "perhitung",
    "jalan",
    "berjalan",
    "langsung",
    "berlangsung",
    "proses",
)
_SO_FAR = frozenset(["baru", "sudah", "sdh", "masuk", "progres", "progress", "mencapai", "capai"])
_OPEN_WORDS = frozenset(["belum", "blm", "blom", "blum", "menyusul", "nyusul", "proses"])
# kinds of items that cast no doubt, whatever they say; numbers cast one only as a year, signs as a `?`
_CERTAIN = frozenset(("nl", "d", "ch", "intro", "contest", "mark", "place", "tps", "unit", "to"))
_VOTE_ROWS = frozenset(("suara_sah", "suara_tidak_sah"))


class Signals:
    """What a first look at the words says; the costly looks only when they are asked for."""

    def __init__(self, items: list[Item], text: str) -> None:
        self.text = text
        self.has_tps = self.vote_words = False
        self.numbers = self.plain_numbers = 0
        for item in items:
            kind = item.kind
            if kind in ("n", "d"):
                self.numbers += 1
                self.plain_numbers += not item.hint
            elif kind == "tps":
                self.has_tps = True
            elif kind in ("ch", "intro") or (kind == "row" and item.value in _VOTE_ROWS):
                self.vote_words = True

    @cached_property
    def recap(self) -> bool:
        return _RECAP.search(self.text) is not None

    @cached_property
    def gossip(self) -> bool:
        return _GOSSIP.search(self.text) is not None

    @cached_property
    def incident(self) -> tuple[str, str] | None:
        return incidents.find(self.text)

    @cached_property
    def logistics(self) -> int:
        return len(_LOGISTICS.findall(self.text))

    @cached_property
    def other_subject(self) -> bool:
        """Whether the message is about something else than votes."""
        turnout = _TURNOUT.search(self.text) is not None and not self.vote_words
        return self.incident is not None or self.logistics >= 2 or turnout

    @cached_property
    def forwarded(self) -> bool:
        return _FORWARDED.search(self.text) is not None

    @property
    def question(self) -> bool:
        return "?" in self.text

    @property
    def coded(self) -> bool:
        return self.numbers >= 3 and self.text.count("#") >= 4

    @property
    def may_be_result(self) -> bool:
        """Whether the result reader should look at it: figures, and not a recap or gossip without a TPS."""
        if self.numbers == 0:
            return False
        if self.has_tps:
            return True
        if self.recap:
            return False
        return self.numbers >= 3 or (self.numbers >= 2 and self.vote_words and not self.gossip)

    def hedges_near_figures(self, segments: Segments, year: int) -> list[str]:
        """Codes of doubts that stand over or among figures; those of silent blocks do not count."""
        codes: dict[str, None] = {}
        parts = [b.items for b in segments.blocks if b.has_numbers]
        for items in (segments.preamble, *parts):
            for at, item in enumerate(items):
                kind = item.kind
                if kind == "n":
                    if not item.hint:
                        continue
                elif kind in _CERTAIN or (kind == "s" and item.text != "?"):
                    continue
                if (code := _doubt_of(items, at, item, year)) is not None:
                    codes[code] = None
        return list(codes)


def _doubt_of(items: list[Item], at: int, item: Item, year: int) -> str | None:  # noqa: PLR0911
    """The doubt that one item casts on the figures around it, None for most items."""
    kind = item.kind
    if kind == "hedge":
        return str(item.value)
    if kind == "s" and item.text == "?":
        return "question"
    if kind == "blank" and item.text in _OPEN_WORDS and _alone_on_line(items, at):
        return "unfinished"
    if kind == "x" and item.value == "percent" and at and items[at - 1].text in _SO_FAR:
        return "unfinished"
    if kind == "row" and item.text == "batal" and _says_withdrawn(items, at):
        return "denied"
    if kind in ("w", "blank", "hedge") and (_still_open(items, at) or goes_on_later(items, at)):
        return "unfinished"
    if is_hearsay_slip(items, at):
        return "hearsay"
    if is_hope(items, at):
        return "unsure"
    past = (kind == "x" and item.value == "named_year") or (kind == "n" and item.hint == "year")
    number = item.number if kind == "x" else item.value
    if past and isinstance(number, int) and number < year:
        return "hearsay"
    return None


def _says_withdrawn(items: list[Item], at: int) -> bool:
    """*Batal* without a figure, and not as in `tidak sah/batal`: the report is taken back."""
    before = items[at - 1] if at else None
    after = next((i for i in items[at + 1 : at + 4] if i.kind not in ("s", "unit")), None)
    joined = before is not None and (before.text in "/(" or before.kind in ("row", "unit"))
    if before is not None and before.kind == "n":
        # `5 batal` is a figure and its label; in `tidak sah = 5 batal` the figure has one already
        label = items[at - 2] if at > 1 else None
        joined = label is None or not (label.kind in ("row", "ch") or label.text in "=:")
    return not joined and (after is None or after.kind not in ("n", "d", "row"))


def _still_open(items: list[Item], at: int) -> bool:
    """`durung rampung`, `masih tahap dihitung`: not yet × done, or still × counting, in any spelling."""
    word = items[at].text
    near = [i.text for i in items[at + 1 : at + 4] if i.kind in ("w", "to", "hedge", "blank", "unit")]
    if word in _NOT_YET:
        return any(_is_like(other, _DONE) for other in near)
    if word in _STILL:
        return any(other.removeprefix("di").startswith(_COUNTING) for other in near)
    return False


@lru_cache(maxsize=8192)
def _is_like(word: str, rights: tuple[str, ...]) -> bool:
    return any(OSA.distance(word, right, score_cutoff=1) <= 1 for right in rights)


def _alone_on_line(items: list[Item], at: int) -> bool:
    """Whether a line says something is still open, and neither of what else nor beside a blank row."""
    start, end = at, at
    while start > 0 and items[start - 1].kind != "nl":
        start -= 1
    while end < len(items) and items[end].kind != "nl":
        end += 1
    if items[at].text in ("menyusul", "nyusul"):
        return not any(i.kind in ("contest", "tps") for i in items[start:end])
    return not any(i.kind in ("n", "d", "contest", "tps") for i in items[start:end])


def signals_of(items: list[Item], normal: Normalised) -> Signals:
    """A first look at a message."""
    return Signals(items, normal.text)


def classify_without_figures(  # noqa: PLR0911
    reader: Reader, normal: Normalised, items: list[Item], signals: Signals, sender: Sender
) -> Reading:
    """The reading of a message that holds no vote report."""
    text = signals.text
    if signals.gossip and not signals.has_tps:
        return Reading(Kind.OTHER, Outcome.IGNORE)
    if signals.recap and signals.numbers:
        return _note(Kind.RECAP, reader, items, sender, signals)
    if signals.logistics >= 2 and not _grave(signals):
        return _note(Kind.LOGISTICS, reader, items, sender, signals)
    if signals.incident is not None:
        return _incident(reader, items, sender, signals)
    if signals.vote_words and signals.numbers >= 2 and signals.has_tps:
        return _rest(reader, items, sender, signals)
    if _TURNOUT.search(text) and (signals.numbers or signals.has_tps):
        return _note(Kind.TURNOUT, reader, items, sender, signals)
    if _SITUATION.search(text) or (signals.has_tps and not signals.plain_numbers and _STAGE.search(text)):
        return _note(Kind.SITUATION, reader, items, sender, signals)
    if _LOGISTICS.search(text) and (signals.numbers or (signals.has_tps and _ARRIVED.search(text))):
        return _note(Kind.LOGISTICS, reader, items, sender, signals)
    placed = signals.has_tps or any(item.kind == "place" for item in items)
    if placed and _PHOTO.search(text) and not signals.question:
        return _note(Kind.PHOTO, reader, items, sender, signals)
    return _rest(reader, items, sender, signals)


def _grave(signals: Signals) -> bool:
    return (
        signals.incident is not None
        and signals.incident[1] in ("tinggi", "kritis")
        and not signals.incident[0].startswith("LOG")
    )


def _rest(reader: Reader, items: list[Item], sender: Sender, signals: Signals) -> Reading:
    """A TPS and figures that nothing explains: ask; anything else is not for the desk."""
    if signals.has_tps and signals.vote_words and signals.numbers == 1:
        return _ask(Kind.PARTIAL, "no_votes", reader)
    figured = (signals.has_tps and signals.plain_numbers) or (signals.vote_words and signals.numbers >= 2)
    if figured or signals.coded or says_numbers(signals.text):
        return _ask(Kind.OTHER, "not_a_report", reader)
    if is_piece(items):
        return _ask(Kind.PARTIAL, "no_votes", reader)
    if looks_like_figures(items, signals.text, signals.plain_numbers):
        return _ask(Kind.OTHER, "not_a_report", reader)
    return Reading(Kind.OTHER, Outcome.IGNORE)


def _ask(kind: Kind, code: str, reader: Reader) -> Reading:
    return Reading(kind, Outcome.ASK, question=wording.question_of(Problem(code), reader.lexicon))


def _note(kind: Kind, reader: Reader, items: list[Item], sender: Sender, signals: Signals) -> Reading:
    reports: tuple[Report, ...] = ()
    if kind is Kind.PHOTO:
        code, _ = place_of(reader, items, sender)
        reports = (Report(code, None, {}),) if code else ()
    return Reading(kind, Outcome.NOTE, reports, forwarded=signals.forwarded)


def _incident(reader: Reader, items: list[Item], sender: Sender, signals: Signals) -> Reading:
    category, severity = signals.incident or ("LAIN", "sedang")
    code, region = place_of(reader, items, sender)
    note = IncidentNote(category, severity, region, code)
    return Reading(Kind.INCIDENT, Outcome.NOTE, incident=note, forwarded=signals.forwarded)


def place_of(reader: Reader, items: Iterable[Item], sender: Sender) -> tuple[str | None, str | None]:
    """(TPS code or None, most exact region or None) that a message without figures speaks of."""
    mentions = [
        i.value for i in items if i.kind == "place" and isinstance(i.value, Mention) and i.value.codes
    ]
    anchor = next((i.value for i in items if i.kind == "tps" and isinstance(i.value, TpsAnchor)), None)
    place = reader.matcher.resolve(mentions, sender)
    if place.desa is None:
        return None, place.region
    code = f"{place.desa}{anchor.numbers[0]:03d}" if anchor and len(anchor.numbers) == 1 else None
    return (code if code in reader.lexicon.tps else None), place.desa
