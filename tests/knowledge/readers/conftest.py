"""Reading a text given by its lines, well or not."""

import datetime as dt

import pytest

from knowledge.articles import Article, ArticleError, Fault
from knowledge.readers.text import read_text

TITLE = "Phường Hoa Sen ra quân dọn vệ sinh"
FIRST = "Sáng 3/5/2024, phường Hoa Sen ra quân dọn vệ sinh các tuyến đường."
SECOND = "Hơn 200 người đã tham gia buổi ra quân."
DAY = dt.date(2024, 5, 3)


def read(*lines: str) -> Article:
    return read_text("\n".join(lines).encode())


def body_of(*lines: str) -> list[str]:
    return read(TITLE, "", *lines).body.split("\n")


def complaint(data: bytes | str, fault: Fault) -> str:
    with pytest.raises(ArticleError) as caught:
        read_text(data.encode() if isinstance(data, str) else data)
    message = str(caught.value)
    assert caught.value.fault is fault
    assert "\n" not in message
    return message
