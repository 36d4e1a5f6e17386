"""Messages of the red team cut at line ends: what is joined is never wrong."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Mapping

import pytest

from deskpemilu.intake.runs import Role
from deskpemilu.registry.lexicon import Sender
from tests.unit.intake.redteam import worlds
from tests.unit.intake.redteam.judge import judge, judge_recorded
from tests.unit.intake.redteam.run import HONEST, TRAPS, generate
from tests.unit.intake.redteam.truth import Case
from tests.unit.intake.redteam.worlds import world
from tests.unit.intake.talking import Listener, listen

pytestmark = pytest.mark.skipif(
    not worlds.available(), reason="Daftar wilayah belum dipasang: jalankan make setup."
)
SEED, MESSAGES = 11, 200
_ASKED = (Role.PART, Role.BAR)


def _cut(text: str, rng: random.Random) -> list[tuple[int, str]]:
    lines = text.split("\n")
    wanted = rng.randint(2, min(4, len(lines)))
    cuts = sorted(rng.sample(range(1, len(lines)), wanted - 1))
    return list(
        enumerate("\n".join(lines[a:b]) for a, b in zip([0, *cuts], [*cuts, len(lines)], strict=True))
    )


def _listen(case: Case, pieces: list[tuple[int, str]]) -> Listener:
    return listen(world(case.world).lexicon, Sender(case.scope, case.default), pieces)


def _wrong(case: Case, heard: Listener) -> str:
    """What a joined report says that the whole message does not.

    Where the rest of a trap came later, in messages of their own, the lines that were joined were a
    report by themselves, as they were where one message held a whole report: what is asked here is that
    no line between or among them was passed over.
    """
    latest = {(report.tps_code, report.contest): (report, ids) for report, ids in heard.joined}
    for report, ids in latest.values():
        others = [saying for saying in heard.sayings.values() if saying.id not in ids]
        rest = [saying for saying in others if saying.id > max(ids) or saying.role in _ASKED]
        stood_alone = any(
            (one.tps_code, one.contest) == (report.tps_code, report.contest) for one in heard.alone
        )
        if report.tps_code in heard.taken_out or (case.trap and (rest or stood_alone)):
            continue
        word, why = judge_recorded(case, [report.as_json()])
        if word == "wrong" and "missing" not in why:
            return why
    return ""


def _cases(styles: Mapping[str, object], count: int) -> list[Case]:
    made: list[Case] = []
    number = 0
    while len(made) < count:
        for style in styles:
            case = generate(style, number, SEED)
            if case is not None and "\n" in case.text.strip():
                made.append(case)
        number += 1
    return made[:count]


def test_no_part_of_an_honest_message_is_joined_wrongly() -> None:
    """And most of them come out as the whole message would."""
    rng, tally = random.Random(SEED), Counter[str]()
    for case in _cases(HONEST, MESSAGES):
        heard = _listen(case, _cut(case.text, rng))
        assert _wrong(case, heard) == "", case.text
        whole = judge(case).word == "right" and case.outcomes == ("record",)
        if whole and not heard.alone:
            tally["joined" if heard.joined else "asked"] += 1
    assert tally["joined"] > 3 * tally["asked"], tally


def test_no_part_of_a_trap_is_joined_wrongly() -> None:
    """A doubt on a line of its own still counts."""
    rng = random.Random(SEED)
    for case in _cases(TRAPS, MESSAGES):
        assert _wrong(case, _listen(case, _cut(case.text, rng))) == "", case.text


def test_parts_of_two_reports_in_any_order_are_never_mixed() -> None:
    """Two TPS of one desa, place and figures of each in two messages, delivered in any order."""
    rng = random.Random(SEED)
    for case in _cases(HONEST, 60):
        if len(case.forms) != 1:
            continue
        (one,) = case.forms
        lexicon = world(case.world).lexicon
        numbers = [code for code in lexicon.tps if code[:10] == one.desa and code != one.tps_code]
        if not numbers:
            continue
        two = rng.choice(numbers)
        heads = [_head(case, code, one.contest) for code in (one.tps_code, two)]
        ballot = lexicon.contests[one.contest].choices_for(one.tps_code)
        lines = {c.key for c in ballot if "." not in c.key}
        figures = [{key: 10 + n + at for n, key in enumerate(sorted(lines, key=int))} for at in (0, 50)]
        texts = [heads[0], _figures(figures[0]), heads[1], _figures(figures[1])]
        order = list(enumerate(texts))
        rng.shuffle(order)
        heard = _listen(case.but(scope=(one.desa,)), order)
        truth = {one.tps_code: figures[0], two: figures[1]}
        for report, _ in heard.joined:
            assert report.tps_code is not None
            assert report.votes == truth[report.tps_code], [text for _, text in order]


def _head(case: Case, code: str, contest: str) -> str:
    lexicon = world(case.world).lexicon
    return f"{lexicon.regions[code[:10]].name} TPS {int(code[10:])} {lexicon.contests[contest].name}"


def _figures(votes: dict[str, int]) -> str:
    return "\n".join(f"{int(key):02d} = {figure}" for key, figure in votes.items())
