import time
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.portal.addresses import parse
from knowledge.portal.listing import article_links, is_article, looks_like_article, tree_of
from knowledge.portal.troubles import PortalError
from tests.portal_server import ARTICLES
from tests.portal_server.news import article_page, html_page, listing_page

URL = "https://mylam.example"
LIST = parse(f"{URL}/tin-tuc")
TITLE = "Thị xã Mỹ Lâm tổng kết phong trào thi đua năm 2023"


def links(body: str, page: str = f"{URL}/tin-tuc") -> list[str]:
    return [
        str(link.url) for link in article_links(tree_of(html_page("A", body).encode()), parse(page))
    ]


def test_a_list_gives_its_articles_once_and_no_menus() -> None:
    tree = tree_of(listing_page(ARTICLES).encode())
    assert [str(link.url) for link in article_links(tree, LIST)] == [
        URL + news.path for news in ARTICLES
    ]


@pytest.mark.parametrize(
    "address",
    [
        *("/tin/thi-dua-2023-1050.html", "tin/thi-dua-2023.aspx", "//mylam.example/tin/1050"),
        *("?id=1050&chuyen-muc=2", "/portal/pages/thi-dua-yeu-nuoc-nam-nay", "/a/b/20231105"),
        *("http://www.mylam.example/tin/1050", "https://m.mylam.example/tin/1050"),
        "/index.php?option=com_content&view=article&id=1050",
    ],
)
def test_addresses_of_articles_have_many_forms(address: str) -> None:
    assert len(links(f'<a href="{address}">{TITLE}</a>')) == 1


@pytest.mark.parametrize(
    "address",
    [
        *("/anh/1050.jpg", "/van-ban/1050-QD.pdf", "/tin-tuc?page=1050", "/tin-tuc#1050", "#1050"),
        *("/tag/thi-dua-1050", "/tim-kiem?q=1050", "javascript:mo(1050)", "mailto:a@mylam.example"),
        *("https://khac.example/tin/1050", "https://tin.mylam.example/1050", "/", "", "/tin-tuc/"),
        *("http://mylam.example:8080/tin/1050", "/dang-nhap?id=1050", "/rss/1050"),
    ],
)
def test_what_leads_elsewhere_is_no_article(address: str) -> None:
    assert links(f'<a href="{address}">{TITLE}</a>') == []


def test_names_of_sections_are_no_titles() -> None:
    assert links('<a href="/tin/chuyen-muc-xay-dung-dang-1050.html">Xây dựng Đảng</a>') == []


def test_a_picture_is_named_by_what_it_shows() -> None:
    found = links(f'<a href="/tin/1050.html"><img src="a.jpg" alt="{TITLE}"></a>')
    assert found == [f"{URL}/tin/1050.html"]
    assert links(f'<a href="/tin/1050.html" title="{TITLE}"><img src="a.jpg"></a>') == found


@pytest.mark.parametrize(
    "around",
    [
        "<nav>{}</nav>",
        "<footer>{}</footer>",
        '<div class="top-menu">{}</div>',
        '<ul id="menu">{}</ul>',
    ],
)
def test_links_around_the_page_are_left(around: str) -> None:
    assert links(around.format(f'<a href="/tin/1050.html">{TITLE}</a>')) == []


def test_articles_in_a_list_may_have_headers_of_their_own() -> None:
    link = f'<a href="/tin/1050.html">{TITLE}</a>'
    post = f'<div class="post"><header><h2>{link}</h2><a href="/tg">Minh Thư</a></header></div>'
    assert links(post) == [f"{URL}/tin/1050.html"]
    menu = '<a href="/van-ban">Văn bản</a>' * 5
    assert links(f"<header>{link}{menu}</header>") == []


def test_what_is_around_a_whole_page_makes_no_difference() -> None:
    page = listing_page(ARTICLES).replace("<body>", '<body class="co-menu footer"><form id="f">')
    assert len(article_links(tree_of(page.encode()), LIST)) == len(ARTICLES)
    page = article_page(ARTICLES[0]).replace("<body>", '<body class="co-menu"><form id="f">')
    assert is_article(tree_of(page.encode()), parse(f"{URL}/tin/1.aspx"))


def test_a_base_is_minded() -> None:
    page = (
        f'<html><head><base href="/bao/"></head><body><a href="1050.html">{TITLE}</a></body></html>'
    )
    (found,) = article_links(tree_of(page.encode()), LIST)
    assert str(found.url) == f"{URL}/bao/1050.html"


