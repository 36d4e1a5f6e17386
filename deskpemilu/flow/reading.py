"""Reading many messages: here, or ahead in a second process while this one writes.

Reading is pure, so it may run anywhere. A text that breaks the reader comes back as the sentence of
its fault instead of a reading.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from types import TracebackType

from deskpemilu.flow.garbage import collect_rarely
from deskpemilu.flow.gather import Job
from deskpemilu.intake.elsewhere import Read, learn, read_one, read_texts
from deskpemilu.registry.lexicon import Lexicon

ReadMany = Callable[[Sequence[Job]], Sequence[Read]]


def read_here(jobs: Sequence[Job]) -> Sequence[Read]:
    """Read in this process."""
    return [read_one(job.text, job.book.lexicon, job.sender) for job in jobs]


class ReadAhead:
    """A second process that reads. Each lexicon is sent to it once."""

    def __init__(self) -> None:
        # A process of its own kind, not a fork: this one has database connections and threads.
        self._pool = ProcessPoolExecutor(1, mp_context=multiprocessing.get_context("spawn"))
        self._sent: dict[int, Lexicon] = {}

    def __enter__(self) -> ReadAhead:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)

    def get_ready(self) -> None:
        """Let the second process start and load the reader, while this one does something else."""
        self._pool.submit(read_texts, [])

    def start(self, jobs: Sequence[Job]) -> ReadMany:
        """Begin to read; the result is waited for when it is called for."""
        try:
            future = self._submit(jobs)
        except BrokenProcessPool:
            return read_here

        def result(same_jobs: Sequence[Job]) -> Sequence[Read]:
            try:
                return future.result()
            except BrokenProcessPool:
                # The other process was killed; the texts are still here.
                return read_here(same_jobs)

        return result

    def _submit(self, jobs: Sequence[Job]) -> Future[list[Read]]:
        texts = []
        for job in jobs:
            lexicon = job.book.lexicon
            key = job.book.election_id
            if self._sent.get(key) is not lexicon:
                self._sent[key] = lexicon
                self._pool.submit(learn, key, lexicon)
                self._pool.submit(collect_rarely)
            texts.append((key, job.text, job.sender))
        return self._pool.submit(read_texts, texts)
