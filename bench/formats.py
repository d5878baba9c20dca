"""How fast and how well each format is read: `python -m bench.formats [ARTICLES]`.

Every .txt article of the folder (without one, of the samples) is written in each format and each
old encoding, and read again: files a second, and of 100 characters how many come back, in order.
LibreOffice writes the Word, RTF and PDF files; scans need Tesseract with Vietnamese.
"""

import argparse
import time
from collections.abc import Callable, Sequence
from difflib import SequenceMatcher
from functools import partial
from pathlib import Path

from bench.written import by_office, old_bytes, scanned, typed, web_page
from bot.progress import track
from knowledge.articles import Article, ArticleError
from knowledge.readers import parse_article, tesseract
from knowledge.readers.text import read_text

SAMPLES = Path(__file__).parent.parent / "knowledge" / "samples"
_LEAST_SECONDS = 2


def _day(article: Article) -> str:
    return f"{article.date:%d/%m/%Y}" if article.date else ""


def _text(article: Article) -> str:
    return "\n\n".join(filter(None, (article.title, _day(article), *article.body.split("\n"))))


def _texts(articles: Sequence[Article], encoding: str = "") -> list[bytes]:
    texts = map(_text, articles)
    return [old_bytes(text, encoding) if encoding else text.encode() for text in texts]


def _pages(articles: Sequence[Article], encoding: str = "") -> list[bytes]:
    made = (web_page(one.title, one.body.split("\n"), date=_day(one)) for one in articles)
    return [old_bytes(page, encoding) if encoding else page.encode() for page in made]


def _office(articles: Sequence[Article], suffix: str, encoding: str = "") -> list[bytes]:
    texts = [typed(_text(one), encoding) if encoding else _text(one) for one in articles]
    pages = ["".join(f"<p>{line}</p>" for line in text.split("\n\n")) for text in texts]
    font = {"TCVN3": ".VnTime", "VNI": "VNI-Times", "": "DejaVu Serif"}[encoding]
    return by_office(pages, suffix, font)


def _scans(articles: Sequence[Article]) -> list[bytes]:
    if not tesseract.is_installed():
        raise OSError("Tesseract with Vietnamese is not installed")
    return list(map(scanned, _office(articles, ".pdf")))


FORMATS: dict[str, tuple[str, Callable[[Sequence[Article]], list[bytes]]]] = {
    ".txt": (".txt", _texts),
    ".txt in TCVN3": (".txt", partial(_texts, encoding="TCVN3")),
    ".txt in VNI": (".txt", partial(_texts, encoding="VNI")),
    ".txt in VISCII": (".txt", partial(_texts, encoding="VISCII")),
    ".html": (".html", _pages),
    ".html in TCVN3": (".html", partial(_pages, encoding="TCVN3")),
    ".docx": (".docx", partial(_office, suffix=".docx")),
    ".docx in .VnTime": (".docx", partial(_office, suffix=".docx", encoding="TCVN3")),
    ".docx in VNI-Times": (".docx", partial(_office, suffix=".docx", encoding="VNI")),
    ".doc": (".doc", partial(_office, suffix=".doc")),
    ".doc in .VnTime": (".doc", partial(_office, suffix=".doc", encoding="TCVN3")),
    ".rtf": (".rtf", partial(_office, suffix=".rtf")),
    ".rtf in VNI-Times": (".rtf", partial(_office, suffix=".rtf", encoding="VNI")),
    ".pdf": (".pdf", partial(_office, suffix=".pdf")),
    ".pdf, scanned": (".pdf", _scans),
}


def _right(known: Article, read: Article) -> float:
    """The share of the title's and text's characters that came back; capitals do not count, as
    .VnTime has no marked ones.
    """
    wanted, got = (f"{one.title}\n{one.body}".lower() for one in (known, read))
    matcher = SequenceMatcher(None, wanted, got, autojunk=False)
    same = sum(block.size for block in matcher.get_matching_blocks())
    return 2 * same / (len(wanted) + len(got))


def main() -> None:
    """Prints one line a format."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition(":")[0])
    parser.add_argument("articles", nargs="?", type=Path, default=SAMPLES)
    parser.add_argument("--most", type=int, default=200, help="articles that are taken")
    options = parser.parse_args()
    paths = sorted(options.articles.glob("*.txt"))[: options.most]
    articles = [read_text(path.read_bytes()) for path in paths]
    print(f"{len(articles)} articles")
    print("| format | files a second | characters right | dates right | not read |")
    print("| --- | --- | --- | --- | --- |")
    for name, (suffix, write) in track(list(FORMATS.items()), "formats", "formats"):
        try:
            files = write(articles)
        except OSError as error:
            print(f"| {name} | {error} | | | |")
            continue
        _report(name, suffix, articles, files)


def _report(name: str, suffix: str, articles: Sequence[Article], files: Sequence[bytes]) -> None:
    _read(f"first{suffix}", files[0])  # the libraries are loaded once
    start, rounds, took = time.perf_counter(), 0, 0.0
    while took < _LEAST_SECONDS:
        read = [_read(f"a{suffix}", data) for data in files]
        rounds, took = rounds + 1, time.perf_counter() - start
    pairs = [(one, got) for one, got in zip(articles, read, strict=True) if got]
    right = sum(_right(*pair) for pair in pairs) / max(len(pairs), 1)
    dates = sum(one.date == got.date for one, got in pairs) / max(len(pairs), 1)
    print(
        f"| {name} | {rounds * len(files) / took:.3g} | {right:.2%} | {dates:.1%} "
        f"| {len(files) - len(pairs)} |"
    )


def _read(name: str, data: bytes) -> Article | None:
    try:
        return parse_article(name, data)
    except ArticleError:
        return None


if __name__ == "__main__":
    main()
