"""What stands on the portal: articles of a small town, and the pages around them."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

MENU = """<header class="banner"><a href="/">Cổng thông tin điện tử thị xã Mỹ Lâm</a></header>
<nav class="main-menu"><ul><li><a href="/gioi-thieu-chung-ve-thi-xa-123.html">Giới thiệu chung về \
thị xã Mỹ Lâm</a></li><li><a href="/tin-tuc">Tin tức</a></li><li><a href="/van-ban">Văn bản</a>\
</li><li><a href="/tim-kiem?q=1">Tìm kiếm</a></li></ul></nav>"""
FOOTER = """<div id="footer"><p>Bản quyền thuộc về Ủy ban nhân dân thị xã Mỹ Lâm. Ghi rõ nguồn khi \
phát hành lại thông tin từ trang này. Điện thoại 0200 111 222. Chịu trách nhiệm: ông Vũ Đình Hòa.\
</p><a href="/lien-he-voi-ban-bien-tap-cong-thong-tin-456.html">Liên hệ với ban biên tập cổng \
thông tin</a></div>"""
COMMENTS = """<div class="comment-list"><h3>Bình luận</h3><p>Hoan nghênh tinh thần của anh chị em! \
Mong chương trình lần sau làm to hơn nữa nhé các đồng chí.</p></div>"""


@dataclass(frozen=True)
class News:
    """An article; `day` is ISO 8601."""

    number: int
    slug: str
    title: str
    day: str
    author: str
    paragraphs: tuple[str, ...]

    @property
    def path(self) -> str:
        return f"/tin-tuc/{self.slug}-{self.number}.html"

    @property
    def teaser(self) -> str:
        return self.paragraphs[0][:140]


ARTICLES = (
    News(
        1041,
        "thi-uy-my-lam-giao-ban-thang-9",
        "Thị ủy Mỹ Lâm giao ban công tác Đảng tháng 9 năm 2023",
        "2023-10-03",
        "Minh Thư",
        (
            "Chiều 2/10/2023, Thị ủy Mỹ Lâm tổ chức hội nghị giao ban công tác Đảng tháng 9. Đồng "
            "chí Hồ Thanh Liêm, Phó Bí thư Thường trực Thị ủy, chủ trì hội nghị.",
            "Trong tháng 9, các chi bộ kết nạp 17 đảng viên mới, đạt 85% chỉ tiêu cả năm. Ban Tổ "
            "chức Thị ủy mở 2 lớp bồi dưỡng nghiệp vụ công tác Đảng cho 134 học viên.",
            "Kết luận hội nghị, đồng chí Hồ Thanh Liêm yêu cầu các chi bộ hoàn thành việc rà soát "
            "hồ sơ đảng viên trước ngày 15/11/2023.",
        ),
    ),
    News(
        1042,
        "hoi-cuu-chien-binh-trong-cay",
        "Hội Cựu chiến binh thị xã trồng 600 cây xanh ven kênh Cầu Đá",
        "2023-10-09",
        "Hải Đăng",
        (
            "Sáng 8/10/2023, Hội Cựu chiến binh thị xã Mỹ Lâm phát động trồng cây ven kênh Cầu Đá, "
            "xã Bình Trung. Hơn 90 hội viên của 7 chi hội tham gia.",
            "Trong một buổi sáng, hội viên trồng được 600 cây sao và cây dầu trên đoạn dài 1,8 km. "
            "Kinh phí 54 triệu đồng do hội viên và doanh nghiệp đóng góp.",
            "Ông Phạm Văn Út, Chủ tịch Hội Cựu chiến binh thị xã, cho biết các chi hội thay nhau "
            "chăm sóc hàng cây cho đến khi cây bén rễ.",
        ),
    ),
    News(
        1043,
        "khanh-thanh-nha-van-hoa-ap-go-me",
        "Khánh thành nhà văn hóa ấp Gò Me sau sáu tháng thi công",
        "2023-10-12",
        "Thu Hà",
        (
            "Ngày 11/10/2023, Ủy ban nhân dân xã Phước Tân khánh thành nhà văn hóa ấp Gò Me. Công "
            "trình rộng 220 m2, có phòng đọc sách và sân bóng chuyền.",
            "Tổng kinh phí xây dựng là 1,2 tỷ đồng, trong đó nhân dân trong ấp đóng góp 310 triệu "
            "đồng và 145 ngày công lao động.",
            "Bà Đoàn Thị Nga, Trưởng ấp Gò Me, đọc lời cảm ơn và nhận chìa khóa của công trình.",
        ),
    ),
)


def html_page(title: str, body: str, head: str = "") -> str:
    return (
        f'<!DOCTYPE html>\n<html lang="vi"><head><meta charset="utf-8"><title>{escape(title)} - '
        f"Cổng thông tin điện tử thị xã Mỹ Lâm</title>{head}</head>\n"
        f"<body>{MENU}<main>{body}</main>{FOOTER}</body></html>"
    )


def article_page(news: News, canonical: str = "", others: Sequence[News] = ARTICLES) -> str:
    """An article with its related links and its comments."""
    related = "".join(f'<li><a href="{one.path}">{one.title}</a></li>' for one in others)
    day = "/".join(reversed(news.day.split("-")))
    text = "".join(f"<p>{escape(paragraph)}</p>" for paragraph in news.paragraphs)
    head = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    return html_page(
        news.title,
        f'<h1 class="title">{escape(news.title)}</h1><div class="date">Ngày đăng: {day} 08:30</div>'
        f'<div class="detail-content">{text}<p class="author">{news.author}</p></div>'
        f'<div class="related"><h3>Tin liên quan</h3><ul>{related}</ul></div>{COMMENTS}',
        head,
    )


def listing_page(articles: Sequence[News]) -> str:
    """A list with pictures, teasers and links to further pages."""
    items = "".join(
        f'<li><a href="{one.path}"><img src="/anh/{one.number}.jpg" alt=""></a>'
        f'<h3><a href="{one.path}?utm_source=trang-chu">{one.title}</a></h3>'
        f"<p>{one.teaser}…</p></li>"
        for one in articles
    )
    pages = '<div class="pages"><a href="/tin-tuc?page=2">Xem các tin cũ hơn ở trang hai</a></div>'
    return html_page("Tin tức - Sự kiện", f'<h1>Tin tức</h1><ul class="list">{items}</ul>{pages}')


def rss(url: str, articles: Sequence[News]) -> str:
    items = "".join(
        f"<item><title>{one.title}</title><link>{url}{one.path}</link><description>&lt;p&gt;Tóm "
        f"tắt&lt;/p&gt;</description><pubDate>{one.day}T08:30:00+07:00</pubDate></item>"
        for one in articles
    )
    return (
        '<?xml version="1.0" encoding="utf-8"?>\n<rss version="2.0"><channel><title>Tin tức</title>'
        f"<link>{url}/</link>{items}</channel></rss>"
    )


def atom(url: str, articles: Sequence[News]) -> str:
    entries = "".join(
        f'<entry><title>{one.title}</title><link rel="self" href="/khong-phai"/>'
        f'<link href="{one.path}"/><published>{one.day}T01:30:00Z</published></entry>'
        for one in articles
    )
    return f'<feed xmlns="http://www.w3.org/2005/Atom"><title>Tin</title>{entries}</feed>'


def sitemap(url: str, articles: Sequence[News]) -> str:
    pages = "".join(
        f"<url><loc>{url}{one.path}</loc><lastmod>{one.day}</lastmod></url>" for one in articles
    )
    menu = f"<url><loc>{url}/</loc></url><url><loc>{url}/tin-tuc</loc></url>"
    name = "http://www.sitemaps.org/schemas/sitemap/0.9"
    return f'<?xml version="1.0"?><urlset xmlns="{name}">{menu}{pages}</urlset>'


def sitemap_index(*urls: str) -> str:
    entries = "".join(f"<sitemap><loc>{url}</loc></sitemap>" for url in urls)
    return f'<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{entries}</sitemapindex>'
