import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.portal.addresses import Hosts, authority, key, parse, shown
from knowledge.portal.troubles import PortalError, Trouble


def complaint(text: str) -> str:
    with pytest.raises(PortalError) as caught:
        parse(text)
    assert caught.value.trouble is Trouble.ADDRESS
    return str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        *("ftp://mylam.example/a", "file:///etc/passwd", "javascript:alert(1)", "mylam.example/a"),
        *("", "http://", "https:///a", "//mylam.example/a", "http:mylam.example"),
        *("http://mylam.example:0/", "http://mylam.example:99999/", "http://mylam.example:x/"),
        *("http://2130706433/", "http://0x7f000001/", "http://0x7f.1/", "http://127.1/"),
        *("http://017700000001/", "http://127.0.0.0x1/", "http://[::1%25lo]/", "http://[::1/"),
        *("http://my lam.example/", "http://mylam.example/\x00", "http://mylam\u202e.example/"),
        "http://mylam.example/" + "a" * 2000,
    ],
)
def test_what_is_no_address_of_a_page_is_refused(text: str) -> None:
    assert complaint(text)


@pytest.mark.parametrize(
    "text",
    ["http://admin:1@mylam.example/", "http://mylam.example@10.0.0.1/", "http://a\\@10.0.0.1/"],
)
def test_a_user_name_hides_where_an_address_leads(text: str) -> None:
    assert complaint(text) == "an address with a user name or password in it"


def test_a_complaint_quotes_little_and_nothing_invisible() -> None:
    said = complaint("http://\x1b[1m" + "a" * 3000)
    assert "\x1b" not in said
    assert len(said) < 200


def test_letters_and_spaces_of_vietnamese_addresses_are_taken() -> None:
    assert str(parse(" https://mylam.example/tin tức/hội-nghị?q=giao ban#cuoi ")) == (
        "https://mylam.example/tin%20t%E1%BB%A9c/h%E1%BB%99i-ngh%E1%BB%8B?q=giao%20ban"
    )
    assert parse("https://thịxãmỹlâm.example./").host == "thịxãmỹlâm.example"


@pytest.mark.parametrize(
    "same",
    [
        "https://mylam.example/tin/bai-1.html",
        "http://www.mylam.example/tin/bai-1.html#binh-luan",
        "HTTP://MyLam.Example:80/tin/bai-1.html/",
        "https://mylam.example:443/tin/bai-1.html?utm_source=zalo&fbclid=x1",
        "https://mylam.example/tin/bai%2D1.html;jsessionid=0A1B2C",
    ],
)
def test_addresses_that_mean_the_same_page_have_one_key(same: str) -> None:
    assert key(parse(same)) == "mylam.example/tin/bai-1.html"


@pytest.mark.parametrize(
    "other",
    [
        "https://mylam.example/tin/bai-2.html",
        "https://mylam.example/Tin/bai-1.html",
        "https://mylam.example/tin/bai-1.html?id=7",
        "https://mylam.example:8443/tin/bai-1.html",
        "https://tin.mylam.example/tin/bai-1.html",
    ],
)
def test_addresses_that_may_mean_different_pages_have_different_keys(other: str) -> None:
    assert key(parse(other)) != key(parse("https://mylam.example/tin/bai-1.html"))


def test_the_order_of_what_is_asked_for_makes_no_difference() -> None:
    one, other = parse("http://a.example/?id=7&cat=2"), parse("http://a.example/?cat=2&id=7")
    assert key(one) == key(other)


def test_the_address_that_is_kept_says_nothing_of_where_readers_came_from() -> None:
    url = parse("https://mylam.example/x?id=7&utm_source=zalo&b=%C3%A1&fbclid=1#a")
    assert shown(url) == "https://mylam.example/x?id=7&b=%C3%A1"
    assert shown(parse("https://mylam.example/x?utm_source=1")) == "https://mylam.example/x"


def test_only_listed_hosts_at_their_own_ports_are_allowed() -> None:
    hosts = Hosts(["mylam.example", "cu.example:8080"], [parse("https://www.thixa.example/tin")])
    for allowed in (
        *("http://mylam.example/", "https://MYLAM.example:443/x", "http://cu.example:8080/"),
        *("http://www.thixa.example/y", "https://www.thixa.example:80/"),
    ):
        assert hosts.allow(parse(allowed)), allowed
    for refused in (
        *("http://mylam.example:22/", "http://mylam.example:8080/", "http://cu.example/"),
        *("http://thixa.example/", "http://mylam.example.evil.example/", "http://10.0.0.1/"),
    ):
        with pytest.raises(PortalError) as caught:
            hosts.check(parse(refused))
        assert caught.value.trouble is Trouble.HOST


@pytest.mark.parametrize("text", ["mylam.example/tin", "a@b", "a?b=1", "https://a.example", "1.2"])
def test_a_host_is_a_name_and_nothing_else(text: str) -> None:
    with pytest.raises(PortalError):
        authority(text)


@given(st.one_of(st.text(max_size=60), st.text(max_size=40).map("http://{}".format)))
def test_whatever_is_sent_is_an_address_or_refused(text: str) -> None:
    try:
        url = parse(text)
    except PortalError:
        return
    assert url.scheme in ("http", "https")
    assert url.host
    assert not url.userinfo
    assert key(url) == key(parse(str(url)))
