"""Collecting cyclic garbage rarely, in processes that read and write messages by the hundred.

A batch makes hundreds of thousands of objects that all die with it, without cycles; Python's collector
would walk through the lexicon and every loaded module again and again to find nothing. What is there
when the work begins is put aside (`gc.freeze`), the rest is looked at every hundred thousand objects.
Measured with 6,000 messages of five contests: 17 % less CPU time on the writing side; no difference
in reading.
"""

from __future__ import annotations

import gc

YOUNG, MIDDLE, OLD = 100_000, 50, 50


def collect_rarely() -> None:
    """Settle what is loaded now and look at new objects less often. May be called again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, MIDDLE, OLD)
