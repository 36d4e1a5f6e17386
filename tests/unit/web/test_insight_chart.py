"""Lines with bands and the hemicycle: numbers for SVG."""

from datetime import UTC, datetime, timedelta

from deskpemilu.web.pages.insight.chart import MOST_POINTS, hemicycle, history

START = datetime(2024, 2, 14, 9, 0, tzinfo=UTC)


def moment(minute: int, share: float, margin: float = 0.02) -> tuple[datetime, dict[str, dict[str, object]]]:
    """Two choices at one moment."""
    pair = {"1": share, "2": 1 - share}
    rows = {
        key: {"name": f"Pilihan {key}", "share": s, "low": s - margin, "high": s + margin}
        for key, s in pair.items()
    }
    return START + timedelta(minutes=minute), rows


def test_one_moment_is_no_line() -> None:
    """Nor are two at the same time."""
    assert history([moment(0, 0.6)]) is None
    assert history([moment(0, 0.6), moment(0, 0.6)]) is None


def test_lines_run_from_left_to_right_inside_the_box() -> None:
    """The band holds the line."""
    chart = history([moment(0, 0.55), moment(10, 0.6), moment(20, 0.62)])
    assert chart is not None
    assert [line.key for line in chart.lines] == ["1", "2"]
    for line in chart.lines:
        points = [tuple(map(float, point.split(","))) for point in line.line.split()]
        assert [x for x, _ in points] == [0, 500, 1000]
        assert all(0 <= y <= 100 for _, y in points)
        band = [tuple(map(float, point.split(","))) for point in line.band.split()]
        assert all(
            upper[1] < y[1] < lower[1] for upper, y, lower in zip(band[:3], points, band[:2:-1], strict=True)
        )


def test_a_long_night_is_thinned_but_keeps_its_ends() -> None:
    """First and last moment stay."""
    chart = history([moment(minute, 0.5 + minute / 10_000) for minute in range(700)])
    assert chart is not None
    assert chart.runs == 700
    assert len(chart.lines[0].line.split()) == MOST_POINTS
    assert (chart.start, chart.end) == (START, START + timedelta(minutes=699))


def test_every_seat_has_its_own_chair_in_the_half_circle() -> None:
    """Parties sit together, open seats last."""
    for total in (1, 2, 7, 45, 85, 120):
        chairs = hemicycle([("1", 1, total - total // 3), ("4", 2, total // 3)], 1)
        assert len(chairs) == total + 1
        assert len({(round(chair.x, 3), round(chair.y, 3)) for chair in chairs}) == total + 1
        assert all(0 <= chair.x <= 200 and 0 <= chair.y <= 101 for chair in chairs)
        assert [chair.key for chair in chairs] == ["1"] * (total - total // 3) + ["4"] * (total // 3) + [""]
