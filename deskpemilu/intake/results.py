"""Vote reports in a message: from segments to reports, findings and at most one question.

Comes in: typed items of a message, the sender. Goes out: a `Reading`, or None when the message holds no
vote figures. `record` leaves here only without any problem in any report of the message.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import partial

from deskpemilu.domain.codes import DESA, FIRST_SPECIAL_TPS
from deskpemilu.domain.contests import CONTESTS
from deskpemilu.intake import wording
from deskpemilu.intake.classify import Signals
from deskpemilu.intake.commandwords import DENIALS
from deskpemilu.intake.doubtshapes import other_vote
from deskpemilu.intake.drafts import Draft, ReportWriter, incomplete, without_repeats
from deskpemilu.intake.headings import with_headings
from deskpemilu.intake.interpret import Problem, choose, contradictions, interpretations
from deskpemilu.intake.items import Item, Mention
from deskpemilu.intake.match import Matcher, Place
from deskpemilu.intake.normalise import Normalised
from deskpemilu.intake.parts import Part, has_contest_slip, parts_of
from deskpemilu.intake.percents import percents_differ
from deskpemilu.intake.phrases import ChoiceName, is_local_aceh_party
from deskpemilu.intake.places import PlaceIndex
from deskpemilu.intake.placezone import mark_anchored, names_desa, unknown_mentions
from deskpemilu.intake.plainwords import unexplained_word
from deskpemilu.intake.proposal import Ballot, Proposal
from deskpemilu.intake.reading import Kind, Outcome, Reading
from deskpemilu.intake.segment import Block, Segments, segment
from deskpemilu.registry.lexicon import Lexicon, Sender

_LONG_PAST = 2023
_UNTOLD = {"dprd?": ("pdprdp", "pdprdk"), "leg?": ("pdpr", "pdprdp", "pdprdk")}


class ResultReader:
    """Reads vote reports for one lexicon."""

    def __init__(self, lexicon: Lexicon, places: PlaceIndex, matcher: Matcher) -> None:
        self._lexicon = lexicon
        self._places = places
        self._matcher = matcher
        self._writer = ReportWriter(lexicon)
        self._ballots: dict[tuple[str, str], Ballot] = {}
        self._lasts: dict[str, int] = {}
        named = re.search(r"20\d\d", lexicon.election)
        # without a year in the election's code only years long past are told apart
        self._year = int(named[0]) if named else _LONG_PAST

    # the message -----------------------------------------------------------------------------

    def read(self, normal: Normalised, items: list[Item], signals: Signals, sender: Sender) -> Reading | None:
        """The reading of a message with vote figures, or None."""
        segments = segment(items)
        drafts: list[Draft] = []
        silent: list[Block] = []
        for block in segments.blocks:
            if not block.has_numbers:
                silent.append(block)
                continue
            drafts += self._block(block, sender)
        drafts = without_repeats(drafts)
        voting = [d for d in drafts if d.proposal.votes]
        if not voting or not self._is_report(voting, signals):
            return None
        for draft in drafts:
            if not draft.proposal.votes:
                draft.problems.append(Problem("no_votes", (draft.number,)))
        self._message_problems(voting, segments, signals)
        _words_against(voting, normal)
        self._strange_word(voting, segments, normal)
        if segments.totals and not self._totals_agree(segments.totals, voting):
            voting[-1].problems.append(Problem("totals_mismatch"))
        figured = {d.number for d in voting}
        if any(_unexplained_silence(block, figured) for block in silent):
            voting[0].problems.append(Problem("tangled"))
        return with_headings(self._writer.reading(drafts, normal, silent, signals), items, normal, drafts)

    def _is_report(self, voting: list[Draft], signals: Signals) -> bool:
        """Whether figures are what the message is about: complete, or labelled and not an incident."""
        if any(d.number is not None and not incomplete(d) for d in voting):
            return True
        if signals.recap or signals.gossip:
            return False
        labelled = any(d.proposal.labels >= 1 and len(d.proposal.unexplained) <= 2 for d in voting)
        return labelled and not signals.other_subject and (signals.has_tps or signals.vote_words)

    def _strange_word(self, voting: list[Draft], segments: Segments, normal: Normalised) -> None:
        """A word that nothing explains, over or among the figures."""
        corrected = (d.place.corrected[0] for d in voting if d.place.corrected is not None)
        known = {word for text in corrected for word in text.split()}
        figured = [block.items for block in segments.blocks if block.has_numbers]
        names = not any(self._may_be_region(d, segments) for d in voting)
        for items in (segments.preamble, *figured):
            word = unexplained_word(items, normal, known, names=names)
            if word is not None:
                voting[0].problems.append(Problem("strange_word", (word,)))
                return

    def _may_be_region(self, draft: Draft, segments: Segments) -> bool:
        """Whether the words of a desa may as well be the kecamatan of the same name around another desa."""
        place = draft.place
        words = place.corrected[1] if place.corrected is not None else place.words
        codes = self._places.names.get(words.replace(" ", ""), ())
        if not any(len(code) < DESA for code in codes):
            return False
        mentions = [m for block in segments.blocks for m in (*block.places, *block.inherited_places)]
        return not any(m.level == "desa" and m.text == words for m in mentions)

    def _message_problems(self, voting: list[Draft], segments: Segments, signals: Signals) -> None:
        if segments.tangled:
            voting[0].problems.append(Problem("tangled"))
        for code in signals.hedges_near_figures(segments, self._year):
            voting[0].problems.append(Problem(f"hedge_{code}"))
        seen: dict[tuple[str | None, str | None], Draft] = {}
        for draft in voting:
            key = (draft.code(), draft.contest)
            earlier = seen.setdefault(key, draft)
            if (
                earlier is not draft
                and key[0] is not None
                and earlier.proposal.figures() != draft.proposal.figures()
            ):
                draft.problems.append(Problem("twice_tps", (draft.number,)))

    def correction(self, normal: Normalised, items: list[Item], sender: Sender) -> Reading | None:
        """A RALAT: the whole report or single figures of it; None when it holds no figure."""
        drafts = [
            draft
            for block in segment(without_denied(items)).blocks
            if block.has_numbers
            for draft in self._block(block, sender)
        ]
        if not any(d.proposal.votes or d.proposal.rows for d in drafts):
            return None
        for draft in drafts:
            placed = any(i.kind in ("place", "tps") for i in items)
            harmless = {"missing_choice"} if placed else {"missing_choice", "which_desa", "which_tps"}
            draft.problems = [p for p in draft.problems if p.code not in harmless]
        if other := other_vote(normal.text):
            drafts[0].problems.append(Problem("other_vote", (other,)))
        reports = tuple(self._writer.report(draft, computing=False) for draft in drafts)
        spans = self._writer.spans(drafts, normal)
        problems = [(d, p) for d in drafts for p in d.problems]
        if not problems:
            return with_headings(
                Reading(Kind.CORRECTION, Outcome.ACT, reports, spans=spans), items, normal, drafts
            )
        draft, problem = min(problems, key=lambda pair: wording.rank(pair[1].code))
        findings = tuple(wording.problem_finding(p, self._lexicon) for _, p in problems)
        question = self._writer.question(draft, problem)
        asked = Reading(Kind.CORRECTION, Outcome.ASK, reports, findings, question, spans=spans)
        return with_headings(asked, items, normal, drafts)

    def _totals_agree(self, totals: list[Item], voting: list[Draft]) -> bool:
        """Whether the closing line is the sum of the TPS above it, in every figure it gives."""
        contests = {draft.contest for draft in voting}
        if len(contests) != 1 or None in contests:
            return False
        ballot = self._ballot(str(contests.pop()), voting[0].place)
        for found in interpretations(totals, [ballot], 1):
            proposal = found.proposals[0]
            votes_agree = all(
                figure == sum(d.proposal.votes.get(key, 0) for d in voting)
                for key, figure in proposal.votes.items()
            )
            rows = {k: v for k, v in proposal.rows.items() if all(k in d.proposal.rows for d in voting)}
            rows_agree = all(figure == sum(d.proposal.rows[k] for d in voting) for k, figure in rows.items())
            if proposal.clean and proposal.votes and votes_agree and rows_agree:
                return True
        return False

    # one block -------------------------------------------------------------------------------

    def _block(self, block: Block, sender: Sender) -> list[Draft]:
        place = self._place(block, sender)
        numbers: Sequence[int | None] = block.anchor.numbers if block.anchor is not None else (None,)
        if numbers == (None,):
            numbers = (self._only_tps(place, sender),)
        drafts: list[Draft] = []
        for part in parts_of(block):
            read = self._part(part, block, place, numbers, sender)
            for draft in read:
                draft.source = part.items
            drafts += read
        return drafts

    def _place(self, block: Block, sender: Sender) -> Place:
        mark_anchored(block.items)
        own: list[Mention] = list(block.places)
        desa_named = names_desa(own)
        own += unknown_mentions(block.items, self._places.vocabulary, desa_named=desa_named)
        inherited = block.inherited_places
        if names_desa(own):
            inherited = [m for m in inherited if not (names_desa([m]) or m.beside)]
        return self._matcher.resolve([*inherited, *own], sender, partial(_words_around, block))

    @staticmethod
    def _only_tps(place: Place, sender: Sender) -> int | None:
        """The TPS of a sender who reports for exactly one."""
        codes = [s for s in sender.scope if len(s) == 13]
        if len(codes) == 1 == len(sender.scope) and place.desa == codes[0][:10]:
            return int(codes[0][10:])
        return None

    def _part(
        self, part: Part, block: Block, place: Place, numbers: Sequence[int | None], sender: Sender
    ) -> list[Draft]:
        contests, stated = self._contests(part, sender)
        ballots = [self._ballot(contest, place) for contest in contests]
        found = interpretations(part.items, [b for b in ballots if b.order], len(numbers))
        if not found:
            empty = Proposal("none", unexplained=[i for i in part.items if i.kind in ("n", "d")])
            return [self._draft(n, place, None, empty, block, sender) for n in numbers]
        chosen, problems = choose(found, stated)
        told = stated or any(proposal.votes for proposal in chosen.proposals)
        contest = chosen.contest if told and not any(p.code == "which_contest" for p in problems) else None
        drafts = []
        for number, proposal in zip(numbers, chosen.proposals, strict=False):
            draft = self._draft(number, place, contest, proposal, block, sender)
            draft.problems += problems
            if part.unclear or (part.addressed and part.contest != sender.default_contest):
                draft.problems.append(Problem("contest_unclear"))
            draft.contests = tuple(dict.fromkeys(i.contest for i in found if i.complete))
            if not chosen.complete:
                ballot = self._ballot(chosen.contest, place)
                missing = [k for k in ballot.order if k not in proposal.votes]
                draft.problems.append(Problem("missing_choice", tuple(missing)))
            drafts.append(draft)
        if len(numbers) > len(chosen.proposals):
            drafts[0].problems.append(Problem("several_tps", tuple(numbers)))
        return drafts

    def _contests(self, part: Part, sender: Sender) -> tuple[list[str], bool]:
        """(contests that may be meant, whether the message or the register says exactly which)."""
        known = self._lexicon.contests
        if part.contest == "?":
            part.unclear = True
            return list(known), False
        if part.contest is not None:
            if part.contest in _UNTOLD:
                codes = [c for c in _UNTOLD[part.contest] if c in known]
                codes = [sender.default_contest] if sender.default_contest in codes else codes
            else:
                codes = [part.contest] if part.contest in known else []
            return codes, len(codes) == 1
        named = self._by_names(part.items)
        if named and sender.default_contest not in named:
            return named, len(named) == 1
        if len(known) > 1 and has_contest_slip(part.items):
            part.unclear = True
            return list(known), False
        if sender.default_contest in known:
            return [str(sender.default_contest)], True
        return list(known), len(known) == 1

    def _by_names(self, items: list[Item]) -> list[str]:
        """Contests in which every choice name that stands beside a number exists."""
        common: set[str] | None = None
        for at, item in enumerate(items):
            if item.kind != "ch" or not isinstance(item.value, ChoiceName):
                continue
            if not _beside_number(items, at):
                continue
            here = {contest for contest, _ in item.value.keys}
            common = here if common is None else common & here
        return [contest for contest in self._lexicon.contests if common and contest in common]

    def _ballot(self, contest: str, place: Place) -> Ballot:
        entry = self._lexicon.contests[contest]
        where = place.desa or (place.candidates[0] if place.candidates else None) or place.region
        where = where or self._lexicon.area
        key = (contest, entry.dapil_for(where))
        ballot = self._ballots.get(key)
        if ballot is None:
            choices = entry.choices_for(where)
            if CONTESTS[contest].legislative and not self._lexicon.area.startswith("11"):
                choices = tuple(c for c in choices if not is_local_aceh_party(c))
            ballot = self._ballots[key] = Ballot(contest, choices)
        return ballot

    # one report ------------------------------------------------------------------------------

    def _draft(
        self,
        number: int | None,
        place: Place,
        contest: str | None,
        proposal: Proposal,
        block: Block,
        sender: Sender,
    ) -> Draft:
        draft = Draft(number, place, contest, proposal)
        if not sender.known:
            draft.problems.append(Problem("unknown_sender"))
        self._place_problems(draft, block, sender)
        for item in proposal.unexplained:
            draft.problems.append(Problem("unexplained_number", (item.text,)))
        for doubt in proposal.doubts:
            draft.problems.append(Problem(doubt.code, (doubt.text,)))
        if contest is not None:
            entry = self._lexicon.contests[contest]
            code = draft.code()
            dpt = self._lexicon.tps.get(code) if code else None
            draft.problems += contradictions(
                proposal, cap=entry.cap, dpt_known=dpt, reserve=self._lexicon.reserve
            )
        if place.corrected is not None:
            draft.findings.append(wording.place_corrected(*place.corrected))
        return draft

    def _place_problems(self, draft: Draft, block: Block, sender: Sender) -> None:
        place = draft.place
        if place.problem:
            draft.problems.append(Problem(place.problem, (place.words,)))
        if draft.number is None:
            draft.problems.append(Problem("which_tps"))
            return
        if block.anchor is not None and block.anchor.doubt:
            draft.problems.append(Problem("tps_written_oddly", (draft.number,)))
        code = draft.code()
        if place.desa is not None and (code is None or code not in self._lexicon.tps):
            last = self._last_tps(place.desa)
            draft.problems.append(Problem("no_such_tps", (draft.number, last)))
        elif code is not None and not any(code.startswith(s) for s in sender.scope):
            draft.problems.append(Problem("outside_scope", (place.words,)))

    def _last_tps(self, desa: str) -> int:
        """The highest ordinary TPS number of a desa, 0 without any."""
        if not self._lasts:
            for code in self._lexicon.tps:
                number = int(code[10:])
                if number < FIRST_SPECIAL_TPS and number > self._lasts.get(code[:10], 0):
                    self._lasts[code[:10]] = number
        return self._lasts.get(desa, 0)


def _words_against(voting: list[Draft], normal: Normalised) -> None:
    """Another voting that is named, and percentages that the votes beside them do not have."""
    if other := other_vote(normal.text):
        voting[0].problems.append(Problem("other_vote", (other,)))
    if "%" in normal.text:
        for draft in voting:
            draft.problems += percents_differ(draft.proposal, draft.source, normal.text)


def _words_around(block: Block) -> set[str]:
    """The words of a block that may belong to a place name, those of other names too."""
    words = {i.text for i in block.items if i.kind in ("w", "mark", "unit", "to", "intro", "hedge", "blank")}
    for mention in (*block.places, *block.inherited_places):
        words.update(mention.text.split())
    return words


def _unexplained_silence(block: Block, figured: set[int | None]) -> bool:
    """A TPS named without figures and without a word such as *belum*: whose are the figures then?"""
    if block.anchor is None or set(block.anchor.numbers) <= figured:
        return False
    return not any(i.kind == "blank" or (i.kind == "hedge" and i.value == "unfinished") for i in block.items)


def without_denied(items: list[Item]) -> list[Item]:
    """Items without the word RALAT and without figures taken back: `bukan 198 tapi 189` is 189."""
    kept: list[Item] = []
    at = 0
    while at < len(items):
        item = items[at]
        if item.kind == "hedge" and item.value == "denied":
            at += 1
            if item.text in DENIALS and at < len(items) and items[at].kind in ("n", "d"):
                at += 1
            continue
        kept.append(item)
        at += 1
    return kept


def _beside_number(items: list[Item], at: int) -> bool:
    """Whether a figure stands next to a name, a sign or two between them allowed."""
    for step in (1, -1):
        index = at + step
        skipped = 0
        while 0 <= index < len(items) and skipped < 3 and items[index].kind in ("s", "unit", "to"):
            index += step
            skipped += 1
        if 0 <= index < len(items) and items[index].kind in ("n", "d"):
            return True
    return False
