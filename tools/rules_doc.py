"""Write docs/rules.md from the rules in the code: `python tools/rules_doc.py`.

`--check` writes nothing and exits 1 where the file is not up to date.
"""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from deskpemilu.domain.rules import ACROSS, RULES, Rule, RuleText

TARGET = Path(__file__).resolve().parent.parent / "docs" / "rules.md"
_HEAD = """\
# Rules of the form C.Hasil

<!-- Written by tools/rules_doc.py from deskpemilu/domain/rules. Do not edit. -->

Codes A1–A16 are the identities and limits of the form; D1–D10 are checks of the desk itself.
A rule speaks only when every figure it needs is there. The sentence is what an operator reads;
words in ⟨ ⟩ are filled in. Where one figure alone explains what is broken, the sentence goes on
with *Kemungkinan salah tulis: ⟨baris⟩ ⟨tertulis⟩, semestinya ⟨benar⟩.*

- **galat**: the report is in neither total until a person decides.
- **peringatan**, **periksa**: the report counts; the finding is shown and stays with it.

"""
_FORM = "## One form\n\n"
_ACROSS = """
## Across contests, words, sums and TPS

Nothing here blocks a report. A13, A13b, D10, D10b, D11, D12 and D13 depend on other forms: they are
kept beside the form (`intake.cross`), made anew with every change of one of them, and shown with its
findings.
A15 needs the words of the photo or entry, A16 an imported D.Hasil.

"""
_TABLE = "| Code | Rule | Weight | Sentence | Source |\n|---|---|---|---|---|\n"
_TAIL = """
## Decisions

- **L and P weigh less where J is confirmed.** On Banyuasin's forms of 2024 the L/P split of B.1–B.3
  is broken on TPS whose sums are right everywhere. Holding those back would keep right votes out of
  the totals, so the split alone is a warning there (A1, A2, A9). Where J is not confirmed it is galat.
- **Over the cap is a warning, over the printed ballots is galat.** A TPS has DPT + reserve ballots, so
  with a cap of 300 and 2 % no figure can pass 306 (A12c). Where the register holds a larger DPT
  (TPS khusus), that DPT takes the cap's place.
- **All nought is galat** (A14d): it happens, but a person says so.
- **A blank choice** is galat (D1) unless the others already reach the valid votes: then it is nought.
- **D11-D13 hold a TPS against the median of its desa**, from five TPS on, at five times the desa's own
  scatter and at least 15, 6 or 25 points away. On Banyuasin's 2,208 forms of 2024 they name 26, 7 and 9
  TPS; 21, 3 and 6 of them break an identity too. D13 is left out for DPR and DPRD, where
  a candidate's own village is no anomaly.
- **DPR and DPRD by party only** is complete without candidates; once one candidate has a figure, all
  must, except in parties whose sum is written.

## What `values` of a finding holds

`rows`: the written row first, then the rows it was held against (`votes` is the block of section IV,
`choice:<key>` one vote); `written` and `computed`: the two figures; `suspect`: the row whose change
alone mends every identity it stands in, or null; `suspect_right`: what it would have to be. A13 adds
`contests`, D10 and D10b add `tps`.
"""
_WORDS = {
    "left": "⟨baris⟩",
    "right": "⟨baris pembanding⟩",
    "written": "⟨tertulis⟩",
    "computed": "⟨hitungan⟩",
    "dpt": "⟨DPT⟩",
    "reserve": "⟨persen⟩",
    "percent": "⟨persen⟩",
    "names": "⟨nomor⟩",
    "key": "⟨nomor⟩",
    "value": "⟨isi⟩",
    "contest": "⟨kontes⟩",
    "other": "⟨kontes lain⟩",
    "allowed": "⟨batas⟩",
    "difference": "⟨selisih⟩",
    "others": "⟨nomor⟩",
    "base": "⟨dari⟩",
    "usual": "⟨persen biasa⟩",
}


def _row(rule: RuleText) -> str:
    also = rule.also if isinstance(rule, Rule) else ""
    weight = f"{rule.severity.value}. {also}" if also else rule.severity.value
    return f"| {rule.code} | {rule.title} | {weight} | {rule.sentence.format(**_WORDS)} | {rule.source} |\n"


def text() -> str:
    """The whole of docs/rules.md."""
    form, across = ("".join(map(_row, rules)) for rules in (RULES, ACROSS))
    return _HEAD + _FORM + _TABLE + form + _ACROSS + _TABLE + across + _TAIL


def main() -> int:
    """Write the file, or compare it."""
    if "--check" in sys.argv[1:]:
        return int(not TARGET.exists() or TARGET.read_text(encoding="utf-8") != text())
    TARGET.write_text(text(), encoding="utf-8")
    print(f"{TARGET.name}: {len(RULES) + len(ACROSS)} rules")
    return 0


if __name__ == "__main__":
    sys.exit(main())
