"""Pages travel small; what is packed already, or must flow, travels as it is."""

from __future__ import annotations

import gzip

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory

from deskpemilu.domain.roles import Role
from deskpemilu.web.compression import CompressPages
from tests.builders import make_election
from tests.people import person, sign_in


def test_a_page_is_sent_compressed_to_whoever_takes_it(client: Client) -> None:
    """The dashboard, at less than a third of its size."""
    make_election()
    sign_in(client, person(Role.STAF, ""))
    answer = client.get("/dasbor/ppwp/", headers={"Accept-Encoding": "gzip"})
    assert answer.headers["Content-Encoding"] == "gzip"
    page = gzip.decompress(answer.content)
    assert b"DATA INTERNAL" in page
    assert len(answer.content) * 3 < len(page)
    assert "Content-Encoding" not in client.get("/dasbor/ppwp/").headers


@pytest.mark.parametrize("kind", ["text/event-stream", "image/jpeg", "application/pdf"])
def test_streams_and_packed_files_stay_as_they_are(kind: str) -> None:
    """A live stream would be held back, a photo would not get smaller."""
    request = RequestFactory().get("/", headers={"Accept-Encoding": "gzip"})
    answer = CompressPages(lambda _: HttpResponse(b"x" * 2000, content_type=kind))(request)
    assert "Content-Encoding" not in answer.headers
