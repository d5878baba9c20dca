import logging
import warnings
from collections.abc import Iterator

import pytest

from bot.channel_config import Secret, Telegram
from bot.logs import set_up, without_secrets

PART = "AAE_x-bcdEFGhijKLMnopQRS"
TOKEN = f"123456789:{PART}"
OTHER = f"987654321:{'Zy' * 12}"
QUOTED = f"123456789%3A{PART}"
LOG = logging.getLogger("giaoban.test")
LIBRARIES = "httpx httpcore bm25s tornado.access telegram telegram.request.BaseRequest".split()


@pytest.fixture(autouse=True)
def logging_as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Takes back all that `set_up` changes for the whole process."""
    monkeypatch.setattr(logging, "raiseExceptions", True)
    root, handlers = logging.getLogger(), logging.getLogger().handlers
    levels = {name: logging.getLogger(name).level for name in ("root", *LIBRARIES)}
    root.handlers = []
    yield
    root.handlers = handlers
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)
    logging.captureWarnings(False)


def set_up_with_token(level: str = "info") -> None:
    set_up(level, [Secret(TOKEN)])


def written(capsys: pytest.CaptureFixture[str]) -> str:
    """What was logged, if it holds nothing of a token."""
    shown = capsys.readouterr()
    assert shown.out == ""
    assert PART not in shown.err
    assert "Zy" not in shown.err
    return shown.err


def request(address: str) -> None:
    try:
        raise OSError(f"GET {address} failed")
    except OSError as error:
        raise RuntimeError("no answer") from error


@pytest.mark.parametrize("secret", [TOKEN, QUOTED, QUOTED.replace("3A", "3a"), PART, OTHER])
def test_a_token_is_never_written(capsys: pytest.CaptureFixture[str], secret: str) -> None:
    set_up_with_token()
    address = f"https://api.example/bot{secret}/getMe"
    LOG.warning("calling " + address)  # noqa: G003 - as careless libraries do
    LOG.warning("calling %s of %r", address, {"url": address, "args": [secret]})
    LOG.info("called", stack_info=True, extra={"url": address})
    try:
        request(address)
    except RuntimeError:
        LOG.exception("the call failed: %s", secret)
    err = written(capsys)
    assert err.count("calling https://api.example/bot") == 2
    assert "/getMe of {" in err
    assert "OSError: GET https://api.example/bot" in err
    assert "RuntimeError: no answer" in err
    assert err.count("***") >= 6


def test_a_broken_log_call_does_not_show_its_arguments(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_with_token()
    LOG.info("%d", TOKEN)
    LOG.info("%s", "sau", TOKEN)
    LOG.info("vẫn ghi")
    assert written(capsys).endswith("INFO giaoban.test: vẫn ghi\n")


def test_the_configuration_may_be_logged(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_with_token()
    LOG.info("%s %r", Secret(TOKEN), Telegram(Secret(TOKEN)))
    assert "token=Secret(…)" in written(capsys)


def test_a_warning_of_python_is_logged_without_the_token(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_with_token()
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn(f"slow: bot{TOKEN}", stacklevel=1)
    assert "WARNING py.warnings" in written(capsys)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (TOKEN, "***"),
        (f"bot{TOKEN}/x", "bot***/x"),
        (f"{TOKEN}, {TOKEN}", "***, ***"),
        (QUOTED, "123456789%3A***"),
        (OTHER, "***"),
        (OTHER.replace(":", "%3a"), "***"),
        (f"123456:{'Zy' * 10}", "***"),
        ("12:30:45 2026-11-26 1234567:ngắn", "12:30:45 2026-11-26 1234567:ngắn"),
        ("user 987654321: REFUSE", "user 987654321: REFUSE"),
        ("", ""),
    ],
)
def test_only_secrets_are_blotted_out(text: str, left: str) -> None:
    assert without_secrets(text, [Secret(TOKEN)]) == left


def test_a_secret_with_odd_signs_is_blotted_out_also_as_an_address_has_it() -> None:
    address = "/bot12:ab%2Fc%3F/getMe, /bot12%3Aab%2Fc%3F/getMe, ab/c?"
    assert without_secrets(address, [Secret("12:ab/c?")]) == "/bot12:***/getMe, /bot***/getMe, ***"


@pytest.mark.parametrize("value", ["", "khong-hai-cham"])
def test_a_secret_without_parts_blots_out_only_itself(value: str) -> None:
    assert without_secrets(f"a {value} b", [Secret(value)]) == f"a {'***' if value else ''} b"


def test_lines_below_the_level_are_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_with_token("warning")
    LOG.info("thường")
    LOG.warning("lạ")
    assert written(capsys).endswith("WARNING giaoban.test: lạ\n")
    set_up_with_token("debug")
    LOG.debug("kỹ")
    assert written(capsys).count("kỹ") == 1


def test_what_people_write_is_not_in_the_log_of_the_calls(
    capsys: pytest.CaptureFixture[str],
) -> None:
    set_up_with_token("debug")
    logging.getLogger("telegram.ext.ExtBot").debug("calling setWebhook with %s", {"secret": "x"})
    assert written(capsys) == ""


@pytest.mark.parametrize("library", [name for name in LIBRARIES if name != "telegram"])
def test_libraries_do_not_write_a_line_for_each_request(
    capsys: pytest.CaptureFixture[str], library: str
) -> None:
    set_up_with_token("debug")
    logging.getLogger(library).info("GET /bot")
    assert written(capsys) == ""


def test_setting_up_again_writes_each_line_once(capsys: pytest.CaptureFixture[str]) -> None:
    set_up_with_token()
    set_up_with_token()
    LOG.info("một lần")
    assert written(capsys).count("một lần") == 1
