import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from bot import opening
from tests.bot.conftest import Office, one_line
from tests.conftest import BRIEFING, FakeEncoder, Run, giaoban_in

ASKED = "Ai chủ trì hội nghị giao ban 9 tháng năm 2023?"
FIRST = "Ai chủ trì hội nghị giao ban tháng 4?"
TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"  # noqa: S105 - made up

RELOAD_KEYS = {
    *("snapshot", "added", "changed", "removed", "failed"),
    *("articles", "passages", "encoded", "seconds", "another_encoder"),
    *("refused", "golden", "copies"),
}


def test_a_wrong_configuration_is_explained_in_one_line(giaoban: Run, tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("articles: [bai]\nmodel: x", encoding="utf-8")
    ran = giaoban("ask", ASKED)
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "'model'" in one_line(ran.stderr)
    assert "Traceback" not in ran.stderr


def test_a_channel_without_its_token_is_explained_in_one_line(tmp_path: Path) -> None:
    run = giaoban_in(tmp_path, TELEGRAM_BOT_TOKEN="")
    articles = tmp_path / "bai"
    articles.mkdir()
    (articles / "giao-ban.txt").write_text(BRIEFING, encoding="utf-8")
    (tmp_path / "config.yaml").write_text("articles: [bai]\ntelegram:\n", encoding="utf-8")
    assert run("reload").returncode == 0
    ran = run("run")
    assert (ran.returncode, ran.stdout) == (2, "")
    assert "TELEGRAM_BOT_TOKEN" in one_line(ran.stderr)


@pytest.mark.parametrize(
    "text",
    [
        f"articles: {TOKEN}",
        f"articles: [articles]\nmodel: {TOKEN}\n{TOKEN}: x",
        f"articles: [articles]\ntelegram: {TOKEN}",
        f"articles: [articles]\ntelegram: {{admins: ['{TOKEN}']}}",
        f"articles: [articles]\ntelegram: {{token: '{TOKEN}'}}",
        f"articles: [articles]\ntelegram: {{base_url: '{TOKEN}'}}",
        f"articles: [articles]\nencoder: '{TOKEN}: x",
    ],
)
def test_a_token_in_the_configuration_is_not_quoted(office: Office, text: str) -> None:
    (office.folder / "config.yaml").write_text(text, encoding="utf-8")
    assert office("run") == 2
    assert office.out == ""
    assert TOKEN.partition(":")[2] not in one_line(office.err)


def test_a_token_that_is_none_is_not_quoted(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TELEGRAM_BOT_TOKEN", f"bot{TOKEN}")
    assert office("run") == 2
    assert "TELEGRAM_BOT_TOKEN is not a token" in one_line(office.err)
    assert TOKEN not in office.err


def test_a_reload_reports_what_it_did(office: Office) -> None:
    report = office.json("reload")
    assert set(report) == RELOAD_KEYS
    assert report["added"] == ["giao-ban.txt", "hdnd.txt"]
    assert (report["changed"], report["removed"], report["failed"]) == ([], [], [])
    assert (report["snapshot"], report["articles"], report["encoded"]) == (1, 2, 2)
    assert isinstance(report["seconds"], float)

    (office.folder / "articles" / "hdnd.txt").unlink()
    with (office.folder / "articles" / "giao-ban.txt").open("a", encoding="utf-8") as file:
        file.write("\nHội nghị kết thúc lúc 17 giờ.\n")
    assert office("reload") == 0
    lines = office.out.splitlines()
    assert lines[0].startswith("snapshot 2: 1 articles")
    assert lines[1:] == ["  changed: giao-ban.txt", "  removed: hdnd.txt"]


def test_a_long_report_is_cut_but_its_json_is_whole(office: Office) -> None:
    for n in range(20):
        text = f"Tin số {n}\n\nXã Tân Lập làm việc số {n}."
        (office.folder / "articles" / f"tin-{n:02}.txt").write_text(text, encoding="utf-8")
    assert office("reload") == 0
    assert "  added: and 12 more" in office.out.splitlines()
    assert len(office.out.splitlines()) == 12
    assert len(office.json("status")["last_reload"]["added"]) == 22


def test_a_reload_with_a_file_that_failed_says_so(office: Office) -> None:
    (office.folder / "articles" / "hỏng.txt").write_bytes(b"\x00\x01")
    report = office.json("reload", code=1)
    failed = {"path": "hỏng.txt", "reason": "not a text file", "fault": "not text"}
    assert report["failed"] == [failed]
    assert report["articles"] == 2
    assert office("reload") == 1
    assert "  failed: hỏng.txt: not a text file" in office.out.splitlines()


def test_a_reload_that_can_do_nothing_keeps_the_old_snapshot(office: Office) -> None:
    office("reload")
    (office.folder / "articles").rename(office.folder / "khác")
    for arguments in (["reload"], ["reload", "--json"], ["reload", "--rebuild"]):
        assert office(*arguments) == 2
        assert str(office.folder / "articles") in one_line(office.err)
        assert office.out == ""
    assert office.json("status")["snapshot"] == 1
    assert office.json("ask", FIRST)["found"]


def test_a_rebuild_computes_all_again(office: Office) -> None:
    assert office.json("reload")["encoded"] == 2
    assert office.json("reload")["encoded"] == 0
    report = office.json("reload", "--rebuild")
    assert (report["encoded"], report["snapshot"], report["added"]) == (2, 2, [])


def test_the_status_is_shown_before_and_after_the_first_reload(office: Office) -> None:
    assert office("status") == 0
    assert re.search(r"^snapshot +-$", office.out, re.MULTILINE)
    assert re.search(r"^last reload +never$", office.out, re.MULTILINE)
    before = office.json("status")
    assert set(before) == {
        *("articles", "passages", "snapshot", "made", "damage", "kept", "encoder"),
        *("folders", "state", "megabytes_on_disk", "last_reload", "copies"),
    }
    office("reload")
    assert office("status") == 0
    assert re.search(r"^articles +2$", office.out, re.MULTILINE)
    assert "2 added" in office.out
    after = office.json("status")
    assert set(after) == set(before)
    assert set(after["last_reload"]) == RELOAD_KEYS
    assert after["folders"] == [str(office.folder / "articles")]


def test_another_configuration_can_be_named(office: Office) -> None:
    (office.folder / "khác").mkdir()
    (office.folder / "khác" / "bài.txt").write_text(BRIEFING, encoding="utf-8")
    (office.folder / "b.yaml").write_text("articles: [khác]\nstate: khác-chỉ-mục", encoding="utf-8")
    report = office.json("--config", "b.yaml", "reload")
    assert report["added"] == ["bài.txt"]
    assert (office.folder / "khác-chỉ-mục" / "CURRENT").exists()
    assert not (office.folder / "state").exists()


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("articles: bai", "articles is 'bai'"),
        ("articles: [", "not valid YAML"),
        ("articles: [khong-co]", "khong-co"),
    ],
)
def test_a_configuration_that_cannot_be_used_is_explained(
    office: Office, text: str, named: str
) -> None:
    (office.folder / "config.yaml").write_text(text, encoding="utf-8")
    assert office("reload") == 2
    assert named in one_line(office.err)
    assert office("--config", "khong-co.yaml", "status") == 2
    assert "khong-co.yaml" in one_line(office.err)


