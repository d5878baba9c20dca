"""How well the same news is told from news of the same form: `python -m bench.copies ARTICLES`.

Each article of the folder (.txt) is edited as portals edit what they publish again, and turned
into another event's report by other dates, numbers or names in the same words. The first are to be
taken for copies, the second are not.
"""

import argparse
import random
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

from bot.progress import track
from knowledge.articles import Article
from knowledge.copies import find_copies
from knowledge.indexing import article_terms
from knowledge.readers.text import read_text
from knowledge.spans import people
from knowledge.store import StoredArticle

_SEED = 7
_DAY_OF_ALL = date(2023, 9, 20)
"""Of articles without a date: a correction is one only if it is known which is newer."""
_FOOTER = (
    "Bản quyền thuộc Trang thông tin điện tử. Ghi rõ nguồn khi phát hành lại. Tel: 0235 385 1234"
)
_FAMILY, _MIDDLE, _GIVEN = (
    names.split()
    for names in ("Nguyễn Trần Lê Phạm Võ Đặng", "Văn Thị Đức", "Toại Khoát Quyên Nhàn")
)
_NUMBER = re.compile(r"(?<![\d.,/-])\d+(?![\d.,/-])")
_MONTH = re.compile(r"(?<=tháng )\d{1,2}\b|(?<=\d/)\d{1,2}\b|(?<=\d-)\d{1,2}\b")
_DAY = re.compile(r"\b\d{1,2}(?=[/-]\d{1,2}\b)")

Edit = Callable[[Article, random.Random], Article | None]
"""None where an article has nothing to edit in that way."""


def _body(change: Callable[[list[str], random.Random], list[str] | None]) -> Edit:
    def edit(article: Article, rng: random.Random) -> Article | None:
        lines = change(article.body.split("\n"), rng)
        return None if lines is None else replace(article, body="\n".join(lines))

    return edit


def _typos(lines: list[str], rng: random.Random) -> list[str]:
    """Five letters that changed places, in words that are no names."""
    text = "\n".join(lines)
    words = list(re.finditer(r"\b[a-zà-ỹđ]{4,}\b", text))
    for word in sorted(rng.sample(words, min(5, len(words))), key=lambda m: -m.start()):
        at = word.start() + 1
        text = f"{text[:at]}{text[at + 1]}{text[at]}{text[at + 2 :]}"
    return text.split("\n")


def _rewritten(lines: list[str], rng: random.Random) -> list[str] | None:
    """One paragraph in other words, without numbers."""
    if len(lines) < 4:
        return None
    at = rng.randrange(1, len(lines))
    kept = " ".join(word for word in lines[at].split() if word.islower())
    return [*lines[:at], kept.capitalize() + ".", *lines[at + 1 :]]


