"""Publication dates, in the forms in which Vietnamese news portals and front matter give them."""

import datetime as dt
import re

from knowledge.vietnamese import fold

_VIETNAM = dt.timezone(dt.timedelta(hours=7))

_DATE = re.compile(
    r"\b(?P<moment>(?P<y>(?:19|20)\d\d)-(?P<m>\d{1,2})-(?P<d>\d{1,2})"
    r"(?P<zoned>[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:z|\+\d\d:?\d\d)|(?=\b|t\d)))"
    r"|\b(?P<d2>\d{1,2}) ?(?P<mark>[/.-]) ?(?P<m2>\d{1,2}) ?(?P=mark) ?(?P<y2>(?:19|20)\d\d)\b"
    r"|\b(?P<d3>\d{1,2}) ?thang ?(?P<m3>\d{1,2})[ ,/]*(?:nam)? ?(?P<y3>(?:19|20)\d\d)\b"
)
VIEWS = (
    r"(?:\b(?:so )?(?:luot|lan) (?:xem|doc|truy cap)\b(?: ?: ?| )?[\d.,]*"
    r"|\b(?:da )?xem ?:? ?\d[\d.,]*|\b\d[\d.,]* (?:luot|lan) (?:xem|doc)\b)"
)
"""How often a page was read, in folded text."""

_PIECE = re.compile(
    rf"{_DATE.pattern}|{VIEWS}"
    r"|(?:(?<=\d)t|\b)\d{1,2} ?(?::|h|gio) ?\d\d(?::\d\d)?(?:\.\d+)?(?: ?phut)?"
    r"|\b(?:am|pm|sa|ch)\b"
    r"|\b(?:gmt|utc) ?(?:\+ ?\d{1,2}(?::\d\d)?)?"
    r"|\b(?:thu (?:hai|ba|tu|nam|sau|bay|[2-7])|chu nhat|t[2-7]|cn)\b"
    r"|\b(?:ngay|dang|tai|luc|vao|gui|viet|tao|xuat ban|cap nhat|thoi gian)\b"
    r"|[ ,;:|()\[\]•·–—-]"
)
"""Whatever may stand in a date line, in folded text."""

_LONGEST = 120


def date_of_line(line: str) -> dt.date | None:
    """The day that a line of normalised text gives; None if it says anything besides."""
    folded = fold(line)
    if len(folded) > _LONGEST or _PIECE.sub("", folded):
        return None
    days = (_day(match) for match in _DATE.finditer(folded))
    return next((day for day in days if day), None)


def day_of(moment: dt.datetime) -> dt.date:
    """The day of a moment in Vietnam; one without a time zone was meant to be there."""
    return (moment.astimezone(_VIETNAM) if moment.tzinfo else moment).date()


def _day(match: re.Match[str]) -> dt.date | None:
    try:
        if match["zoned"]:
            return day_of(dt.datetime.fromisoformat(match["moment"].upper()))
        year, month, day = (
            int(match[part] or match[part + "2"] or match[part + "3"]) for part in "ymd"
        )
        return dt.date(year, month, day)
    except (ValueError, OverflowError):
        return None
