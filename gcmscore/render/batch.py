"""Scorecards of many countries: several at a time, begun again where they were broken off."""

from __future__ import annotations

import hashlib
import json
import pickle
import tempfile
import warnings
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from joblib import Parallel, delayed, effective_n_jobs
from joblib.externals.loky import get_reusable_executor
from joblib.externals.loky.process_executor import BrokenProcessPool

from gcmscore import __version__
from gcmscore._resources import DATA_ROOT
from gcmscore.compact import Compact
from gcmscore.errors import GcmscoreError, InvalidRequestError
from gcmscore.evidence import Evidence
from gcmscore.panel import Among, Panel
from gcmscore.panels import score_panel
from gcmscore.render.formats import FORMATS, Format, scorecard_in
from gcmscore.render.html import laid_out
from gcmscore.render.index import file_name, index_view
from gcmscore.render.manifest import Manifest, fingerprint
from gcmscore.render.output import write
from gcmscore.render.templates import load_templates
from gcmscore.render.text import Wording
from gcmscore.scorecard import score
from gcmscore.scoring.method import Method

# What is written when nothing else is asked for.
USUAL: tuple[Format, ...] = ("html", "pdf")
INDEX_FILE = "index.html"
# The PDF engine keeps what it set: a process ends after so many countries, so that memory stays level.
_COUNTRIES_A_WORKER = 25
# Starting a process takes as long as making so many scorecards.
_COUNTRIES_WORTH_A_WORKER = 4
# What sets the bytes of a file besides this library; those of extras need not be there.
_ENGINES, _EXTRAS = ("babel", "jinja2", "typst"), ("openpyxl", "python-docx", "lxml")


@dataclass(frozen=True)
class Reports:
    """What was made of a request for scorecards.

    Attributes
    ----------
    index : Path
        The page that lists them.
    written : tuple of Path
        Files made now.
    kept : tuple of Path
        Files that were there already, made from the same.
    failed : mapping of str to str
        Why there is no scorecard, by ISO3 code.
    """

    index: Path
    written: tuple[Path, ...]
    kept: tuple[Path, ...]
    failed: Mapping[str, str]


@dataclass(frozen=True)
class _Request:
    """What is the same for all countries; a process reads it once."""

    year: int
    evidence: Evidence
    compact: Compact
    profile: str
    method: Method
    known_by: date | None
    language: str
    templates: Path | None
    folder: Path

    @property
    def key(self) -> str:
        """The fingerprint of everything that a scorecard depends on, its country aside."""
        parts = [
            *(__version__, _code(), *map(version, _ENGINES), *map(_version, _EXTRAS)),
            *(self.compact.edition, self.compact.digest, self.evidence.digest),
            *(str(self.year), self.profile, repr(self.method), str(self.known_by), self.language),
            load_templates(self.templates).digest,
        ]
        return fingerprint(json.dumps(parts).encode())


def report(
    year: int,
    out: str | Path,
    countries: Among = None,
    *,
    formats: Sequence[Format] = USUAL,
    lang: str = "en",
    templates: str | Path | None = None,
    jobs: int = -1,
    progress: Callable[[str, int], object] | None = None,
    evidence: Evidence | None = None,
    compact: Compact | None = None,
    profile: str = "core",
    method: Method | None = None,
    known_by: str | date | None = None,
) -> Reports:
    """Write the scorecards of many countries into a folder, with a page that lists them.

    What is there already, made from the same evidence, rules, templates and code, is not made again: a run
    that was broken off goes on where it stopped. A country that fails does not stop the others.

    Parameters
    ----------
    year : int
        As of 31 December of this year.
    out : str or Path
        The folder; besides the scorecards it gets ``index.html``, and ``reports.json`` with what each file
        was made from.
    countries : str or sequence of str, optional
        ISO3 codes, or a rule, as in :func:`gcmscore.score_panel`; all members of the United Nations by
        default.
    formats : sequence of {"html", "pdf", "xlsx", "docx", "json"}
        Which files; pages and PDFs by default.
    lang : str
        Language of the interface.
    templates : str or Path, optional
        A folder of your own, whose files replace the shipped templates of the same name.
    jobs : int
        How many processes; by default one a processor. ``joblib.parallel_config`` says where they run.
    progress : callable, optional
        Is given the code of each country that is done, and how many there are to do.
    evidence, compact, profile, method, known_by
        As in :func:`gcmscore.score`.

    Returns
    -------
    Reports
        What was written, kept and failed.

    Raises
    ------
    UnknownCountryError, UnknownProfileError, UnknownLanguageError
        With the nearest known names.
    InvalidRequestError, InvalidDataError
        If an argument makes no sense, or the theme of the templates is wrong.
    OutputError
        If the folder cannot be written to.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     made = report(2024, folder, ["KEN", "PRT"], formats=["html"], jobs=1)
    ...     [path.name for path in made.written], dict(made.failed)
    (['KEN-2024.html', 'PRT-2024.html'], {})
    """
    wanted = _checked(formats)
    if jobs == 0:
        raise InvalidRequestError(
            "jobs=0 leaves nobody to do the work; give 1 or more, or -1 for all processors"
        )
    if method is not None and method.objective_imputation != "none":
        raise InvalidRequestError("objective_imputation needs other countries; take the cards of a panel")
    panel = score_panel(
        [year], countries, evidence=evidence, compact=compact, profile=profile, method=method,
        known_by=known_by,
    )  # fmt: skip
    wording, own = Wording(lang), load_templates(templates).own
    request = _Request(
        panel.years[0], panel.evidence, panel.compact, profile, panel.method, panel.known_by, lang,
        None if own is None else own.absolute(), Path(out).absolute(),
    )  # fmt: skip
    return _Batch(request, panel, wording, wanted, Path(out)).run(jobs, progress)


