"""The sources, and how gently they are asked."""

from pathlib import Path

import pytest

from bot.config import Config
from knowledge.portal.settings import Kind, Portal, Source
from tests.bot.test_config import complaint, load

WHOLE = """
articles: [bai]
sources:
  - https://mylam.example/tin-tuc
  - url: http://10.0.0.5:8080/rss.xml
    kind: listing
portal:
  hosts: [www.mylam.example, "cu.mylam.example:8080"]
  allow_private: true
  every_hours: 0.5
  seconds_between_requests: 2
  timeout_seconds: 9.5
  articles_per_import: 7
"""


def test_sources_and_manners_are_read(tmp_path: Path) -> None:
    config = load(tmp_path, WHOLE)
    assert config.sources == (
        Source("https://mylam.example/tin-tuc"),
        Source("http://10.0.0.5:8080/rss.xml", Kind.LISTING),
    )
    hosts = ("www.mylam.example", "cu.mylam.example:8080")
    assert config.portal == Portal(hosts, True, 0.5, 2, 9.5, 7)


def test_without_a_word_on_it_nothing_is_imported_and_nothing_inside_is_reached(
    tmp_path: Path,
) -> None:
    for text in ("articles: [bai]", "articles: [bai]\nportal:\n"):
        config: Config = load(tmp_path, text)
        assert config.sources == ()
        assert config.portal == Portal((), False, None, 1.0, 20.0, 50)


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("sources: https://a.example", "sources is 'https://a.example'; expected a list of addres"),
        ("sources: [a.example]", "sources: 'a.example' does not begin with http:// or https://"),
        ("sources: ['http://me:1@a.example/']", "sources: an address with a user name or password"),
        (
            "sources: [{link: 'http://a.example'}]",
            "sources: unknown key 'link'; known are url, kind",
        ),
        ("sources: [{kind: article}]", "sources: url is None; expected a list of addresses"),
        ("sources: [7]", "sources must hold keys and values, such as `url: …`"),
        (
            "sources: [{url: 'http://a.example', kind: rss}]",
            "sources: kind is 'rss'; expected `article` or `listing`",
        ),
        ("portal: {hosts: a.example}", "portal: hosts is 'a.example'; expected a list of names"),
        ("portal: {hosts: ['https://a.example']}", "portal: hosts is ['https://a.example']"),
        ("portal: {hosts: ['a.example/tin']}", "without https:// and path"),
        ("portal: {allow_private: 1}", "portal: allow_private is 1; expected true or false"),
        ("portal: {every_hours: 0}", "portal: every_hours is 0; expected hours from 0.25 to 744"),
        ("portal: {every_hours: true}", "portal: every_hours is True"),
        ("portal: {seconds_between_requests: -1}", "expected seconds from 0 to 60"),
        ("portal: {timeout_seconds: .nan}", "portal: timeout_seconds is nan"),
        ("portal: {articles_per_import: 0}", "portal: articles_per_import is 0"),
        ("portal: {robots: false}", "portal: unknown key 'robots'"),
    ],
)
def test_a_wrong_value_is_named(tmp_path: Path, lines: str, said: str) -> None:
    assert said in complaint(tmp_path, f"articles: [bai]\n{lines}\n")