ROWS = "".join(
    f'<tr><td><a href="/Pages/tin.aspx?id={news.number}&amp;cat=5"><img src="/a.jpg"></a></td><td>'
    f'<a href="/Pages/tin.aspx?id={news.number}&amp;cat=5">{news.title}</a><br>({news.day})<br>'
    f"{news.teaser}</td></tr>"
    for news in ARTICLES
)
IMPRINT = "Bản quyền của Thị ủy Mỹ Lâm. Giấy phép số 12/GP-TTĐT. Điện thoại: 0200 111 222. " * 4
TABLES = (
    f"<html><body><form><table>{ROWS}</table><table><tr><td>{IMPRINT}</td></tr></table></form></body>"
    "</html>"
)


def test_a_list_may_be_a_table() -> None:
    found = article_links(tree_of(TABLES.encode()), LIST)
    assert [str(link.url) for link in found] == [
        f"{URL}/Pages/tin.aspx?id={news.number}&cat=5" for news in ARTICLES
    ]


# --- what a page is


@pytest.mark.parametrize("news", ARTICLES)
def test_an_article_is_one(news: object) -> None:
    page = article_page(news)  # type: ignore[arg-type]
    assert is_article(tree_of(page.encode()), parse(f"{URL}/tin/1.html"))


@pytest.mark.parametrize(
    "body",
    [
        "<table><tr><td>{}<br>{}<br>{}</td></tr></table>",
        "<div><span>{}</span><br><span>{}</span><br>{}</div>",
        "<section><div>{}</div><div>{}</div><div>{}</div></section>",
        '<div><p>{} <a href="/tag/mot-hai-ba-bon">thẻ</a></p><p>{}</p><p>{}{}</p></div>',
    ],
)
def test_an_article_may_be_built_in_many_ways(body: str) -> None:
    text = ARTICLES[0].paragraphs
    page = html_page("A", f"<h1>A</h1>{body.format(*text, text[1])}")
    assert is_article(tree_of(page.encode()), parse(f"{URL}/tin/1.html"))


@pytest.mark.parametrize(
    "head",
    [
        '<meta property="article:published_time" content="2023-10-03T08:00:00+07:00">',
        '<script type="application/ld+json">{"@type": "NewsArticle"}</script>',
        '<script type="application/ld+json">[{"a": 1}, {"@type": ["NewsArticle"]}]</script>'
        '<meta itemprop="datePublished" content="2023-10-03">',
    ],
)
def test_a_short_article_may_say_that_it_is_one(head: str) -> None:
    tree = tree_of(html_page("A", "<h1>A</h1><p>Tin vắn.</p>", head).encode())
    assert is_article(tree, parse(f"{URL}/tin/1.html"))
    assert not is_article(tree, parse(URL))  # no portal's front page is


@pytest.mark.parametrize(
    "page",
    [
        listing_page(ARTICLES),
        listing_page(ARTICLES * 7),
        TABLES,
        html_page("A", "<h1>Liên hệ</h1><p>Điện thoại 0200 111 222</p>"),
        html_page("A", '<script type="application/ld+json">{"@type": </script>'),
        html_page(
            "A",
            "".join(
                f'<h3><a href="{n.path}">{n.title}</a></h3><p>{n.paragraphs[0]}</p>'
                for n in ARTICLES
            ),
        ),
    ],
)
def test_lists_and_other_pages_are_no_articles(page: str) -> None:
    assert not is_article(tree_of(page.encode()), LIST)


def test_in_a_sitemap_the_address_alone_tells() -> None:
    assert looks_like_article(parse(URL + ARTICLES[0].path))
    for path in ("", "/", "/tin-tuc", "/van-ban", "/anh/1.jpg", "/tag/mot-hai-ba-bon"):
        assert not looks_like_article(parse(URL + path))


@pytest.mark.parametrize(
    "page",
    [
        "<div>" * 100_000,
        "<div>x" * 190 + '<a href="/tin/1050.html">x</a>' * 80_000,
        ("<div>" * 190 + '<a href="/tin/1.html">x</a>' + "</div>" * 190) * 1_000,
        f"<section><p>{'x' * 90}</p>" * 190 + f"<p>{'x' * 90}</p>" * 25_000,
        "<p>" + "x" * 3_000_000,
    ],
)
def test_a_hostile_page_does_not_keep_anybody_waiting(page: str) -> None:
    start = time.process_time()
    with suppress(PortalError):
        tree = tree_of(page.encode())
        is_article(tree, LIST)
        article_links(tree, LIST)
    assert time.process_time() - start < 10


@given(st.binary(max_size=200), st.integers(0, 2500))
def test_a_damaged_page_is_read_or_refused(data: bytes, at: int) -> None:
    whole = listing_page(ARTICLES).encode()
    try:
        tree = tree_of(whole[:at] + data + whole[at:])
    except PortalError:
        return
    is_article(tree, LIST)
    assert all(link.url.host == "mylam.example" for link in article_links(tree, LIST))
