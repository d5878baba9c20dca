"""The server: it answers what it was told to, and remembers what it was asked."""

import gzip
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Self

from tests.portal_server.news import (
    ARTICLES,
    News,
    article_page,
    atom,
    html_page,
    listing_page,
    rss,
    sitemap,
    sitemap_index,
)


@dataclass(frozen=True)
class Request:
    """What was asked for, when (of time.monotonic), and with which headers (in small letters)."""

    path: str
    at: float
    headers: Mapping[str, str]


@dataclass(frozen=True)
class Answer:
    """What is answered; a header that is None is left out. `drip_s` is a pause before each 10
    bytes.
    """

    body: bytes = b""
    status: int = 200
    kind: str = "text/html; charset=utf-8"
    headers: Mapping[str, str | None] = field(default_factory=dict)
    drip_s: float = 0.0


class PortalServer:
    """A portal with a few articles; `put` changes a page, `requests` holds what was asked."""

    def __init__(self) -> None:
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,))
        self._pages: dict[str, Callable[[], Answer]] = {}
        self.requests: list[Request] = []
        self.port: int = self._server.server_address[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self.articles = list(ARTICLES)
        self._build()

    def _build(self) -> None:
        url = self.url
        pages = {
            "/": lambda: listing_page(self.articles[:2]),
            "/tin-tuc": lambda: listing_page(self.articles),
            "/gioi-thieu": lambda: html_page("Giới thiệu", "<h1>Giới thiệu</h1><p>Thị xã.</p>"),
        }
        for path, make in pages.items():
            self._pages[path] = lambda make=make: Answer(make().encode())  # type: ignore[misc]
        feeds = {
            "/rss.xml": lambda: rss(url, self.articles),
            "/atom.xml": lambda: atom(url, self.articles),
            "/sitemap-tin.xml": lambda: sitemap(url, self.articles),
            "/sitemap.xml": lambda: sitemap_index(
                f"{url}/sitemap-tin.xml", f"{url}/sitemap-cu.xml.gz"
            ),
        }
        for path, make in feeds.items():
            self._pages[path] = lambda make=make: Answer(  # type: ignore[misc]
                make().encode(), kind="text/xml"
            )
        packed = gzip.compress(sitemap(url, self.articles[:1]).encode())
        self.put("/sitemap-cu.xml.gz", Answer(packed, kind="application/octet-stream"))
        for news in self.articles:
            self.publish(news)

    def publish(self, news: News, canonical: str = "") -> str:
        """Puts an article's page in place; returns its address."""
        self.put(news.path, Answer(article_page(news, canonical).encode()))
        return self.url + news.path

    def put(self, path: str, *answers: Answer | str) -> None:
        """From now on `path` is answered so: with one after the other, the last one for ever."""
        left = [Answer(one.encode()) if isinstance(one, str) else one for one in answers]
        self._pages[path] = lambda: left.pop(0) if len(left) > 1 else left[0]

    def change(self, news: News, paragraph: str) -> News:
        """Publishes `news` with another first paragraph."""
        changed = replace(news, paragraphs=(paragraph, *news.paragraphs[1:]))
        self.publish(changed)
        return changed

    def asked(self) -> list[str]:
        """The paths that were asked for since the last call, but for robots.txt."""
        paths = [one.path for one in self.requests if one.path != "/robots.txt"]
        self.requests.clear()
        return paths

    def answer(self, path: str) -> Answer:
        plain = path.partition("?")[0]
        make = self._pages.get(path) or self._pages.get(plain)
        if make:
            return make()
        return Answer(html_page("Lỗi", "<h1>Không tìm thấy trang</h1>").encode(), 404)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.shutdown()
        self._thread.join()
        self._server.server_close()


def _handler(portal: PortalServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            headers = {name.lower(): value for name, value in self.headers.items()}
            portal.requests.append(Request(self.path, time.monotonic(), headers))
            answer = portal.answer(self.path)
            etag = f'"{sha256(answer.body).hexdigest()[:16]}"'
            if answer.status == 200 and headers.get("if-none-match") == etag:
                answer = Answer(status=304)
            try:
                self._send(answer, etag)
            except (BrokenPipeError, ConnectionResetError):
                return  # the visitor had enough

        def _send(self, answer: Answer, etag: str) -> None:
            said = {"Content-Type": answer.kind, "ETag": etag, **answer.headers}
            said.setdefault("Content-Length", str(len(answer.body)))
            self.send_response(answer.status)
            for name, value in said.items():
                if value is not None:
                    self.send_header(name, value)
            self.end_headers()
            if not answer.drip_s:
                self.wfile.write(answer.body)
                return
            for at in range(0, len(answer.body), 10):
                time.sleep(answer.drip_s)
                self.wfile.write(answer.body[at : at + 10])
                self.wfile.flush()

        def log_message(self, format: str, *values: object) -> None:  # noqa: A002
            """Tests look at `requests`."""

    return Handler
