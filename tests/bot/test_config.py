import re
from pathlib import Path

import pytest

from bot.channel_config import Http, Telegram
from bot.config import Config
from bot.keys import ConfigError
from bot.zalo_config import Zalo, ZaloOa
from knowledge.portal.settings import Kind, Portal, Source
from knowledge.readers.files import DEFAULT_LIMITS
from tests.conftest import ROOT, SAMPLES

TOKEN = f"123456789:{'Ab-' * 7}"

FULL = """
articles: [bai, /srv/khac]
state: ../chi-muc
encoder: intfloat/multilingual-e5-base
reader: none
snapshots: 5
golden: chuan.jsonl
contact: "  Văn phòng Thị ủy Mỹ Lâm  "
examples:
  - Ai chủ trì hội nghị?
"""


@pytest.fixture(autouse=True)
def in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TELEGRAM_BOT_TOKEN", raising=False)


def load(tmp_path: Path, text: str | bytes) -> Config:
    path = tmp_path / "office" / "giaoban.yaml"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return Config.load(path)


def complaint(tmp_path: Path, text: str | bytes) -> str:
    with pytest.raises(ConfigError) as caught:
        load(tmp_path, text)
    message = str(caught.value)
    assert "\n" not in message
    assert "giaoban.yaml" in message
    return message


def test_without_a_file_the_samples_are_asked(tmp_path: Path) -> None:
    config = Config.load()
    assert config.articles == (SAMPLES,)
    assert config.state == tmp_path / "state"
    assert (config.encoder, config.reader, config.contact) == ("bundled", "bundled", "")
    assert config.examples


