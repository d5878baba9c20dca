"""The journey of an admin through an Official Account, in the real process."""

import pytest

from bot import admin_replies
from tests.bot.zalo_oa.conftest import ADMIN, Running

RENEWED = "✅ Đã cập nhật"


@pytest.fixture
def article(bot: Running) -> str:
    """The name of one more article, which the bot knows."""
    name = "cau-go.txt"
    text = "Thôn Gò Sặt khánh thành cầu gỗ\n\n02/02/2024\n\nTrưởng thôn Gò Sặt là ông Hồ Bá Lâm."
    (bot.articles / name).write_text(text, encoding="utf-8")
    assert bot.server.ask("/reload", ADMIN) == "Đang cập nhật kho bài…"
    bot.server.wait_for(RENEWED, ADMIN)
    return name


def test_an_article_is_indexed_and_removed_from_the_chat(bot: Running, article: str) -> None:
    assert "Hồ Bá Lâm" in bot.server.ask("Trưởng thôn Gò Sặt là ai?", "300001")
    assert "Kho bài: 3 bài" in bot.server.ask("/status", ADMIN)

    confirm = bot.server.ask(f"/xoa {article}", ADMIN)
    assert "Xóa bài “Thôn Gò Sặt khánh thành cầu gỗ”" in confirm
    assert confirm.endswith("Đồng chí trả lời “có” (Xóa) hoặc “không”.")
    assert bot.server.ask("không", ADMIN) == admin_replies.CANCELLED.text
    assert (bot.articles / article).exists()

    bot.server.ask(f"/xoa {article}", ADMIN)
    assert bot.server.ask("Có", ADMIN, containing="Gỡ 1:").startswith(f"Đã xóa {article}")
    assert not (bot.articles / article).exists()
    assert "Hồ Bá Lâm" not in bot.server.ask("Trưởng thôn Gò Sặt là ai?", "300002")


def test_the_help_shows_also_the_commands_for_admins(bot: Running) -> None:
    assert "/reload – cập nhật kho bài" in bot.server.ask("/help", ADMIN)
