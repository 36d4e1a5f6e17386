"""Files of Sirekap as forms of one election: lists of ids first, then figures. Pure but for what it is fed.

Comes in: documents (read twice: the lists of ids may stand behind the figures), the ids known, the
lexicon of the election. Goes out: one form for each place, contest and generation, and every refusal
with its place. Places and contests outside the election are counted and left out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import tzinfo

from deskpemilu.domain.codes import TPS, within
from deskpemilu.domain.contests import CONTESTS
from deskpemilu.exchange.choice_ids import IdBook, IdLine, ListUnclear, is_list, line_of_cells, lines_of
from deskpemilu.exchange.foreign import Foreign
from deskpemilu.exchange.json_files import Cells, Found
from deskpemilu.exchange.sirekap import Document, DocumentRefused, forms_of
from deskpemilu.intake.forms import Likeness, likeness
from deskpemilu.registry.importers.report import Refused
from deskpemilu.registry.lexicon import Lexicon

MOST_REFUSALS = 500
Key = tuple[str, str, str]


@dataclass(slots=True)
class Gathered:
    """What files hold for an election."""

    read: int = 0
    forms: dict[Key, Foreign] = field(default_factory=dict)
    ids: list[IdLine] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)
    outside: int = 0
    other_contests: int = 0
    unknown_tps: int = 0
    told: list[str] = field(default_factory=list)

    @property
    def notes(self) -> list[str]:
        """Sentences about what was left out or is unusual."""
        found = list(self.told)
        if self.outside:
            found.append(f"{self.outside} TPS atau wilayah di luar wilayah desk ini dilewati.")
        if self.other_contests:
            found.append(f"{self.other_contests} data untuk pemilihan yang tidak ada pada desk ini dilewati.")
        if self.unknown_tps:
            found.append(
                f"{self.unknown_tps} TPS tidak ada dalam daftar TPS desk; angkanya disimpan dan tampil "
                "sebagai “tidak ada di sini”. Periksa daftar TPS."
            )
        return found


def gather(
    read: Callable[[], Iterable[Found]], ids: IdBook, lexicon: Lexicon, *, contest: str = "", zone: tzinfo
) -> Gathered:
    """Forms of an election in the documents that `read` hands out anew each time it is called.

    `contest`: of documents that do not name theirs; of others nothing else is taken then.
    """
    result = Gathered()
    _learn(read(), ids, result)
    ballots = _Ballots(lexicon)
    for document in read():
        if isinstance(document, Cells) or is_list(document.body):
            continue
        result.read += 1
        if len(result.refused) >= MOST_REFUSALS:
            continue
        try:
            for form in forms_of(document, ids, contest=contest, zone=zone):
                _take(form, result, ballots, contest)
        except DocumentRefused as error:
            result.refused.append(_refusal(document, error))
    return result


def _learn(found: Iterable[Found], ids: IdBook, result: Gathered) -> None:
    for each in found:
        if not isinstance(each, Cells) and not is_list(each.body):
            continue
        result.read += 1
        try:
            lines = [line_of_cells(each.cells)] if isinstance(each, Cells) else lines_of(each.body, each.path)
            for line in lines:
                ids.add(line)
            result.ids += lines
        except ListUnclear as error:
            result.refused.append(Refused(each.line, "", each.path, str(error)))


def _take(form: Foreign, result: Gathered, ballots: _Ballots, contest: str) -> None:
    lexicon = ballots.lexicon
    if form.contest not in lexicon.contests or (contest and form.contest != contest):
        result.other_contests += 1
        return
    if not within(form.code, lexicon.area):
        result.outside += 1
        return
    if strange := [key for key in form.form.votes if key not in ballots.of(form)]:
        raise DocumentRefused(
            f"Pilihan {', '.join(strange[:5])} tidak ada pada surat suara {CONTESTS[form.contest].name} "
            "di sini. Impor pilihannya dahulu, atau periksa berkasnya.",
            column="chart",
            value=form.code,
        )
    if form.of_tps and form.code not in lexicon.tps:
        result.unknown_tps += 1
    _put(form, result)


def _put(form: Foreign, result: Gathered) -> None:
    """Keep the newest of a place; of two from the same moment the fuller, if they agree."""
    key = (form.contest, form.code, form.generation.value)
    before = result.forms.setdefault(key, form)
    if before is form:
        return
    if before.at and form.at and before.at != form.at:
        result.forms[key] = form if form.at > before.at else before
        return
    alike = likeness(before.form, form.form)
    if alike is Likeness.DIFFERS:
        raise DocumentRefused(
            f"TPS atau wilayah ini sudah ada pada baris {before.line} dengan angka lain.",
            column="kode",
            value=form.code,
        )
    if alike is Likeness.FILLS:
        result.forms[key] = form


def _refusal(document: Document, error: DocumentRefused) -> Refused:
    return Refused(
        document.line, error.column, error.value or document.path, f"{error} [{document.path[-60:]}]"
    )


class _Ballots:
    """Choice keys of each ballot, made once a district."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._kept: dict[tuple[str, str], frozenset[str]] = {}

    def of(self, form: Foreign) -> frozenset[str]:
        """Keys that a form may hold: its ballot's, for a region those of all its ballots."""
        entry = self.lexicon.contests[form.contest]
        dapil = entry.dapil_for(form.code) if len(form.code) == TPS else "*"
        if (kept := self._kept.get((form.contest, dapil))) is None:
            ballots: Iterator[str] = (
                (choice.key for choice in entry.choices_for(form.code))
                if len(form.code) == TPS
                else (choice.key for ballot in entry.choices.values() for choice in ballot)
            )
            kept = self._kept[form.contest, dapil] = frozenset(ballots)
        return kept