def _checked(formats: Sequence[Format]) -> tuple[Format, ...]:
    unknown = [name for name in formats if name not in FORMATS]
    if unknown or not formats or isinstance(formats, str):
        raise InvalidRequestError(f"formats={formats!r}; name one or more of {', '.join(map(repr, FORMATS))}")
    return tuple(name for name in FORMATS if name in formats)


class _Batch:
    def __init__(
        self, request: _Request, panel: Panel, wording: Wording, formats: tuple[Format, ...], out: Path
    ) -> None:
        self.request = request
        self.panel = panel
        self.wording = wording
        self.formats = formats
        self.out = out
        self.key = request.key
        self.manifest = Manifest.of(out)
        self.failed: dict[str, str] = {}

    def run(self, jobs: int, progress: Callable[[str, int], object] | None) -> Reports:
        """Make what is missing, then the index."""
        # A place that cannot be written to is told before the work, not after it.
        self.manifest.add({}, self.key)
        missing = {code: names for code in self.panel.codes if (names := self._missing(code))}
        for code, names in list(missing.items()):
            if edited := [name for name in names if self.manifest.edited(name)]:
                self.failed[code] = f"{' and '.join(edited)} changed after writing; move it away or delete it"
                del missing[code]
        for code, found in _results(self.request, missing, jobs):
            if isinstance(found, str):
                self.failed[code] = found
            else:
                self.manifest.add(found, self.key)
            if progress is not None:
                progress(code, len(missing))
        files = [(name, code) for code in self.panel.codes for name in self._names(code)]
        there = [(name, name in missing.get(code, {})) for name, code in files if code not in self.failed]
        return Reports(
            self._index({name for name, _ in there}),
            tuple(self.out / name for name, made in there if made),
            tuple(self.out / name for name, made in there if not made),
            dict(sorted(self.failed.items())),
        )

    def _names(self, code: str) -> dict[str, Format]:
        return {file_name(code, self.request.year, name): name for name in self.formats}

    def _missing(self, code: str) -> dict[str, Format]:
        return {
            name: format_
            for name, format_ in self._names(code).items()
            if not self.manifest.has(name, self.key)
        }

    def _index(self, there: set[str]) -> Path:
        view = index_view(self.panel, there, self.wording)
        page = laid_out("index", view, self.wording, load_templates(self.request.templates))
        return write(self.out / INDEX_FILE, page.encode())


Found = tuple[str, dict[str, str] | str]


def _results(request: _Request, missing: Mapping[str, dict[str, Format]], jobs: int) -> Iterator[Found]:
    """Yield each country's files with their fingerprints, or why there are none, as they are done."""
    workers = min(effective_n_jobs(jobs), len(missing) // _COUNTRIES_WORTH_A_WORKER)
    if workers <= 1:
        yield from (_made(request, code, names) for code, names in missing.items())
        return
    with tempfile.TemporaryDirectory(prefix="gcmscore-") as folder:
        # Evidence travels once to a process, not once to a country.
        path = Path(folder, "request")
        path.write_bytes(pickle.dumps(request))
        codes, size = list(missing), workers * _COUNTRIES_A_WORKER
        for start in range(0, len(codes), size):
            yield from _round(path, {code: missing[code] for code in codes[start : start + size]}, workers)


def _round(path: Path, missing: Mapping[str, dict[str, Format]], workers: int) -> Iterator[Found]:
    waiting = dict(missing)
    tasks: Iterable[object] = (delayed(_made)(path, code, names) for code, names in missing.items())
    try:
        with warnings.catch_warnings():
            # Where psutil is there, joblib ends a process that has grown by itself, and says so.
            warnings.filterwarnings("ignore", "A worker stopped while some jobs were given")
            for code, found in Parallel(n_jobs=workers, return_as="generator_unordered")(tasks):
                del waiting[code]
                yield code, found
    except BrokenProcessPool:
        # Which of them was too much for its process is not known; the next run tries the others again.
        yield from ((code, "its process ended early, perhaps for want of memory") for code in waiting)
    finally:
        # Asking for another executor ends the processes of this one.
        get_reusable_executor(max_workers=1, reuse=False).shutdown(wait=True)


def _made(given: _Request | Path, code: str, names: Mapping[str, Format]) -> Found:
    try:
        return code, _written(_read(given) if isinstance(given, Path) else given, code, names)
    except GcmscoreError as error:
        return code, str(error)
    except Exception as error:
        # One country whose evidence no one foresaw must not cost the others their scorecards.
        return code, f"{type(error).__name__}: {error}"


@lru_cache(maxsize=1)
def _read(path: Path) -> _Request:
    request: _Request = pickle.loads(path.read_bytes())
    return request


def _written(request: _Request, code: str, names: Mapping[str, Format]) -> dict[str, str]:
    card = score(
        code, request.year, evidence=request.evidence, compact=request.compact, profile=request.profile,
        method=request.method, known_by=request.known_by,
    )  # fmt: skip
    made = {
        name: scorecard_in(format_, card, request.language, request.templates)
        for name, format_ in names.items()
    }
    # All are made before the first is written, so that no new page lies beside an old document.
    for name, content in made.items():
        write(request.folder / name, content)
    return {name: fingerprint(content) for name, content in made.items()}


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""


@lru_cache(maxsize=1)
def _code() -> str:
    total = hashlib.sha256()
    for folder, pattern in ((Path(__file__).parents[1], "*.py"), (DATA_ROOT / "locale", "*.*")):
        for path in sorted(folder.rglob(pattern)):
            total.update(path.read_bytes())
    return total.hexdigest()
