"""Words that nothing explains in a message with figures.

Comes in: items of a message, the text as written. Goes out: the first word that is neither an ordinary
word of reports, nor a label, place or name. People say in a thousand ways and many languages that
figures are hearsay, unfinished or a joke; what they say to make a report is far more alike. So the
desk asks about a word it does not know, as it asks about a number it does not know.
"""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache

from rapidfuzz.distance import OSA

from deskpemilu.intake.items import Item
from deskpemilu.intake.normalise import Normalised
from deskpemilu.intake.ordinary import ORDINARY
from deskpemilu.intake.values import VERBS

_BEFORE_NAMES = frozenset(
    """
    pak bu bapak ibu bpk saya nama an operator ketua oleh dari saksi pelapor ttd sdr sdri dengan petugas
    kpps pps ppk ptps pkd linmas camat lurah kades sekdes admin mas mbak bang kak kang teh abah mama
    bapa tgk ust ustadz h hj haji om tante babinsa bhabinkamtibmas serda sertu bripka aiptu ipda iptu
    akp kontak hp pengirim hormat salam kami dusun dsn rt rw lingkungan lingk jalan jl gang gg blok lorong
    lokasi depan samping belakang dekat alamat bertempat halaman sekolah masjid musholla gereja balai
    rumah sdn smp sma gedung lapangan pasar
    """.split()  # noqa: SIM905
)
_ROLES = frozenset(
    """operator opr ketua kpps pps ppk ptps pkd linmas camat lurah kades sekdes sekcam admin petugas saksi
    babinsa     pelapor pengirim staf kasi anggota relawan""".split()  # noqa: SIM905
)
_SIDES = frozenset(
    """barat timur utara selatan tengah hulu hilir ilir ulu kulon wetan kidul lor kaler baru lama dalam luar
    atas bawah besar kecil darat laut""".split()  # noqa: SIM905
)
_NAME_LENGTH = 4
_SMALL_NAME_LENGTH = 3
# A line with one of these is thanks, a greeting or something done: its other words may be any.
_ANCHORS = frozenset(
    """maaf mohon tolong izin ijin makasih terimakasih terima kasih salam selamat alhamdulillah
    alhamdulilah puji syukur
    sudah sdh udah su sampun parantos atos bismillah tuhan cc lap dokumen foto lampiran""".split()  # noqa: SIM905
)
_MOST_IN_ANCHORED_LINE = 3
_NUMBERS_OF_THINGS = frozenset(("phone", "address", "other", "money"))


def unexplained_word(
    items: Sequence[Item], normal: Normalised, known: AbstractSet[str], *, names: bool = True
) -> str | None:
    """The first unexplained word of a message with figures, as it was written; None where there is none.

    `names` False: unknown words with capitals may be a misspelt place and are nobody's name.
    """
    since_role = lines_since_role = _NAME_LENGTH
    labelled = False
    for at, item in enumerate(items):
        kind = item.kind
        if kind == "nl":
            since_role, labelled = _NAME_LENGTH, False
            continue
        if kind in ("n", "d", "intro", "ch"):
            # between a ballot number and its figure stand the names of a pair
            labelled = kind != "n" or _is_label(items, at)
        elif kind == "s":
            labelled = labelled and item.text not in "=:"
            since_role = since_role if names else _NAME_LENGTH  # `pak, Sinarikhikec Hiliduho`
        if kind not in ("w", "to"):
            continue
        role = item.text in _BEFORE_NAMES
        since_role = 0 if role else since_role + 1
        lines_since_role = 0 if role else lines_since_role + 1
        if labelled or since_role < _SMALL_NAME_LENGTH or not _is_strange(item, known):
            continue
        if _is_anchored(items, at, known):
            continue
        if any(near.kind == "x" and near.value in _NUMBERS_OF_THINGS for near in items[at + 1 : at + 4]):
            continue
        signs = lines_since_role < _NAME_LENGTH or _role_follows(items, at)
        capitals = _writes_capitals(normal.written)
        if names and _is_full_name(items, at, normal, known, capitals=capitals, signs=signs):
            continue
        return item.text
    return None


def _is_anchored(items: Sequence[Item], at: int, known: AbstractSet[str]) -> bool:
    """Whether the line thanks, greets or tells of something done, in few words that nobody knows."""
    start, end = at, at
    while start > 0 and items[start - 1].kind != "nl":
        start -= 1
    while end < len(items) and items[end].kind != "nl":
        end += 1
    line = items[start:end]
    if any(i.kind in ("n", "d", "hedge", "blank", "tps") for i in line):
        return False
    strange = sum(i.kind == "w" and _is_strange(i, known) for i in line)
    return strange <= _MOST_IN_ANCHORED_LINE and any(i.text in _ANCHORS for i in line)


def _role_follows(items: Sequence[Item], at: int) -> bool:
    """`Yuni, operator desa`, `Bambang (PPK)`, `Asep S.`"""
    for near in items[at + 1 : at + 4]:
        if near.kind == "nl":
            return False
        if near.kind == "w" and (near.text in _ROLES or len(near.text) == 1):
            return True
    return False


def _is_strange(item: Item, known: AbstractSet[str]) -> bool:
    word = item.text
    if len(word) < 2 or word in ORDINARY or word in VERBS or word in known:
        return False
    return not _is_slip(word)


@lru_cache(maxsize=16384)
def _is_slip(word: str) -> bool:
    """Whether a word is a longer ordinary one with a single slip of the finger."""
    if len(word) < 6:
        return False
    near = (right for right in ORDINARY if right[0] == word[0] and abs(len(right) - len(word)) <= 1)
    return any(OSA.distance(word, right, score_cutoff=1) <= 1 for right in near)


def _is_label(items: Sequence[Item], at: int) -> bool:
    """Whether a number opens an entry: it stands first on its line or after a sign that parts entries."""
    before = items[at - 1] if at else None
    return (
        before is None or before.kind in ("nl", "intro") or (before.kind == "s" and before.text in ",;|.(-•")
    )


@lru_cache(maxsize=4)
def _writes_capitals(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return sum(c.isupper() for c in letters) > 0.8 * len(letters)


def _is_full_name(
    items: Sequence[Item],
    at: int,
    normal: Normalised,
    known: AbstractSet[str],
    *,
    capitals: bool,
    signs: bool,
) -> bool:
    """Two strange words with capitals in a row are somebody's name, or one beside a role; one alone may be
    any word."""
    if not (capitals or _has_capital(items[at], normal)):
        return False
    if signs:
        return True
    for near in (at - 1, at + 1):
        if 0 <= near < len(items) and items[near].kind == "w":
            other = items[near]
            if _SIDES & {item.text for item in (items[at], other)}:
                return False  # `Padag Barat` is no person
            if _is_strange(other, known) and (capitals or _has_capital(other, normal)):
                return True
    return False


def _has_capital(item: Item, normal: Normalised) -> bool:
    """Whether a word is written like a name: a capital first, then small letters."""
    start, end = normal.original(item.start, item.end)
    word = normal.written[start:end]
    return word[:1].isupper() and not word[1:].isupper()
