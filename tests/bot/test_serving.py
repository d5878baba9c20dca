"""Two channels in one process: what befalls one is no matter to the other."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import httpx
import pytest

from tests.bot.processes import Process, started
from tests.bot.telegram_server import TelegramServer
from tests.bot.zalo.conftest import free_port
from tests.bot.zalo.test_webhook import ANSWER, QUESTION, filled
from tests.bot.zalo_server import ZaloServer


@dataclass(frozen=True)
class Both:
    process: Process
    telegram: TelegramServer
    zalo: ZaloServer
    port: int

    def health(self) -> dict[str, str]:
        answer = httpx.get(f"http://127.0.0.1:{self.port}/healthz", trust_env=False)
        found: dict[str, str] = answer.json()["channels"]
        assert answer.status_code == (200 if set(found.values()) == {"ok"} else 503)
        return found


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Both]:
    """One process for both, begun while Zalo is away."""
    port = free_port()
    folder = filled(tmp_path_factory.mktemp("office"))
    with TelegramServer() as telegram, ZaloServer() as zalo:
        config = {
            "telegram": {"base_url": telegram.url, "admins": [99]},
            "zalo": {"base_url": zalo.url, "admins": ["99"]},
            "http": {"port": port},
        }
        secrets = {"TELEGRAM_BOT_TOKEN": telegram.token, "ZALO_BOT_TOKEN": zalo.token}
        zalo.pause()
        with started(folder, config, secrets, ("--log-level", "debug")) as process:
            telegram.wait_until(lambda: telegram.calls_of("getUpdates"), 90)
            yield Both(process, telegram, zalo, port)
            for token in secrets.values():
                assert token.partition(":")[2] not in process.log
            assert "Traceback" not in process.log
        assert zalo.wrong == []


def wait_until(predicate: Callable[[], object]) -> None:
    """For what no server sees."""
    end = time.monotonic() + 60
    while not predicate():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_one_that_cannot_be_reached_at_the_start_keeps_the_other_from_nothing(both: Both) -> None:
    assert ANSWER in both.telegram.ask(QUESTION, 1).text
    wait_until(lambda: "Zalo cannot be reached at" in both.process.log)
    assert "and zalo.base_url. The others go on." in both.process.log
    assert both.health() == {"telegram": "ok", "zalo": "failing"}
    both.zalo.write(QUESTION, "1")
    both.zalo.resume()
    assert ANSWER in both.zalo.wait_for("1", 1)[0]
    assert both.health() == {"telegram": "ok", "zalo": "ok"}
    assert both.process.log.count("Zalo cannot be reached") == 1


def test_chats_of_the_same_number_are_told_apart_and_share_one_knowledge_base(both: Both) -> None:
    both.zalo.ask(QUESTION, "1")
    both.telegram.ask("cảm ơn", 1)
    assert "4/5/2023" in both.zalo.ask("Hội nghị đó diễn ra khi nào?", "1")
    (both.process.articles / "moi.txt").write_text(
        "Thôn Gò Sặt khánh thành cầu gỗ\n\n02/02/2024\n\nTrưởng thôn Gò Sặt là ông Hồ Bá Lâm.",
        encoding="utf-8",
    )
    number = len(both.zalo.messages("99"))
    both.zalo.write("/reload", "99")
    assert "Thêm 1" in both.zalo.wait_for("99", number + 2)[-1]
    assert "Hồ Bá Lâm" in both.telegram.ask("Trưởng thôn Gò Sặt là ai?", 2).text


def test_one_whose_token_is_revoked_ends_alone(both: Both) -> None:
    both.zalo.token += "x"
    both.zalo.write(QUESTION, "1")
    wait_until(lambda: "Zalo refuses the token in ZALO_BOT_TOKEN" in both.process.log)
    assert both.health() == {"telegram": "ok", "zalo": "failing"}
    assert ANSWER in both.telegram.ask(QUESTION, 3).text
    asked = len(both.zalo.calls)
    time.sleep(1.5)
    assert len(both.zalo.calls) == asked


def test_when_the_last_one_ends_so_does_the_process(both: Both) -> None:
    both.telegram.token = f"123456:{'B' * 35}"
    both.telegram.write(QUESTION, 1)
    assert both.process.process.wait(60) == 2
    (line,) = [line for line in both.process.log.splitlines() if line.startswith("giaoban: ")]
    assert line.startswith("giaoban: Telegram refuses the token in TELEGRAM_BOT_TOKEN")
