"""Articles of a portal as files: their names, their text, and when one may be written over."""

import hashlib
import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import httpx
import yaml

from knowledge.articles import Article
from knowledge.portal.addresses import is_same_site, key, parse, shown
from knowledge.portal.memory import KnownArticle, Memory
from knowledge.portal.reports import WRITTEN, Result
from knowledge.portal.troubles import PortalError
from knowledge.readers.text import read_text
from knowledge.vietnamese import fold

_LONGEST_NAME = 80


@dataclass(frozen=True)
class Plan:
    """What is to be done with an article: its file, `name`, shall hold `data`.

    `name` is relative to the first articles folder; of one KEPT_ELSEWHERE, to its own. `identity`
    is the key of the address that it has for good, `page` of where it was found.
    """

    result: Result
    identity: str
    page: str
    name: str
    data: bytes
    article: Article


class Keeper:
    """Decides about files in `folder`, the first articles folder, and has them written."""

    def __init__(
        self,
        folder: Path,
        memory: Memory,
        write: Callable[[str, bytes], None],
        elsewhere: Mapping[str, str],
    ) -> None:
        """:param write: a file of this name into `folder`, in one step.
        :param elsewhere: key of an address -> path of the file that holds this article already.
        """
        self._folder = folder
        self._memory = memory
        self._write = write
        self._elsewhere = elsewhere

    def holds(self, address: str) -> bool:
        """Whether somebody else put the article of this key there."""
        path = self._elsewhere.get(address)
        if path is None:
            return False
        known = self._memory.article(address)
        return path != (known.file if known else self._existing(address))

    def has_file(self, identity: str) -> bool:
        """Whether the file of a known article is there."""
        known = self._memory.article(identity)
        return known is not None and (self._folder / known.file).exists()

    def plan(self, article: Article, page: httpx.URL, is_wanted: bool) -> Plan:
        """What is to be done with the article that was fetched from `page`.

        :param is_wanted: somebody asks for just this article, even if it was removed once.
        :raises ArticleError: if what would be written could not be read again.
        """
        address = self._address(article, page)
        identity = key(address)
        article = replace(article, url=shown(address))
        data = render(article)
        read_text(data)
        known = self._memory.article(identity)
        name = known.file if known else self._existing(identity) or file_name(article, identity)
        if self.holds(identity):
            result, name = Result.KEPT_ELSEWHERE, self._elsewhere[identity]
        elif known and known.page != key(page) and not is_wanted and self.has_file(identity):
            result = Result.UNCHANGED  # the same at another address, which may say it otherwise
        else:
            result = _result(self._folder / name, known, digest(data), is_wanted)
        return Plan(result, identity, key(page), name, data, article)

    def _address(self, article: Article, page: httpx.URL) -> httpx.URL:
        """What the page names as the article's address for good.

        Unless that is another portal, its front page, or what another article is known by: some
        portals name the same for all.
        """
        try:
            said = parse(article.url or "")
        except PortalError:
            return page
        if not is_same_site(said, page) or not (said.path.strip("/") or said.query):
            return page
        known = self._memory.article(key(said))
        is_others = (
            known is not None
            and known.page != key(page)
            and fold(known.title) != fold(article.title)
        )
        return page if is_others and key(said) != key(page) else said

    def carry_out(self, plan: Plan) -> None:
        """Writes what is to be written, and remembers it.

        :raises OSError: if it cannot be written.
        """
        known = self._memory.article(plan.identity)
        is_known = plan.result is Result.UNCHANGED and known is not None
        if plan.result is Result.KEPT_ELSEWHERE or is_known:
            return
        if plan.result in WRITTEN:
            self._write(plan.name, plan.data)
        new = digest(plan.data)
        is_ours = plan.result in (*WRITTEN, Result.UNCHANGED)
        written = new if is_ours else known.written if known else ""
        kept = KnownArticle(plan.name, new, written, plan.page, plan.article.title)
        self._memory.keep_article(plan.identity, kept)

    def _existing(self, identity: str) -> str | None:
        """The file that an import wrote which nobody remembers."""
        found = self._folder.glob(f"*-{_mark(identity)}.md")
        return next((path.name for path in found), None)


def _result(path: Path, known: KnownArticle | None, new: str, is_wanted: bool) -> Result:
    if not path.exists():
        return Result.REMOVED if known and not is_wanted else Result.NEW
    there = digest(path.read_bytes())
    is_told = known and new == known.seen and not is_wanted
    if new == there or is_told:
        return Result.UNCHANGED
    return Result.UPDATED if known and there == known.written else Result.EDITED


def render(article: Article) -> bytes:
    """The file of an article: front matter, then the text."""
    fields = {"title": article.title, "date": article.date, "url": article.url}
    said = {name: str(value) for name, value in fields.items() if value}
    if article.author:
        said["author"] = article.author
    front = yaml.safe_dump(said, allow_unicode=True, sort_keys=False, width=10_000)
    text = article.body.replace("\n", "\n\n")
    return f"---\n{front}---\n\n{text}\n".encode()


def file_name(article: Article, identity: str) -> str:
    """A name that says day and title; the letters at its end are the article's alone."""
    plain = unicodedata.normalize("NFKD", fold(article.title)).encode("ascii", "ignore").decode()
    words = re.findall(r"[a-z0-9]+", plain)
    day = [article.date.isoformat()] if article.date else []
    name = "-".join([*day, *words])
    while len(name) > _LONGEST_NAME:
        name = name.rpartition("-")[0] or name[:_LONGEST_NAME]
    return f"{name or 'bai'}-{_mark(identity)}.md"


def _mark(identity: str) -> str:
    return hashlib.sha256(identity.encode()).hexdigest()[:8]


def digest(data: bytes) -> str:
    """Of a file's content."""
    return hashlib.sha256(data).hexdigest()
