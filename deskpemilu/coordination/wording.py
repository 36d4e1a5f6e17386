"""What people are told about missing forms: reminder, text for a chat, answer to BERHENTI. Pure."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime, tzinfo

from deskpemilu.coordination.missing import Ballot, Station
from deskpemilu.domain.codes import DESA

MOST_LINES = 3  # a reminder has six lines at most: head, three places, two lines of what to do
MOST_SIGNS = 110
STOPPED = (
    "🔕 Pengingat dihentikan untuk nomor Anda.\n"
    "Laporan dan balasan tetap berjalan seperti biasa.\n"
    "Ketik MULAI bila ingin diingatkan lagi."
)
STARTED = "🔔 Pengingat diaktifkan lagi untuk nomor Anda.\nKetik BERHENTI untuk menghentikannya."


def numbers(of: Sequence[int]) -> str:
    """TPS numbers with runs: [1, 2, 3, 7] → "1–3, 7"."""
    parts: list[list[int]] = []
    for number in sorted(of):
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(
        f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(str(number) for number in run) for run in parts
    )


def place_lines(
    stations: Sequence[Station], contests: Sequence[Ballot], names: Mapping[str, str]
) -> list[str]:
    """One line a desa: "Mekar Sari: TPS 1–3, 7".

    In brackets the contests where all its TPS owe the same ones, or how many forms where they do not;
    nothing where every contest is owed.
    """
    groups: dict[str, list[Station]] = defaultdict(list)
    for station in stations:
        if station.open:
            groups[station.code[:DESA]].append(station)
    return [
        f"{names.get(desa, desa)}: TPS {numbers([s.number for s in found])}{_which(found, contests)}"
        for desa, found in sorted(groups.items())
    ]


def _which(stations: Sequence[Station], contests: Sequence[Ballot]) -> str:
    owed = {station.open for station in stations}
    if len(owed) > 1:
        return f" ({sum(len(station.open) for station in stations)} formulir)"
    [places] = owed
    return "" if len(places) == len(contests) else f" ({', '.join(contests[at].short for at in places)})"


def _shortened(lines: Sequence[str], stations: Sequence[Station]) -> list[str]:
    """At most MOST_LINES lines of at most MOST_SIGNS signs; what is left out is counted."""
    kept = list(lines[:MOST_LINES])
    if len(lines) > MOST_LINES:
        desa = sorted({station.code[:DESA] for station in stations if station.open})[MOST_LINES - 1 :]
        left = sum(station.code[:DESA] in desa for station in stations if station.open)
        kept[-1] = f"dan {len(desa)} desa/kelurahan lain ({left} TPS)"
    return [_fitting(line) for line in kept]


def _fitting(line: str) -> str:
    """A line that is too long ends at a comma; how many TPS it leaves out is in the head's sum."""
    return line if len(line) <= MOST_SIGNS else f"{line[: MOST_SIGNS - 14].rsplit(',', 1)[0]}, dan lainnya"


def reminder(
    stations: Sequence[Station], contests: Sequence[Ballot], names: Mapping[str, str], *, election: str
) -> str:
    """The automatic reminder, six lines at most: how much is missing, where, what to do."""
    owed = [station for station in stations if station.open]
    forms = sum(len(station.open) for station in owed)
    returned = sum(kind == "returned" for station in owed for kind in station.kinds)
    again = f" ({returned} dikembalikan, mohon dikirim ulang)" if returned else ""
    head = f"🔔 {election}: {forms} formulir dari {len(owed)} TPS belum kami terima{again}."
    places = _shortened(place_lines(owed, contests, names), owed)
    return "\n".join(
        [
            head,
            *places,
            "Mohon dikirim, atau balas bila ada kendala. Terima kasih.",
            "Ketik BERHENTI agar tidak diingatkan.",
        ]
    )


def chat_text(
    name: str,
    stations: Sequence[Station],
    contests: Sequence[Ballot],
    names: Mapping[str, str],
    *,
    desk: str,
    now: datetime,
    zone: tzinfo,
) -> str:
    """A polite text that a colleague sends from their own WhatsApp."""
    owed = [station for station in stations if station.open]
    forms = sum(len(station.open) for station in owed)
    places = "\n".join(f"• {line}" for line in _shortened(place_lines(owed, contests, names), owed))
    return (
        f"{greeting(now, zone)} Bapak/Ibu {name}. Kami dari {desk}.\n"
        f"Kami belum menerima {forms} formulir dari {len(owed)} TPS:\n{places}\n"
        "Mohon dikirim ke WhatsApp desk, atau beri tahu kami bila ada kendala. Terima kasih."
    )


def greeting(now: datetime, zone: tzinfo) -> str:
    """Selamat pagi, siang, sore or malam by the desk's clock."""
    hour = now.astimezone(zone).hour
    for until, word in ((4, "malam"), (11, "pagi"), (15, "siang"), (18, "sore")):
        if hour < until:
            return f"Selamat {word}"
    return "Selamat malam"