def _cut(lines: list[str], rng: random.Random) -> list[str] | None:
    return lines[: len(lines) * 2 // 3] if len(lines) > 2 else None


def _corrected(lines: list[str], rng: random.Random) -> list[str] | None:
    """One number that is no date, among at least eleven."""
    text = "\n".join(lines)
    if len(re.findall(r"\d+", text)) < 11:
        return None
    plain = [
        number
        for number in re.finditer(r"\b(?:trao|tặng|hơn|gần|với|có|gồm|được) (\d+)(?= [a-zđ])", text)
        if text.count(f" {number[1]} ") == 1
    ]
    if not plain:
        return None
    number = rng.choice(plain)
    return f"{text[: number.start(1)]}{int(number[1]) + 7}{text[number.end() :]}".split("\n")


def _a_day_later(edit: Edit) -> Edit:
    def later(article: Article, rng: random.Random) -> Article | None:
        edited = edit(article, rng)
        day = edited and edited.date
        return replace(edited, date=day + timedelta(days=1)) if edited and day else None

    return later


def _old_marks(lines: list[str], rng: random.Random) -> list[str]:
    pairs = {"oà": "òa", "oá": "óa", "uỷ": "ủy", "uý": "úy", "hoá": "hóa", "oạ": "ọa"}
    text = "\n".join(lines)
    for new, old in pairs.items():
        text = re.sub(rf"(?<!q){new}\b", old, text)
    return text.split("\n")


def _with(pattern: re.Pattern[str], most: int, change: Callable[[str], str]) -> Edit:
    """Every article in which up to `most` different finds of `pattern` are other ones."""

    def edit(article: Article, rng: random.Random) -> Article | None:
        whole = f"{article.title}\n{article.body}"
        found = sorted(set(pattern.findall(whole)))
        chosen = set(rng.sample(found, min(most, len(found))))
        title, body = (
            pattern.sub(lambda m: change(m[0]) if m[0] in chosen else m[0], text)
            for text in (article.title, article.body)
        )
        return replace(article, title=title, body=body) if len(chosen) >= min(most, 2) else None

    return edit


def _people(most: int) -> Edit:
    """Every article in which up to `most` people have other names."""

    def edit(article: Article, rng: random.Random) -> Article | None:
        title, body = article.title, article.body
        found = sorted({body[person.start : person.end] for person in people(body)})
        names = [name for name in found if " " in name and "\n" not in name]
        chosen = rng.sample(names, min(most, len(names)))
        for name in chosen:
            other = f"{rng.choice(_FAMILY)} {rng.choice(_MIDDLE)} {rng.choice(_GIVEN)}"
            title, body = (text.replace(name, other) for text in (title, body))
        return replace(article, title=title, body=body) if chosen else None

    return edit


def _next(number: str) -> str:
    return str(int(number) % 12 + 1)


SAME: dict[str, Edit] = {
    "to the letter": lambda article, rng: article,
    "five typing errors": _body(_typos),
    "a paragraph in other words": _body(_rewritten),
    "a byline": _body(lambda lines, rng: [*lines, "Tin, ảnh: Ngọc Trâm"]),
    "a footer": _body(lambda lines, rng: [*lines, _FOOTER]),
    "other tone marks": _body(_old_marks),
    "the end cut off": _body(_cut),
    "another title": lambda article, rng: replace(article, title=article.body.split(".")[0][:90]),
    "a number corrected": _a_day_later(_body(_corrected)),
}
OTHER: dict[str, Edit] = {
    "the next month": _with(_MONTH, 99, _next),
    "one month of several": _with(_MONTH, 1, _next),
    "one day of several": _with(_DAY, 1, lambda day: str(int(day) % 28 + 1)),
    "two numbers": _with(_NUMBER, 2, lambda number: str(int(number) + 3)),
    "all numbers": _with(_NUMBER, 999, lambda number: str(int(number) + 3)),
    "one person": _people(1),
    "all people": _people(99),
}


def main() -> None:
    """Prints one line a kind of edit."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("articles", type=Path, nargs="+")
    options = parser.parse_args()
    paths = [path for folder in options.articles for path in sorted(folder.glob("*.txt"))]
    read = [read_text(path.read_bytes()) for path in paths]
    articles = [replace(article, date=article.date or _DAY_OF_ALL) for article in read]
    start = time.perf_counter()
    found = find_copies(stored := _stored(articles))
    took = time.perf_counter() - start
    print(f"{len(articles)} articles: {len(found)} copies found in {took:.1f} s")
    for copy, kept in found.items():
        print(f"  {paths[copy]} = {paths[kept]}")
    for label, edits in (("same news", SAME), ("other news", OTHER)):
        for name, edit in edits.items():
            rng = random.Random(_SEED)
            pairs = [
                (at, edited)
                for at, one in enumerate(track(articles, name, "articles"))
                if (edited := edit(one, rng))
            ]
            second = _stored([edited for _, edited in pairs], len(articles))
            copies = find_copies([*stored, *second])
            joined = sum(
                copies.get(at, at) == copies.get(other.id, other.id)
                for (at, _), other in zip(pairs, second, strict=True)
            )
            print(f"{label}: {name:28} {joined:5} of {len(pairs):5} taken for copies")


def _stored(articles: Sequence[Article], first: int = 0) -> list[StoredArticle]:
    return [
        StoredArticle(at, "", f"{at}", "", article, article_terms(article))
        for at, article in enumerate(articles, first)
    ]


if __name__ == "__main__":
    main()
