"""Hand-written cases: tests/corpus/reading/redteam*.jsonl, one object a line.

`world`, `scope`, `default`, `text`; `outcomes` that are right; `reports` with `tps`, `contest`,
`votes` and the sums that the text writes; `kinds` that are right. No reports: nothing may leave as record.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from deskpemilu.intake.read import read
from deskpemilu.registry.lexicon import Sender
from tests.unit.intake.redteam.fresh_worlds import fresh_world
from tests.unit.intake.redteam.worlds import world

FOLDER = Path(__file__).resolve().parents[3] / "corpus" / "reading"


def cases(pattern: str = "redteam*.jsonl") -> list[dict[str, Any]]:
    """All hand-written cases, in the order of their files."""
    return [
        json.loads(line)
        for path in sorted(FOLDER.glob(pattern))
        for line in path.read_text("utf-8").splitlines()
    ]


def fault(case: dict[str, Any]) -> str:
    """What is wrong with a reading, "" where it is right; starts with WRONG for a wrong record."""
    sender = Sender(scope=tuple(case["scope"]), default_contest=case["default"])
    name = case["world"]
    lexicon = fresh_world(name) if case["id"].startswith("f3-") else world(name).lexicon
    got = read(case["text"], lexicon, sender).as_json()
    outcome = got["outcome"]
    if outcome == "record":
        wanted = {(r["tps"], r["contest"]): r for r in case.get("reports", [])}
        for report in got["reports"]:
            truth = wanted.pop((report["tps_code"], report["contest"]), None)
            shown = {k: v for k, v in report.items() if v is not None}
            if truth is None or report["votes"] != truth["votes"]:
                return f"WRONG {shown}"
            sums = [k for k in ("valid", "invalid", "total", "dpt", "voters") if k in truth]
            if any(report[k] != truth[k] for k in sums):
                lost = all(report[k] in (truth[k], None) for k in sums)
                return f"{'SHORT' if lost else 'WRONG'} {shown}"
        if wanted:
            return f"SHORT {list(wanted)}"
    if outcome not in case["outcomes"]:
        return f"{'WRONG' if outcome == 'record' else 'NOT'} {got['kind']}/{outcome} {got['reply'][:150]!r}"
    if got["kind"] not in case.get("kinds", [got["kind"]]):
        return f"KIND {got['kind']}/{outcome}"
    return ""
