"""One import: from the sources to their articles, and from these to files."""

import datetime as dt
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import httpx

from knowledge.articles import Article, ArticleError, Fault
from knowledge.portal.addresses import key, parse, shown
from knowledge.portal.contents import XML
from knowledge.portal.feeds import read_feed
from knowledge.portal.fetching import NOTHING_KNOWN, Fetcher, Page
from knowledge.portal.keeping import Keeper, Plan
from knowledge.portal.links import Link
from knowledge.portal.listing import article_links, is_article, looks_like_article, tree_of
from knowledge.portal.memory import KnownPage, Memory
from knowledge.portal.reports import ImportReport, Outcome, Result
from knowledge.portal.settings import Kind, Source
from knowledge.portal.troubles import PortalError, Trouble
from knowledge.readers import parse_article
from knowledge.readers.files import Limits
from knowledge.reports import Progress

_MOST_SITEMAPS = 5
"""Of a sitemap index, the newest."""
_FORGOTTEN_AFTER = dt.timedelta(days=30)
"""A page that was no article is looked at again."""
_FOR_GOOD = (Trouble.NOT_AN_ARTICLE, Trouble.OTHER_KIND, Trouble.NOT_FOUND)


@dataclass(frozen=True)
class _Candidate:
    """An article's address; `is_wanted` by somebody by name, rather than found on a list."""

    link: Link
    is_wanted: bool = False