def test_config_yaml_of_the_current_folder_is_read(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("articles: [bai]\ncontact: Ban A", encoding="utf-8")
    assert Config.load() == Config((tmp_path / "bai",), tmp_path / "state", contact="Ban A")


def test_every_key_is_read_and_relative_paths_count_from_the_file(tmp_path: Path) -> None:
    config = load(tmp_path, FULL)
    assert config.articles == (tmp_path / "office" / "bai", Path("/srv/khac"))
    assert config.state.resolve() == tmp_path / "chi-muc"
    assert (config.encoder, config.reader) == ("intfloat/multilingual-e5-base", "none")
    assert (config.snapshots, config.golden) == (5, tmp_path / "office" / "chuan.jsonl")
    assert config.contact == "Văn phòng Thị ủy Mỹ Lâm"
    assert config.examples == ("Ai chủ trì hội nghị?",)


def test_paths_are_absolute_even_when_the_file_is_named_relatively(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("articles: [bai]", encoding="utf-8")
    config = Config.load(Path("a.yaml"))
    assert config == Config((tmp_path / "bai",), tmp_path / "state")


def test_an_encoder_folder_beside_the_file_is_meant_before_a_name(tmp_path: Path) -> None:
    (tmp_path / "office" / "mo-hinh").mkdir(parents=True)
    (tmp_path / "office" / "bundled").mkdir()
    text = "articles: [bai]\nencoder: "
    assert load(tmp_path, text + "mo-hinh").encoder == str(tmp_path / "office" / "mo-hinh")
    assert load(tmp_path, text + "khac").encoder == "khac"
    assert load(tmp_path, text + "bundled").encoder == "bundled"


def test_the_home_folder_may_be_written_short(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", "/home/can-bo")
    config = load(tmp_path, "articles: [~/bai]\nstate: ~/chi-muc")
    assert config.articles == (Path("/home/can-bo/bai"),)
    assert config.state == Path("/home/can-bo/chi-muc")


def test_a_file_saved_by_windows_is_read(tmp_path: Path) -> None:
    text = b"\xef\xbb\xbfarticles: [bai]\r\ncontact: Ban A\r\n"
    assert load(tmp_path, text).contact == "Ban A"


def test_an_unknown_key_is_refused_by_name_and_the_known_are_listed(tmp_path: Path) -> None:
    message = complaint(tmp_path, "articles: [bai]\nmodel: bundled")
    assert "'model'" in message
    for key in (
        "articles",
        "state",
        "encoder",
        "reader",
        "snapshots",
        "contact",
        "examples",
        "http",
        "telegram",
    ):
        assert key in message


@pytest.mark.parametrize(
    ("text", "key", "value", "expected"),
    [
        ("articles: bai", "articles", "'bai'", "a list of folders"),
        ("articles: [bai, 3]", "articles", "['bai', 3]", "a list of folders"),
        ("articles:", "articles", "None", "a list of folders"),
        ("encoder: bundled", "articles", "None", "a list of folders"),
        ("articles: ['']", "articles", "['']", "a list of folders"),
        ("articles: [bai]\nstate: 5", "state", "5", "a folder"),
        ("articles: [bai]\nstate: ' '", "state", "' '", "a folder"),
        ("articles: [bai]\nencoder: [a]", "encoder", "['a']", "`bundled`, a name or a folder"),
        ("articles: [bai]\nencoder: true", "encoder", "True", "`bundled`"),
        ("articles: [bai]\nreader: bert", "reader", "'bert'", "`bundled` or `none`"),
        ("articles: [bai]\nreader: [none]", "reader", "['none']", "`bundled` or `none`"),
        ("articles: [bai]\nsnapshots: 1", "snapshots", "1", "a number above 1"),
        ("articles: [bai]\nsnapshots: '5'", "snapshots", "'5'", "a number above 1"),
        ("articles: [bai]\nsnapshots: true", "snapshots", "True", "a number above 1"),
        ("articles: [bai]\ncontact: 84200000", "contact", "84200000", "a text"),
        ("articles: [bai]\ncontact: {a: b}", "contact", "{'a': 'b'}", "a text"),
        ("articles: [bai]\nexamples: Ai?", "examples", "'Ai?'", "a list of questions"),
        ("articles: [bai]\nexamples: [1]", "examples", "[1]", "a list of questions"),
    ],
)
def test_a_wrong_value_is_named_with_its_key_and_what_is_expected(
    tmp_path: Path, text: str, key: str, value: str, expected: str
) -> None:
    message = complaint(tmp_path, text)
    assert f"{key} is {value}; expected {expected}" in message


def test_an_empty_list_of_folders_is_refused(tmp_path: Path) -> None:
    assert "articles is empty" in complaint(tmp_path, "articles: []")


@pytest.mark.parametrize("text", ["- a\n- b", "chỉ là chữ", "5", "[]"])
def test_a_file_without_keys_is_refused(tmp_path: Path, text: str) -> None:
    assert "keys and values" in complaint(tmp_path, text)


@pytest.mark.parametrize(
    "text",
    [
        "articles: [bai\nstate: a",
        "articles:\n\t- bai",
        'contact: "Văn phòng',
        "contact: a: b",
        "contact: \x07",
        "? [a]\n: b",
        "a: *b",
        "!!python/object:os.system {}",
    ],
)
def test_what_is_no_yaml_is_explained_in_one_line(tmp_path: Path, text: str) -> None:
    assert "not valid YAML" in complaint(tmp_path, text)


def test_an_empty_file_says_what_is_missing(tmp_path: Path) -> None:
    assert "articles" in complaint(tmp_path, "")


def test_a_file_in_another_encoding_is_explained(tmp_path: Path) -> None:
    assert "cannot be read" in complaint(tmp_path, "contact: Mỹ Lâm".encode("utf-16"))


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"khong-co\.yaml does not exist"):
        Config.load(tmp_path / "khong-co.yaml")


def test_a_folder_is_no_configuration(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot be read"):
        Config.load(tmp_path)


@pytest.mark.parametrize(
    "text", ["contact: 2023-02-31", 'articles: ["~khongco/x"]', "articles: " + "[" * 3000]
)
def test_what_yaml_cannot_take_is_explained_in_one_line(tmp_path: Path, text: str) -> None:
    path = tmp_path / "config.yaml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as caught:
        Config.load(path)
    assert "\n" not in str(caught.value)


def test_the_example_can_be_used_as_it_stands_and_with_its_comments_taken_away(
    tmp_path: Path,
) -> None:
    text = (ROOT / "config.example.yaml").read_text(encoding="utf-8")
    assert load(tmp_path, text).channels == ()
    lines = [
        re.sub(r"^# ?(?=limits:|sources:|portal:|telegram:|zalo:|http:|  )", "", line)
        for line in text.split("\n")
    ]
    config = load(tmp_path, "\n".join(re.sub(r"^  # (?=\w+: )", "  ", line) for line in lines))
    assert config.http == Http()
    assert config.limits == DEFAULT_LIMITS
    assert config.sources == (
        Source("https://portal.example/tin-tuc"),
        Source("https://portal.example/hoat-dong-cua-thi-uy", Kind.LISTING),
    )
    assert config.portal == Portal(hosts=("www.portal.example",), every_hours=6)
    assert config.telegram == Telegram(
        admins=frozenset({"123456789"}),
        allowed=frozenset({"987654321", "-1001234567890"}),
        webhook="https://giaoban.example/telegram",
    )
    people = frozenset({"6ede9afa66b88fe6d6a9"})
    allowed = frozenset({"6ede9afa66b88fe6d6a9", "1a2b3c4d5e6f"})
    assert config.zalo == Zalo(
        admins=people,
        allowed=allowed,
        name="Bot Giao ban",
        webhook="https://giaoban.example/zalo",
    )
    assert config.zalo_oa == ZaloOa("4182736450198273645", admins=people, allowed=allowed)
