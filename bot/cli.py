"""The `giaoban` command."""

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TextIO

from bot import admin, replies, terminal
from bot.assistant import Answer, Assistant
from bot.config import Config, ConfigError
from bot.evaluation import evaluate, read_questions, table
from embeddings import EncoderError, load_encoder
from knowledge.articles import KnowledgeError
from knowledge.base import KnowledgeBase
from knowledge.indexing import ReloadReport

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
        print(f"giaoban: {error}", file=sys.stderr)
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
    command("chat", _chat, "ask and answer in the terminal")
    reload = command("reload", _reload, "bring the index in line with the articles")
    reload.add_argument("--rebuild", action="store_true", help="compute everything again")
    reload.add_argument("--json", action="store_true", help="the report as one JSON object")
    status = command("status", _status, "show what the knowledge base holds")
    status.add_argument("--json", action="store_true", help="as one JSON object")
    evaluation = command("eval", _evaluate, "measure the answers to a file of known questions")
    evaluation.add_argument("file", type=Path, metavar="FILE.jsonl")
    evaluation.add_argument("--json", action="store_true", help="as one JSON object")
    command("run", _chat, "serve every configured channel; with none, chat")
    return parser


def _ask(config: Config, options: argparse.Namespace) -> int:
    if options.json and options.question == "-":
        assistant = Assistant(_ready_base(config))
        for line in sys.stdin:
            print(_as_json(assistant.answer(line.rstrip("\r\n"))), flush=True)
        return 0
    if not options.question.strip():
        print('giaoban: ask something, such as giaoban ask "Ai chủ trì?"', file=sys.stderr)
        return _NOTHING_DONE
    answer = Assistant(_ready_base(config)).answer(options.question)
    if options.json:
        print(_as_json(answer))
    else:
        print(replies.reply(answer, config.contact, terminal.bold))
    return 0


def _chat(config: Config, options: argparse.Namespace) -> int:
    terminal.chat(Assistant(_ready_base(config)), config)
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


def _base(config: Config) -> KnowledgeBase:
    return KnowledgeBase(config.state, config.articles, load_encoder(config.encoder))


def _ready_base(config: Config) -> KnowledgeBase:
    """The knowledge base with its index loaded; the first time, it is built."""
    base = _base(config)
    base.open()
    if base.is_empty:
        report = _renew(base, config, rebuild=False)
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

    return json.dumps(asdict(answer), ensure_ascii=False, default=plain)


if __name__ == "__main__":
    sys.exit(main())
