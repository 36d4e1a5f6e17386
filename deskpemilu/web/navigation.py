"""The screens of the desk and the right that shows each in the navigation."""

from __future__ import annotations

from dataclasses import dataclass

from deskpemilu.accounts.access import Access
from deskpemilu.domain.codes import KABUPATEN, TPS
from deskpemilu.domain.roles import Act


@dataclass(frozen=True, slots=True)
class Item:
    """One entry: shown to whoever has one of the acts somewhere. The first four stand in a phone's bar.

    `widest`: the area of that right must be at least so wide (length of its code). `brief`: the word for
    a phone's bar, where five entries share 390 px.
    """

    path: str
    label: str
    icon: str
    acts: tuple[Act, ...]
    widest: int = TPS
    brief: str = ""

    @property
    def short(self) -> str:
        """The label where there is little room."""
        return self.brief or self.label


ITEMS = (
    Item("/", "Dasbor", "layout-dashboard", (Act.SEE_PROGRESS,)),
    Item("/pesan/", "Pesan", "messages", (Act.READ_INBOX,)),
    Item("/verifikasi/", "Verifikasi", "shield-check", (Act.CORRECT,)),
    Item("/lapor/", "Lapor", "writing", (Act.REPORT,)),
    Item("/belum/", "Belum masuk", "phone", (Act.SEE_PROGRESS,), brief="Belum"),
    Item("/isi/", "Isi C.Hasil", "file-text", (Act.REPORT,), brief="C.Hasil"),
    Item("/foto/", "Foto", "photo", (Act.READ_INBOX,)),
    Item("/hitung-cepat/", "Hitung cepat & proyeksi", "chart-bar", (Act.SEE_TOTALS,), KABUPATEN, "Perkiraan"),
    Item("/banding/", "Banding KPU", "git-compare", (Act.EXPORT,), brief="Banding"),
    Item("/ulang/", "PSU", "refresh", (Act.LOCK, Act.MANAGE_REGISTRY, Act.VERIFY)),
    Item("/tempel/", "Tempel", "clipboard", (Act.WORK_INBOX,)),
    Item("/kotak-keluar/", "Balasan", "send", (Act.SEE_OUTBOX,)),
    Item("/petugas/", "Petugas", "users", (Act.MANAGE_PEOPLE,)),
    Item("/impor/", "Impor", "file-import", (Act.MANAGE_REGISTRY, Act.WORK_INBOX)),
    Item("/audit/", "Audit", "history", (Act.SEE_AUDIT,)),
    Item("/mulai/", "Penyiapan", "list-check", (Act.MANAGE_REGISTRY,)),
)


def items_for(access: Access) -> list[Item]:
    """Entries that a person may use."""
    return [item for item in ITEMS if _fits(access, item)]


def _fits(access: Access, item: Item) -> bool:
    return any(len(area) <= item.widest for act in item.acts for area in access.areas(act))


def active_path(path: str) -> str:
    """The entry that a page belongs to: the longest one its address begins with; dasbor pages are "/"."""
    if path.startswith(("/dasbor/", "/tps/")):
        return "/"
    if path.startswith(("/proyeksi/", "/anomali/", "/kursi/")):
        return "/hitung-cepat/"
    fitting = [item.path for item in ITEMS if item.path != "/" and path.startswith(item.path)]
    return max(fitting, key=len, default="/" if path == "/" else "")