def test_a_damaged_index_is_explained_and_a_reload_heals_it(office: Office) -> None:
    office("reload")
    vectors = office.folder / "state" / "snapshots" / "000001" / "vectors.faiss"
    vectors.write_bytes(vectors.read_bytes()[:40])
    assert office("ask", FIRST) == 2
    assert "`giaoban reload" in one_line(office.err)
    assert office("reload", "--rebuild") == 0
    assert office.json("ask", FIRST)["found"]


def test_another_encoder_wants_a_reload(office: Office) -> None:
    office("reload")
    with (office.folder / "config.yaml").open("a", encoding="utf-8") as file:
        file.write("encoder: khác\n")
    assert office("ask", FIRST) == 2
    assert "`giaoban reload`" in one_line(office.err)
    report = office.json("reload")
    assert (report["encoded"], report["another_encoder"]) == (2, True)
    assert "The encoder is another than before: every passage is encoded anew." in office.err
    assert office.json("ask", FIRST)["found"]
    assert office.json("reload")["another_encoder"] is False
    assert office.err == ""


def test_an_interrupted_command_ends_without_a_trace(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(name: str) -> FakeEncoder:
        raise KeyboardInterrupt

    monkeypatch.setattr(opening, "load_encoder", interrupt)
    assert office("reload") == 130
    assert (office.out, office.err) == ("", "")


@pytest.mark.parametrize("arguments", [[], ["khong-co"], ["ask"], ["eval"], ["status", "--xml"]])
def test_a_command_that_does_not_exist_is_explained(
    office: Office, arguments: Sequence[str]
) -> None:
    assert office(*arguments) == 2
    assert "usage: giaoban" in office.err


def test_help_names_every_command(office: Office) -> None:
    assert office("--help") == 0
    for name in ("ask", "chat", "reload", "rollback", "status", "eval", "run"):
        assert re.search(rf"^ +{name} ", office.out, re.MULTILINE)
