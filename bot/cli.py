"""The `giaoban` command."""

import argparse
import json
import logging
import os
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import TextIO

from bot import admin, doctor, findings, import_command, logs, printing, replies, terminal
from bot.admin_dialogue import AdminDialogue
from bot.assistant import LONGEST_QUESTION, Assistant
from bot.audit import at_terminal
from bot.channel import ChannelError
from bot.config import Config
from bot.dialogue import Dialogue
from bot.evaluation import evaluate, read_questions, table
from bot.explaining import explain
from bot.journal import Journal
from bot.keys import ConfigError
from bot.opening import base_of, ready_base, renew
from bot.progress import progress_bar, working
from bot.serving import serve
from embeddings import EncoderError
from knowledge.articles import ArticleError, KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.locking import only_bot
from knowledge.readers import read_article
from knowledge.readers.files import shown_name

_LOG = logging.getLogger(__name__)
_FAILED, _NOTHING_DONE, _INTERRUPTED = 1, 2, 130
_ACTIONS = 50
"""Of admins that `giaoban audit` lists when nothing else is said."""
_LOW_PRIORITY = 10
"""A bot that answers meanwhile comes first."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        _use_utf8(stream)
    options = _parser().parse_args(arguments)
    os.umask(0o077)  # people's questions are nobody else's business
    try:
        status: int = options.run(options)
        return status
    except (ConfigError, KnowledgeError, EncoderError) as error:
        # Somebody may have put a token into the configuration, and the message quotes the value.
        print(f"giaoban: {logs.without_secrets(str(error), [])}", file=sys.stderr)
        return _NOTHING_DONE
    except KeyboardInterrupt:
        return _INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # whoever read the output has gone; Python would complain at exit
        return _FAILED


def _use_utf8(stream: TextIO) -> None:
    """Vietnamese comes and goes as UTF-8, whatever the locale of the machine says."""
    reconfigure = getattr(stream, "reconfigure", None)
    if reconfigure:
        reconfigure(encoding="utf-8", errors="replace")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="giaoban", description="Answers questions from a committee's published articles."
    )
    parser.add_argument("--config", type=Path, metavar="FILE", help="default: ./config.yaml")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def command(
        name: str, run: Callable[[Config, argparse.Namespace], int], text: str
    ) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=text, description=text)
        added.set_defaults(run=lambda options: run(Config.load(options.config), options))
        return added

    ask = command("ask", _ask, "answer one question, or with `--json -` one a line from the input")
    ask.add_argument("question", help="the question; `-` with --json: read them from the input")
    ask.add_argument("--json", action="store_true", help="one JSON object a line")
    ask.add_argument("--explain", action="store_true", help="print how it came about as well")
    command("chat", _chat, "ask and answer in the terminal")
    reload = command("reload", _reload, "bring the index in line with the articles")
    reload.add_argument("--rebuild", action="store_true", help="compute everything again")
    reload.add_argument("--force", action="store_true", help="whatever the golden questions say")
    reload.add_argument("--json", action="store_true", help="the report as one JSON object")
    taking = command("import", _import, "take articles from the portal, then reload")
    import_command.add_arguments(taking)
    rollback = command("rollback", _rollback, "go back to the snapshot before the current one")
    rollback.add_argument("--json", action="store_true", help="what is current now, as JSON")
    status = command("status", _status, "show what the knowledge base holds")
    status.add_argument("--json", action="store_true", help="as one JSON object")
    preview = command("preview", _preview, "show what would be read from a file")
    preview.add_argument("file", type=Path, metavar="FILE")
    preview.add_argument("--json", action="store_true", help="as one JSON object")
    audit = command("audit", _audit, "show what admins did, newest first")
    audit.add_argument("--last", type=int, default=_ACTIONS, metavar="N", help="how many actions")
    audit.add_argument("--json", action="store_true", help="as one JSON object")
    text = "check all that can be wrong, and say how to mend it"
    examine = commands.add_parser("doctor", help=text, description=text)
    examine.add_argument("--json", action="store_true", help="as one JSON object")
    examine.set_defaults(run=_doctor)  # without a Config: that may be what is wrong
    evaluation = command("eval", _evaluate, "measure the answers to a file of known questions")
    evaluation.add_argument("file", type=Path, metavar="FILE.jsonl")
    evaluation.add_argument("--json", action="store_true", help="as one JSON object")
    run = command("run", _run, "serve every configured channel; with none, chat")
    run.add_argument("--log-level", choices=("debug", "info", "warning"), default="info")
    run.add_argument("--log-format", choices=logs.FORMATS, default="text")
    return parser


def _ask(config: Config, options: argparse.Namespace) -> int:
    if options.json and options.question == "-":
        base = ready_base(config)
        for line in sys.stdin:
            _answer(base, line.rstrip("\r\n"), config, options)
        return 0
    if not options.question.strip():
        print('giaoban: ask something, such as giaoban ask "Ai chủ trì?"', file=sys.stderr)
        return _NOTHING_DONE
    _answer(ready_base(config), options.question, config, options)
    return 0


def _answer(
    base: KnowledgeBase, question: str, config: Config, options: argparse.Namespace
) -> None:
    answer = Assistant(base).answer(question)
    if options.json:
        print(printing.answer_json(answer), flush=True)
    else:
        print(terminal.show(replies.answered(answer, None, config.contact)))
    if options.explain:
        # Standard output is a program's with --json; people look at the other.
        people = sys.stderr if options.json else sys.stdout
        print("", *explain(base, question[:LONGEST_QUESTION]), sep="\n", file=people)


def _chat(config: Config, options: argparse.Namespace) -> int:
    base = ready_base(config)
    journal = Journal(config.state / "journal.db")
    admins = AdminDialogue(base, journal, config)
    terminal.chat(Dialogue(base, journal, config, admins), config)
    return 0


def _run(config: Config, options: argparse.Namespace) -> int:
    if not config.channels:
        return _chat(config, options)
    secrets = config.secrets()
    logs.set_up(options.log_level, secrets, options.log_format)
    try:
        with only_bot(config.state):
            serve(ready_base(config, is_service=True), config)
    except (ChannelError, KnowledgeError, EncoderError) as error:
        if options.log_format == "text":
            print(f"giaoban: {logs.without_secrets(str(error), secrets)}", file=sys.stderr)
        else:
            _LOG.critical("%s", error)
        return _NOTHING_DONE
    except Exception:
        _LOG.exception("giaoban cannot go on")  # the log hides secrets, a plain traceback would not
        return _FAILED
    return 0


def _give_way() -> None:
    if hasattr(os, "setpriority"):
        os.setpriority(os.PRIO_PROCESS, 0, _LOW_PRIORITY)


def _import(config: Config, options: argparse.Namespace) -> int:
    _give_way()
    return import_command.run(config, options)


def _reload(config: Config, options: argparse.Namespace) -> int:
    _give_way()
    base = base_of(config, answers=config.golden is not None)
    report = renew(base, config, options.rebuild, options.force)
    if options.json:
        print(json.dumps(asdict(report), ensure_ascii=False))
    else:
        print(*printing.report_lines(report), sep="\n")
    if report.refused:
        return _NOTHING_DONE
    return _FAILED if report.failed else 0


def _rollback(config: Config, options: argparse.Namespace) -> int:
    with Journal(config.state / "journal.db").audit.noted(at_terminal(), "rollback") as outcome:
        base = base_of(config, answers=False)
        with working("Going back"):
            manifest = base.rollback()
        outcome.result = f"snapshot {manifest.number}"
    if options.json:
        print(json.dumps(printing.rollback_fields(manifest)))
    else:
        print("\n".join(printing.rollback_lines(manifest)))
    return 0


def _status(config: Config, options: argparse.Namespace) -> int:
    status = admin.status(config)
    if options.json:
        print(json.dumps(asdict(status), ensure_ascii=False))
        return 0
    print(*printing.status_lines(status), sep="\n")
    return 0


def _preview(config: Config, options: argparse.Namespace) -> int:
    try:
        with working(f"Reading {shown_name(options.file.name)}"):
            article = read_article(options.file, config.limits)
    except ArticleError as error:
        print(f"giaoban: {shown_name(str(options.file))}: {error}", file=sys.stderr)
        return _NOTHING_DONE
    if options.json:
        print(printing.article_json(article))
    else:
        print(*printing.article_lines(article), sep="\n")
    return 0


def _audit(config: Config, options: argparse.Namespace) -> int:
    path = config.state / "journal.db"
    entries = Journal(path).audit.newest(max(1, options.last)) if path.exists() else []
    if options.json:
        print(json.dumps({"actions": [asdict(one) for one in entries]}, ensure_ascii=False))
    else:
        print(*printing.audit_lines(entries), sep="\n")
    return 0


def _doctor(options: argparse.Namespace) -> int:
    found = []
    for finding in doctor.examine(options.config):
        found.append(finding)
        if not options.json:
            print(printing.finding_line(finding), flush=True)
    is_well = findings.is_well(found)
    if options.json:
        checks = [asdict(finding) for finding in found]
        print(json.dumps({"ok": is_well, "checks": checks}, ensure_ascii=False))
    return 0 if is_well else _FAILED


def _evaluate(config: Config, options: argparse.Namespace) -> int:
    golds = read_questions(options.file)
    assistant = Assistant(ready_base(config))
    with progress_bar("Asking", "questions") as progress:
        groups = evaluate(assistant, golds, progress)
    if options.json:
        print(json.dumps({name: asdict(scores) for name, scores in groups.items()}))
    else:
        print("\n".join(table(groups)))
    return 0


if __name__ == "__main__":
    sys.exit(main())
