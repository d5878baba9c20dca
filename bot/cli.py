"""The `giaoban` command."""

import argparse
import json
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TextIO

from bot import admin, logs, replies, terminal
from bot.admin_dialogue import AdminDialogue
from bot.assistant import LONGEST_QUESTION, Answer, Assistant
from bot.channel import ChannelError
from bot.config import Config
from bot.dialogue import Dialogue
from bot.evaluation import evaluate, read_questions, table
from bot.explaining import explain
from bot.journal import Journal
from bot.keys import ConfigError
from bot.serving import serve
from embeddings import EncoderError, Reader, load_encoder, load_reader
from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.indexing import ReloadReport

_LOG = logging.getLogger(__name__)
_FAILED, _NOTHING_DONE, _INTERRUPTED = 1, 2, 130
_LISTED = 10
"""Paths that a reload prints of each kind; --json has them all."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns its exit status."""
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        _use_utf8(stream)
    options = _parser().parse_args(arguments)
    try:
        status: int = options.run(Config.load(options.config), options)
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
        added.set_defaults(run=run)
        return added

    ask = command("ask", _ask, "answer one question, or with `--json -` one a line from the input")
    ask.add_argument("question", help="the question; `-` with --json: read them from the input")
    ask.add_argument("--json", action="store_true", help="one JSON object a line")
    ask.add_argument("--explain", action="store_true", help="print how it came about as well")
    command("chat", _chat, "ask and answer in the terminal")
    reload = command("reload", _reload, "bring the index in line with the articles")
    reload.add_argument("--rebuild", action="store_true", help="compute everything again")
    reload.add_argument("--json", action="store_true", help="the report as one JSON object")
    status = command("status", _status, "show what the knowledge base holds")
    status.add_argument("--json", action="store_true", help="as one JSON object")
    evaluation = command("eval", _evaluate, "measure the answers to a file of known questions")
    evaluation.add_argument("file", type=Path, metavar="FILE.jsonl")
    evaluation.add_argument("--json", action="store_true", help="as one JSON object")
    run = command("run", _run, "serve every configured channel; with none, chat")
    run.add_argument("--log-level", choices=("debug", "info", "warning"), default="info")
    return parser


def _ask(config: Config, options: argparse.Namespace) -> int:
    if options.json and options.question == "-":
        base = _ready_base(config)
        for line in sys.stdin:
            _answer(base, line.rstrip("\r\n"), config, options)
        return 0
    if not options.question.strip():
        print('giaoban: ask something, such as giaoban ask "Ai chủ trì?"', file=sys.stderr)
        return _NOTHING_DONE
    _answer(_ready_base(config), options.question, config, options)
    return 0


def _answer(
    base: KnowledgeBase, question: str, config: Config, options: argparse.Namespace
) -> None:
    answer = Assistant(base).answer(question)
    if options.json:
        print(_as_json(answer), flush=True)
    else:
        print(terminal.show(replies.answered(answer, None, config.contact)))
    if options.explain:
        # Standard output is a program's with --json; people look at the other.
        people = sys.stderr if options.json else sys.stdout
        print("", *explain(base, question[:LONGEST_QUESTION]), sep="\n", file=people)


def _chat(config: Config, options: argparse.Namespace) -> int:
    base = _ready_base(config)
    journal = Journal(config.state / "journal.db")
    admins = AdminDialogue(base, journal, config)
    terminal.chat(Dialogue(base, journal, config, admins), config)
    return 0


def _run(config: Config, options: argparse.Namespace) -> int:
    if not config.telegram:
        return _chat(config, options)
    secrets = [config.telegram.needed_token()]
    logs.set_up(options.log_level, secrets)
    try:
        serve(_ready_base(config, may_be_empty=True), config)
    except ChannelError as error:
        print(f"giaoban: {logs.without_secrets(str(error), secrets)}", file=sys.stderr)
        return _NOTHING_DONE
    except (KnowledgeError, EncoderError):
        raise
    except Exception:
        _LOG.exception("giaoban cannot go on")  # the log hides secrets, a plain traceback would not
        return _FAILED
    return 0


def _reload(config: Config, options: argparse.Namespace) -> int:
    base = _base(config)
    report = _renew(base, config, options.rebuild)
    if options.json:
        print(json.dumps(asdict(report), ensure_ascii=False))
    else:
        print("\n".join(_report_lines(report)))
    return _FAILED if report.failed else 0


def _status(config: Config, options: argparse.Namespace) -> int:
    status = admin.status(config)
    if options.json:
        print(json.dumps(asdict(status), ensure_ascii=False))
        return 0
    for name, value in asdict(status).items():
        if name == "last_reload":
            value = _summary(value) if value else "never"
        elif isinstance(value, tuple):
            value = ", ".join(value)
        print(f"{name.replace('_', ' '):18} {'-' if value is None else value}")
    return 0


def _evaluate(config: Config, options: argparse.Namespace) -> int:
    golds = read_questions(options.file)
    assistant = Assistant(_ready_base(config))
    with terminal.progress_bar("Asking", "questions") as progress:
        groups = evaluate(assistant, golds, progress)
    if options.json:
        print(json.dumps({name: asdict(scores) for name, scores in groups.items()}))
    else:
        print("\n".join(table(groups)))
    return 0


def _base(config: Config, reader: Reader | None = None) -> KnowledgeBase:
    """:param reader: needed to answer, not to index."""
    return KnowledgeBase(config.state, config.articles, load_encoder(config.encoder), reader)


def _ready_base(config: Config, may_be_empty: bool = False) -> KnowledgeBase:
    """The knowledge base with its index loaded; the first time, it is built.

    :param may_be_empty: go on without articles; admins can send them in a chat.
    """
    base = _base(config, None if config.reader == "none" else load_reader())
    base.open()
    if base.is_empty:
        try:
            report = _renew(base, config, rebuild=False)
        except KnowledgeError as error:
            if not may_be_empty:
                raise
            print(f"giaoban: {error}", file=sys.stderr)
        else:
            print("\n".join(_report_lines(report)), file=sys.stderr)
    return base


def _renew(base: KnowledgeBase, config: Config, rebuild: bool) -> ReloadReport:
    with terminal.progress_bar("Indexing", "passages") as progress:
        return admin.reload(base, config, progress, rebuild)


def _report_lines(report: ReloadReport) -> Iterator[str]:
    yield _summary(asdict(report))
    for kind in ("added", "changed", "removed"):
        paths = getattr(report, kind)
        yield from (f"  {kind}: {path}" for path in paths[:_LISTED])
        if len(paths) > _LISTED:
            yield f"  {kind}: and {len(paths) - _LISTED} more"
    yield from (f"  failed: {failure.path}: {failure.reason}" for failure in report.failed)


def _summary(report: dict[str, object]) -> str:
    counts = ", ".join(
        f"{len(report[kind])} {kind}"  # type: ignore[arg-type]
        for kind in ("added", "changed", "removed", "failed")
    )
    return (
        f"snapshot {report['snapshot']}: {report['articles']} articles, "
        f"{report['passages']} passages "
        f"({counts}; {report['encoded']} passages encoded in {report['seconds']} s)"
    )


def _as_json(answer: Answer) -> str:
    def plain(value: object) -> str:
        if isinstance(value, date):
            return value.isoformat()
        raise TypeError(f"{value!r} has no JSON form")

    fields = asdict(answer)
    del fields["choices"]
    return json.dumps(fields, ensure_ascii=False, default=plain)


if __name__ == "__main__":
    sys.exit(main())
