"""Whatever stands in a configuration or a file of questions: it is read, or refused in one line."""

from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.config import Config
from bot.evaluation import read_questions
from bot.keys import ConfigError
from knowledge.articles import KnowledgeError
from knowledge.readers.files import DEFAULT_LIMITS, Limits
from tests.bot.conftest import one_line
from tests.hostile import letters, texts

KEYS = (
    "articles",
    "state",
    "encoder",
    "reader",
    "contact",
    "examples",
    "limits",
    "http",
    "telegram",
)


def read(path: Path, text: str | bytes) -> Config | str:
    """The configuration, or why it is refused."""
    path.write_bytes(text if isinstance(text, bytes) else text.encode(errors="surrogatepass"))
    try:
        config = Config.load(path, {})
    except ConfigError as error:
        return one_line(f"{error}\n")
    for folder in (*config.articles, config.state):
        folder.exists()  # a path that the system takes
        str(folder).encode()
    return config


@given(st.one_of(texts, letters, st.binary(max_size=200)))
@example("[" * 2000)
@example("a: &a [*a]")
@example("? [a]\n: b")
@example("articles: !!bool có")
@example("articles: !!timestamp qua")
@example("articles: !!int ''")
@example("!!python/object/apply:os.system ['true']")
def test_any_file_is_a_configuration_or_not(tmp_path: Path, text: str | bytes) -> None:
    read(tmp_path / "config.yaml", text)


@given(
    st.sampled_from(KEYS),
    st.one_of(
        texts.map(repr),
        st.sampled_from(["", "~", "[]", "{}", "-1", "1e999", ".nan", "2023-01-01", "!!set {a}"]),
        st.sampled_from(['["a\\0b"]', '"a\\0b"', '["\\uD800"]', '"\\uD800"', '["~nobody/x"]']),
        st.sampled_from(
            ["{admins: [1.5]}", "{port: 1e3}", "{files: true}", "{base_url: 'http://['}"]
        ),
    ),
)
def test_any_value_is_taken_or_refused(tmp_path: Path, key: str, value: str) -> None:
    rest = "" if key == "articles" else "articles: [bai]\n"
    read(tmp_path / "config.yaml", f"{rest}{key}: {value}\n")


@pytest.mark.parametrize("path", ['"a\\0b"', '"\\uD800"', '"a\\u001Bb"'])
def test_a_path_that_no_system_takes_is_refused(tmp_path: Path, path: str) -> None:
    for text in (f"articles: [{path}]", f"articles: [bai]\nstate: {path}"):
        assert "expected a" in str(read(tmp_path / "config.yaml", text))


def limits(tmp_path: Path, text: str) -> Limits | str:
    config = read(tmp_path / "config.yaml", f"articles: [bai]\nlimits: {text}\n")
    return config if isinstance(config, str) else config.limits


def test_limits_are_read_and_what_is_left_out_is_as_ever(tmp_path: Path) -> None:
    assert limits(tmp_path, "") == DEFAULT_LIMITS == Limits(20, 20_000)
    assert limits(tmp_path, "{files: 7}") == Limits(20, 7)
    assert limits(tmp_path, "{megabytes_per_file: 100, files: 1}") == Limits(100, 1)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{files: 0}", "limits: files is 0; expected a number above 0"),
        ("{files: 1.5}", "files is 1.5"),
        ("{megabytes_per_file: 101}", "expected a whole number from 1 to 100"),
        ("{megabytes_per_file: '5'}", "megabytes_per_file is '5'"),
        ("{size: 5}", "unknown key 'size'; known are megabytes_per_file, files"),
        ("5", "limits must hold keys and values"),
    ],
)
def test_a_wrong_limit_is_refused_by_name(tmp_path: Path, text: str, said: str) -> None:
    assert said in str(limits(tmp_path, text))


@given(
    st.one_of(texts, letters, st.sampled_from(["[" * 3000, "9" * 5000, '{"question": "\\ud800"}']))
)
def test_any_file_of_questions_is_read_or_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(text, encoding="utf-8", errors="replace")
    try:
        read_questions(path)
    except KnowledgeError as error:
        one_line(f"{error}\n")
