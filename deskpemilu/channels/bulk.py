"""Inserting rows by the hundred, at the cost of the database rather than of the compiler before it.

Comes in: unsaved objects of one model. Goes out: the ids of the rows that were written, in the order of
the objects. Does what `bulk_create` does for plain columns, which is all that the main road needs: Django
compiles every value of every row as an expression, and a message has seventy values. Every value still
goes through its field's own `get_db_prep_save`, but for kinds of columns that hand it on as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from operator import attrgetter
from typing import Any

from django.db import connection, models, transaction

MOST_VALUES = 20_000  # in one statement: SQLite takes 32,766, PostgreSQL 65,535
# Their values reach the database as they stand in the object.
_AS_IT_IS = (models.CharField, models.TextField, models.IntegerField, models.BooleanField)
_OF_ITS_OWN_KIND = (models.DateTimeField, models.JSONField, models.UUIDField)

Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """How rows of a model are written. `prepared`: the columns whose values must be made ready."""

    head: str
    width: int
    values_of: Callable[[models.Model], Row]
    prepared: tuple[tuple[int, Callable[[Any], Any]], ...]

    def ready(self, row: models.Model) -> Row:
        """The values of one row as the database takes them."""
        values = list(self.values_of(row))
        for at, prepare in self.prepared:
            values[at] = prepare(values[at])
        return tuple(values)


def insert(
    rows: Sequence[models.Model],
    *,
    unique: Sequence[str] = (),
    update: Sequence[str] = (),
    ignore: bool = False,
) -> list[Any]:
    """Insert objects of one model; gives the keys of the rows that were written.

    A row that is there already, by the fields `unique`, takes the new values of the fields `update`; with
    `ignore` such rows stay as they are and are not among the keys, whatever unique index says so. Otherwise
    the objects learn their keys. All or nothing.
    """
    if not rows:
        return []
    model = type(rows[0])
    tail = _tail(model, unique, update, ignore=ignore)
    known, new = [row for row in rows if row.pk is not None], [row for row in rows if row.pk is None]
    with transaction.atomic(savepoint=False):
        keys = _insert(known, _table(model, connection.vendor, with_key=True), tail)
        keys_of_new = _insert(new, _table(model, connection.vendor, with_key=False), tail)
    if not ignore:
        for row, key in zip(new, keys_of_new, strict=True):
            row.pk, row._state.adding = key, False
    return keys + keys_of_new


def _insert(rows: Sequence[models.Model], table: _Table, tail: str) -> list[Any]:
    keys: list[Any] = []
    size = MOST_VALUES // table.width
    places = f"({', '.join(['%s'] * table.width)})"
    with connection.cursor() as cursor:
        for at in range(0, len(rows), size):
            part = [table.ready(row) for row in rows[at : at + size]]
            values = f"VALUES {', '.join([places] * len(part))}"
            cursor.execute(f"{table.head} {values} {tail}", list(chain.from_iterable(part)))
            keys += [key for (key,) in cursor.fetchall()]
    return keys


@lru_cache(maxsize=64)
def _table(model: type[models.Model], vendor: str, *, with_key: bool) -> _Table:
    """How a model is written to a kind of database (`vendor`, the one that is connected)."""
    meta = model._meta
    fields = [field for field in meta.local_concrete_fields if with_key or not field.primary_key]
    columns = ", ".join(_column(model, field.name) for field in fields)
    ready = ((at, _preparation(field)) for at, field in enumerate(fields))
    return _Table(
        head=f"INSERT INTO {connection.ops.quote_name(meta.db_table)} ({columns})",
        width=len(fields),
        values_of=attrgetter(*(field.attname for field in fields)),
        prepared=tuple((at, prepare) for at, prepare in ready if prepare is not None),
    )


def _preparation(field: models.Field[Any, Any]) -> Callable[[Any], Any] | None:
    """What must be done with the values of a column, None for nothing."""
    target = field
    while isinstance(target, models.ForeignKey):
        target = target.target_field
    if isinstance(target, _AS_IT_IS):
        return None
    if not isinstance(target, _OF_ITS_OWN_KIND) or getattr(target, "auto_now", False):
        raise TypeError(f"Kolom {field} tidak dikenal oleh channels.bulk; pakai bulk_create.")
    save = target.get_db_prep_save
    if isinstance(target, models.DateTimeField):
        # The moment of a batch stands in every row of it, several times.
        return lru_cache(maxsize=1024)(lambda value: save(value, connection))
    return lambda value: save(value, connection)


def _tail(model: type[models.Model], unique: Sequence[str], update: Sequence[str], *, ignore: bool) -> str:
    """What is done with a row that is there already, and that the keys are wanted."""
    key = f"RETURNING {_column(model, 'pk')}"
    if ignore:
        return f"ON CONFLICT DO NOTHING {key}"
    if not update:
        return key
    by = ", ".join(_column(model, name) for name in unique)
    new = ", ".join(f"{column} = EXCLUDED.{column}" for column in (_column(model, name) for name in update))
    return f"ON CONFLICT ({by}) DO UPDATE SET {new} {key}"


def _column(model: type[models.Model], name: str) -> str:
    """A field's column, quoted."""
    meta = model._meta
    field = meta.pk if name == "pk" else meta.get_field(name)
    assert isinstance(field, models.Field)
    assert field.column is not None
    return connection.ops.quote_name(field.column)