class Importer:
    """Imports into the folder of `keeper`, each time at most `most` articles never seen before."""

    def __init__(
        self, fetcher: Fetcher, keeper: Keeper, memory: Memory, limits: Limits, most: int
    ) -> None:
        self._fetcher = fetcher
        self._keeper = keeper
        self._memory = memory
        self._limits = limits
        self._most = most
        self._outcomes: list[Outcome] = []
        self._done: set[str] = set()

    def run(
        self, sources: Sequence[Source], progress: Progress, are_wanted: bool = False
    ) -> ImportReport:
        """Imports the articles of `sources`: new ones first, then those that may have changed.

        :param progress: is told how many articles of how many were looked at.
        :param are_wanted: somebody names these sources now: articles among them are taken even if
            they were removed here once.
        :raises KnowledgeError: if what was found cannot be remembered.
        """
        found: dict[str, _Candidate] = {}
        for source in sources:
            for candidate in self._candidates(source, are_wanted):
                found.setdefault(key(candidate.link.url), candidate)
        for address in self._done:  # sources that are articles themselves
            found.pop(address, None)
        new, known = self._sorted(found)
        todo = [*new[: self._most], *known[: self._most]]
        for number, candidate in enumerate(todo):
            progress(number, len(todo))
            self._take(candidate)
        progress(len(todo), len(todo))
        return ImportReport(tuple(self._outcomes), max(len(new) - self._most, 0))

    def look(self, url: httpx.URL) -> Plan:
        """What would become of the article at `url`.

        :raises PortalError: if it cannot be fetched or is none.
        :raises ArticleError: if it cannot be read.
        """
        page = self._fetcher.get(url)
        if page is None or not _holds_article(page):
            raise _none()
        return self._keeper.plan(self._read(page, Link(url)), page.url, is_wanted=True)

    # From a source to articles

    def _candidates(self, source: Source, is_wanted: bool) -> list[_Candidate]:
        try:
            url = parse(source.url)
            known = self._memory.page(key(url))
            if source.kind is Kind.ARTICLE or (known and known.article):
                return [_Candidate(Link(url, is_sure=True), is_wanted)]
            links = self._look_up(url, source.kind, known, is_wanted)
            return [_Candidate(link) for link in links]
        except PortalError as error:
            self._note_failure(source.url, error)
            return []

    def _look_up(
        self, url: httpx.URL, kind: Kind | None, known: KnownPage | None, is_wanted: bool
    ) -> tuple[Link, ...]:
        """The articles that a page links to; if it is one itself, it is taken at once."""
        page = self._fetcher.get(url, known.validators if known and known.links else NOTHING_KNOWN)
        if page is None:
            return known.links if known else ()
        if page.suffix == XML:
            links = self._feed(page)
        elif kind is None and _holds_article(page):
            self._done.add(key(url))
            self._take_page(_Candidate(Link(url, is_sure=True), is_wanted), page)
            return ()
        elif page.suffix == ".html":
            links = article_links(tree_of(page.data), page.url)
        else:
            links = ()
        if not links:
            reason = "no links to articles are seen there, and it does not look like one itself"
            raise PortalError(Trouble.NOT_AN_ARTICLE, reason)
        self._memory.keep_page(key(url), KnownPage(_now(), None, page.validators, links))
        return links

    def _feed(self, page: Page) -> tuple[Link, ...]:
        feed = read_feed(page.data, page.url)
        links = list(feed.links)
        for sitemap in feed.sitemaps[:_MOST_SITEMAPS]:
            try:
                if (more := self._fetcher.get(sitemap)) and more.suffix == XML:
                    links += read_feed(more.data, more.url).links
            except PortalError as error:
                self._note_failure(str(sitemap), error)
        return tuple(link for link in links if link.is_sure or looks_like_article(link.url))

    def _sorted(self, found: Mapping[str, _Candidate]) -> tuple[list[_Candidate], list[_Candidate]]:
        """Those never seen, in order; and those to be looked at again, the longest unseen first."""
        new: list[_Candidate] = []
        again: list[tuple[dt.datetime, _Candidate]] = []
        for address, candidate in found.items():
            url, page = shown(candidate.link.url), self._memory.page(address)
            if candidate.is_wanted:
                new.append(candidate)
            elif self._keeper.holds(page.article if page and page.article else address):
                self._outcomes.append(Outcome(Result.KEPT_ELSEWHERE, url))
            elif page is None or self._is_forgotten(page):
                new.append(candidate)
            elif page.article and self._keeper.has_file(page.article):
                again.append((page.checked, candidate))
            elif page.article:
                self._outcomes.append(Outcome(Result.REMOVED, url))
        again.sort(key=lambda one: one[0])
        return new, [candidate for _, candidate in again]

    @staticmethod
    def _is_forgotten(page: KnownPage) -> bool:
        is_none = not page.article and not page.links
        return is_none and _now() - page.checked > _FORGOTTEN_AFTER

    # From an address to a file

    def _take(self, candidate: _Candidate) -> None:
        url = candidate.link.url
        known = self._memory.page(key(url))
        is_kept = known and known.article and self._keeper.has_file(known.article)
        try:
            page = self._fetcher.get(url, known.validators if known and is_kept else NOTHING_KNOWN)
        except PortalError as error:
            self._refuse(candidate, error)
            return
        if page:
            self._take_page(candidate, page)
        elif known:
            self._memory.keep_page(key(url), replace(known, checked=_now()))
            self._outcomes.append(Outcome(Result.UNCHANGED, shown(url)))

    def _take_page(self, candidate: _Candidate, page: Page) -> None:
        link = candidate.link
        try:
            if not link.is_sure and not _holds_article(page):
                raise _none()
            plan = self._keeper.plan(self._read(page, link), page.url, candidate.is_wanted)
            self._keeper.carry_out(plan)
        except (PortalError, ArticleError) as error:
            self._refuse(candidate, error)
        except OSError as error:
            reason = f"its file cannot be written: {error.strerror}"
            self._outcomes.append(Outcome(Result.FAILED, shown(link.url), reason=reason))
        else:
            remembered = KnownPage(_now(), plan.identity, page.validators)
            self._memory.keep_page(key(link.url), remembered)
            outcome = Outcome(plan.result, shown(page.url), plan.name, plan.article.title)
            self._outcomes.append(outcome)

    def _read(self, page: Page, link: Link) -> Article:
        article = parse_article(f"page{page.suffix}", page.data, self._limits)
        return replace(article, date=article.date or link.date)

    def _refuse(self, candidate: _Candidate, error: PortalError | ArticleError) -> None:
        """Notes why there is no article, and whether it is worth while to come again soon."""
        link = candidate.link
        is_for_good = isinstance(error, ArticleError) or error.trouble in _FOR_GOOD
        if is_for_good and not candidate.is_wanted and not self._memory.page(key(link.url)):
            self._memory.keep_page(key(link.url), KnownPage(_now(), None))
        is_chance = not link.is_sure and not candidate.is_wanted
        if is_chance and _says_none(error):
            self._outcomes.append(Outcome(Result.NO_ARTICLE, shown(link.url)))
        else:
            self._note_failure(shown(link.url), error)

    def _note_failure(self, url: str, error: PortalError | ArticleError) -> None:
        trouble = error.trouble if isinstance(error, PortalError) else None
        fault = error.fault if isinstance(error, ArticleError) else None
        failed = Outcome(Result.FAILED, url, reason=str(error), trouble=trouble, fault=fault)
        self._outcomes.append(failed)


def _holds_article(page: Page) -> bool:
    if page.suffix == ".html":
        return is_article(tree_of(page.data), page.url)
    return page.suffix != XML


def _says_none(error: PortalError | ArticleError) -> bool:
    if isinstance(error, PortalError):
        return error.trouble is Trouble.NOT_AN_ARTICLE
    return error.fault in (Fault.NO_TEXT, Fault.EMPTY)


def _none() -> PortalError:
    return PortalError(Trouble.NOT_AN_ARTICLE, "a page of links or of something else, no article")


def _now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)
