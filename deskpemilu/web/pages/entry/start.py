"""Where to begin: the places of a person, what is still to be typed there, their drafts."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from django.urls import reverse

from deskpemilu.accounts.access import DeskRequest
from deskpemilu.domain.codes import DESA, KECAMATAN, TPS
from deskpemilu.domain.roles import Act
from deskpemilu.domain.states import CountState, Generation
from deskpemilu.intake.decide import REOPENED_BY_REPORT
from deskpemilu.intake.entry_models import EntryDraft
from deskpemilu.intake.entry_queries import entered_tps
from deskpemilu.intake.models import Count
from deskpemilu.registry.lexicon import Lexicon
from deskpemilu.registry.models import Contest, Election
from deskpemilu.registry.queries import lexicon_of

SESSION_KEY = "isi_kontes"
_STEPS = (KECAMATAN, DESA, TPS)
MOST_FOUND = 30


@dataclass(frozen=True, slots=True)
class Place:
    """A region or TPS to choose: where it leads, how many forms it has and how many are typed."""

    code: str
    name: str
    url: str
    total: int = 1
    typed: int = 0
    reported: int = 0
    state: str = ""
    draft: bool = False
    under: str = ""

    @property
    def is_tps(self) -> bool:
        """Whether it leads to a form."""
        return len(self.code) == TPS

    @property
    def open(self) -> int:
        """Forms still to be typed."""
        return self.total - self.typed


@dataclass
class Start:
    """What one person may type in an election: a contest, a region of theirs, what was asked for."""

    request: DeskRequest
    election: Election

    @cached_property
    def lexicon(self) -> Lexicon:
        """The election in memory."""
        return lexicon_of(self.election)

    @cached_property
    def areas(self) -> tuple[str, ...]:
        """Where the person may report."""
        return self.request.access.areas(Act.REPORT)

    @cached_property
    def contests(self) -> list[Contest]:
        """Ballots of the election."""
        return list(self.election.contests.all())

    @cached_property
    def contest(self) -> Contest:
        """The ballot being typed: the one asked for, the last one, else the first."""
        wanted = self.request.GET.get("kontes") or self.request.session.get(SESSION_KEY, "")
        chosen = next((each for each in self.contests if each.code == wanted), self.contests[0])
        if self.request.session.get(SESSION_KEY) != chosen.code:
            self.request.session[SESSION_KEY] = chosen.code
        return chosen

    @cached_property
    def codes(self) -> list[str]:
        """All TPS of the person."""
        return [code for code in sorted(self.lexicon.tps) if code.startswith(tuple(self.areas))]

    @cached_property
    def home(self) -> str:
        """The smallest region that holds all of them, "" where there are several kecamatan."""
        for length in (DESA, KECAMATAN):
            if len({code[:length] for code in self.codes}) == 1:
                return self.codes[0][:length]
        return ""

    @cached_property
    def area(self) -> str:
        """The region looked at."""
        asked = self.request.GET.get("wilayah", "")
        inside = len(asked) in (KECAMATAN, DESA) and any(code.startswith(asked) for code in self.codes)
        return asked if inside else self.home

    @property
    def area_name(self) -> str:
        """Its name."""
        return self.name_of(self.area) if self.area else self.election.area.name

    @property
    def crumbs(self) -> list[Place]:
        """The way up, as far as it is the person's."""
        lengths = [length for length in (KECAMATAN, DESA) if len(self.home) < length <= len(self.area)]
        return [self._region(self.area[:length], []) for length in lengths]

    @cached_property
    def places(self) -> list[Place]:
        """What to choose from, one step below the region looked at."""
        step = next(length for length in _STEPS if length > len(self.area))
        inside = [code for code in self.codes if code.startswith(self.area)]
        if step == TPS:
            return [self._tps(code) for code in inside]
        groups = Counter(code[:step] for code in inside)
        return [self._region(code, [tps for tps in inside if tps.startswith(code)]) for code in groups]

    @property
    def open(self) -> int:
        """Forms still to be typed here."""
        return sum(place.open for place in self.places)

    @property
    def next(self) -> str:
        """Code of the TPS to go on with: the first one open after the one just done."""
        after = self.request.GET.get("sesudah", "")
        waiting = [place.code for place in self.places if place.is_tps and place.open]
        return next((code for code in waiting if code > after), waiting[0] if waiting else "")

    @cached_property
    def drafts(self) -> list[EntryDraft]:
        """What the person has begun, the newest first."""
        rows = EntryDraft.objects.filter(person=self.request.user, contest__election=self.election)
        found = rows.select_related("tps__desa", "contest").order_by("-changed_at")[:20]
        own = set(self.codes)
        return [draft for draft in found if draft.tps.code in own]

    @cached_property
    def _states(self) -> dict[str, tuple[CountState, str]]:
        """State and generation by TPS code, of forms of this contest in the region. One statement."""
        rows = Count.objects.filter(contest=self.contest, counts=True, desa_code__startswith=self.area[:DESA])
        return {
            code: (CountState(state), generation)
            for code, state, generation in rows.values_list("tps__code", "state", "generation")
        }

    @cached_property
    def _typed(self) -> set[str]:
        """Codes of TPS whose form, of the generation that counts, was typed and still stands."""
        entered = entered_tps(self.contest, self.area)
        found = set()
        for code, generations in entered.items():
            state, generation = self._states.get(code, (CountState.MISSING, Generation.REGULER.value))
            if generation in generations and state not in _AGAIN:
                found.add(code)
        return found

    @cached_property
    def _begun(self) -> set[str]:
        return {draft.tps.code for draft in self.drafts if draft.contest_id == self.contest.pk}

    def _region(self, code: str, inside: Sequence[str]) -> Place:
        return Place(
            code,
            self.name_of(code),
            f"{reverse('entry-start')}?wilayah={code}",
            total=len(inside),
            typed=sum(tps in self._typed for tps in inside),
            reported=sum(tps in self._states for tps in inside),
        )

    def _tps(self, code: str) -> Place:
        state, _ = self._states.get(code, (CountState.MISSING, ""))
        return Place(
            code,
            f"TPS {code[DESA:]}",
            reverse("entry", args=[code, self.contest.code]),
            typed=int(code in self._typed),
            state=state.value,
            draft=code in self._begun,
            under=self.name_of(code[:DESA]),
        )

    def name_of(self, code: str) -> str:
        """Name of a region."""
        entry = self.lexicon.regions.get(code)
        return entry.name if entry else code

    def found(self, asked: str) -> list[Place]:
        """Places for what somebody typed: a TPS code, a TPS number of this desa, a name and a number."""
        digits = re.sub(r"[\s.]", "", asked)
        if digits.isascii() and digits.isdigit():
            return self._by_number(digits)
        words, number = _split(asked)
        desa = sorted({code[:DESA] for code in self.codes})
        fits = [code for code in desa if words in self.name_of(code).casefold()]
        exact = [code for code in fits if words == self.name_of(code).casefold()]
        wanted = exact or fits
        if number:
            tps = [f"{code}{number:0>3}" for code in wanted]
            return [self._tps(code) for code in tps if code in self.lexicon.tps][:MOST_FOUND]
        return [
            self._region(code, [tps for tps in self.codes if tps.startswith(code)])
            for code in wanted[:MOST_FOUND]
        ]

    def _by_number(self, digits: str) -> list[Place]:
        if len(digits) == TPS:
            return [self._tps(digits)] if digits in set(self.codes) else []
        if len(self.area) == DESA and len(digits) <= 3:
            code = f"{self.area}{digits:0>3}"
            return [self._tps(code)] if code in set(self.codes) else []
        inside = [code for code in self.codes if code.startswith(digits)]
        return [self._tps(code) for code in inside[:MOST_FOUND]]


_AGAIN = frozenset({CountState.MISSING, *REOPENED_BY_REPORT})


def _split(asked: str) -> tuple[str, str]:
    """Words and the number at the end: “Lubuk Karet tps 3” → (“lubuk karet”, “3”)."""
    parts = re.fullmatch(r"(.*?)(?:\s+(?:tps\s*)?([0-9]{1,3}))?", " ".join(asked.casefold().split()))
    return (parts.group(1), parts.group(2) or "") if parts else (asked.casefold(), "")
