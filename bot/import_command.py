"""`giaoban import`: from the portal into the articles folder, and into the index."""

import argparse
import json
import sys
from dataclasses import asdict

from bot import importing, printing
from bot.audit import at_terminal
from bot.config import Config
from bot.journal import Journal
from bot.opening import base_of, renew
from bot.progress import progress_bar
from knowledge.portal.reports import ImportReport, Result
from knowledge.reports import ReloadReport

_FAILED, _NOTHING_DONE = 1, 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """What may stand behind `giaoban import`."""
    parser.add_argument("urls", nargs="*", metavar="URL", help="instead of all `sources`")
    parser.add_argument("--no-reload", action="store_true", help="leave the index as it is")
    parser.add_argument("--json", action="store_true", help="the report as one JSON object")


def run(config: Config, options: argparse.Namespace) -> int:
    """Imports, reloads, and says what came of both; returns the exit status."""
    if not options.urls and not config.sources:
        way = "name an address, or list `sources` in the configuration"
        print(f"giaoban: there is nothing to import from: {way}.", file=sys.stderr)
        return _NOTHING_DONE
    audit = Journal(config.state / "journal.db").audit
    with (
        progress_bar("Importing", "articles") as progress,
        audit.noted(at_terminal(), "import", " ".join(options.urls)[:1000]) as outcome,
    ):
        report = importing.import_articles(config, options.urls, progress)
        outcome.result = importing.summary(report)
    if not options.json:
        print(*printing.import_lines(report), sep="\n", flush=True)
    reloaded = None if options.no_reload else _reload(config)
    if options.json:
        fields = {**asdict(report), "reload": asdict(reloaded) if reloaded else None}
        print(json.dumps(fields, ensure_ascii=False))
    elif reloaded:
        print(*printing.report_lines(reloaded), sep="\n")
    return _status(report, reloaded)


def _reload(config: Config) -> ReloadReport:
    return renew(base_of(config, answers=config.golden is not None), config)


def _status(report: ImportReport, reloaded: ReloadReport | None) -> int:
    if reloaded and reloaded.refused:
        return _NOTHING_DONE
    has_failed = report.of(Result.FAILED) or (reloaded and reloaded.failed)
    return _FAILED if has_failed else 0
