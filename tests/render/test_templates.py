"""A folder of one's own replaces single templates, can read nothing, and is told where it is wrong."""

from __future__ import annotations

import dataclasses
import os
import re

import pytest

import gcmscore as gcm
from gcmscore._resources import DATA_ROOT
from gcmscore.errors import InvalidRequestError, RenderError
from gcmscore.render.templates import TEMPLATES, load_templates
from gcmscore.render.view import FindingRow, IndicatorRow, ScorecardView, Section, SourceEntry, Tile

CODE = re.compile(r"`([^`]+)`")


@pytest.fixture
def own(tmp_path):
    """Write a template into a folder; return the folder."""

    def write(name: str, text: str):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return tmp_path

    return write


def test_a_part_of_ones_own_replaces_the_shipped_one_and_nothing_else(own, small):
    folder = own("parts/limits.html.j2", '<section class="mine">{{ view.country }} only</section>\n')
    shipped, page = small.to_html(), small.to_html(templates=folder)
    assert '<section class="mine">Belgium only</section>' in page
    start, end = (
        shipped.index('<section class="notice" aria-labelledby="limits">'),
        shipped.index("</section>"),
    )
    end = shipped.index("</section>", start) + len("</section>")
    assert page == shipped[:start] + '<section class="mine">Belgium only</section>' + shipped[end:]


def test_a_style_sheet_of_ones_own_comes_after_the_variables_of_the_theme(own, small):
    page = small.to_html(templates=own("style.css", "body { color: var(--ink) }\n"))
    assert page.index("--ink: #") < page.index("body { color: var(--ink) }")
    assert "max-width" not in page.partition("<style>")[2].partition("</style>")[0]


def test_a_folder_without_anything_in_it_changes_nothing(tmp_path, small):
    assert small.to_html(templates=tmp_path) == small.to_html()
    assert small.to_html(templates=str(tmp_path)) == small.to_html()


def test_a_change_of_a_template_is_seen_in_the_same_process(own, small):
    first = small.to_html(templates=own("parts/limits.html.j2", "first"))
    second = small.to_html(templates=own("parts/limits.html.j2", "other words"))
    assert ("first" in first, "other words" in second) == (True, True)


def test_the_fingerprint_follows_every_file_that_counts(own):
    seen = {load_templates().digest}
    for name, text in [
        ("parts/limits.html.j2", "one"),
        ("parts/limits.html.j2", "other"),
        ("parts/limits.typ.j2", "one"),
        ("style.css", "a {}"),
        ("theme.yaml", 'colours: {light: {ink: "#000"}}'),
    ]:
        seen.add(load_templates(own(name, text)).digest)
    assert len(seen) == 6
    before = load_templates(own("README.md", "words")).digest
    assert load_templates(own("README.md", "other words")).digest == before


# Mistakes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\n{{ view.contry }}", r"2: there is no 'contry' here; did you mean country"),
        ("\n\n{{ nothing }}", r"3: there is no 'nothing' here"),
        ("{% if view.limitz %}{% endif %}", r"1: there is no 'limitz' here; did you mean limits\?"),
        ("{% for x in view.limits %}\n{{ x.shout }}\n{% endfor %}", r"2: there is no 'shout' here"),
        ("{{ t('heading.metod') }}", r"1: locale/en/interface.po has no text for 'heading.metod'"),
        ("\n{% if %}", r"2: Expected an expression"),
        ("{% include 'parts/none.html.j2' %}", r"1: there is no template 'parts/none.html.j2'"),
        ("{{ 1 / 0 }}", r"1: division by zero"),
        ("{{ view.country | shout }}", r"1: No filter named 'shout'"),
        ("{% include 'parts/limits.html.j2' %}", r"1: maximum recursion depth exceeded"),
    ],
)
def test_a_mistake_in_a_template_is_said_with_its_file_and_line(own, small, tmp_path, text, said):
    folder = own("parts/limits.html.j2", text)
    with pytest.raises(RenderError, match=rf"parts.limits\.html\.j2:{said}"):
        small.to_html(tmp_path / "page.html", templates=folder)
    assert not (tmp_path / "page.html").exists()


def test_a_mistake_in_a_template_of_the_pdf_is_said_in_the_same_way(own, small):
    with pytest.raises(
        RenderError, match=r"parts.limits\.typ\.j2:2: there is no 'contry' here; did you mean country"
    ):
        small.to_pdf(templates=own("parts/limits.typ.j2", "\n#{{ view.contry }}"))


def test_a_folder_that_is_not_there_is_named(tmp_path, small):
    with pytest.raises(InvalidRequestError, match=r"there is no folder of templates at .*none"):
        small.to_html(templates=tmp_path / "none")


@pytest.mark.parametrize(
    ("name", "meant"),
    [
        ("part/limits.html.j2", "parts/limits.html.j2"),
        ("parts/limit.html.j2", "parts/limits.html.j2"),
        ("theme.yml", "theme.yaml"),
        ("styles.css", "style.css"),
    ],
)
def test_a_name_that_replaces_nothing_is_not_passed_over(own, name, meant):
    with pytest.raises(InvalidRequestError, match=f"{name} replaces no template; {meant} may be meant"):
        load_templates(own(name, "x"))


def test_a_folder_of_something_else_is_not_searched_through(tmp_path):
    for number in range(501):
        (tmp_path / f"{number}.css").touch()
    with pytest.raises(
        InvalidRequestError, match="holds more than 500 files; name a folder that holds only templates"
    ):
        load_templates(tmp_path)


# A folder may come from anybody


@pytest.mark.parametrize(
    "text",
    [
        "{{ ''.__class__.__mro__ }}",
        "{{ t.__self__ }}",
        "{{ t.__func__.__globals__ }}",
        "{{ view.__class__ }}",
        "{{ view.__dataclass_fields__ }}",
        "{{ '{0.__class__}'.format(view) }}",
        "{{ theme.__init__.__globals__ }}",
        "{{ cycler.__init__.__globals__.os.popen('id').read() }}",
        "{{ self.__init__.__globals__ }}",
        "{% include '/etc/passwd' %}",
        "{% include '../../../../etc/passwd' %}",
        "{% include 'parts/../../secret.txt' %}",
        "{% set _ = view.limits.append('x') %}",
        "{% for x in range(1000000000) %}{% endfor %}",
    ],
)
def test_a_template_reaches_nothing_but_the_view(own, small, tmp_path, text):
    (tmp_path.parent / "secret.txt").write_text("secret", encoding="utf-8")
    with pytest.raises(RenderError, match=r"limits\.html\.j2:1: "):
        small.to_html(templates=own("parts/limits.html.j2", text))


@pytest.mark.parametrize(
    "text",
    [
        '#read("/etc/passwd")',
        '#image("/etc/passwd")',
        '#include "/etc/passwd"',
        '#import "@preview/cetz:0.3.0": canvas',
        '#plugin("x.wasm")',
    ],
)
def test_a_template_of_the_pdf_reads_no_file_and_no_network(own, small, text):
    with pytest.raises(RenderError, match="the PDF engine refused the document"):
        small.to_pdf(templates=own("parts/limits.typ.j2", text))


def test_evidence_is_cleaned_and_escaped_in_a_template_of_ones_own(own, make):
    finding = make.finding(statement="<b>\u202eodd</b> {{ 7*7 }}")
    card = make.card([make.measure()], [make.figure("pupils", 50), finding])
    timelines = "{% for section in view.sections %}{% for timeline in section.timelines %}"
    text = (
        timelines + "{% for row in timeline.rows %}[{{ row.statement }}]{% endfor %}{% endfor %}{% endfor %}"
    )
    page = card.to_html(templates=own("parts/limits.html.j2", text))
    assert "[&lt;b&gt;odd&lt;/b&gt; {{ 7*7 }}]" in page


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
@pytest.mark.parametrize("name", ["parts/limits.html.j2", "scorecard.html.j2", "style.css", "theme.yaml"])
def test_a_link_out_of_the_folder_is_refused(small, tmp_path, name):
    outside = tmp_path.parent / "outside.txt"
    outside.write_text("secret", encoding="utf-8")
    path = tmp_path / "own" / name
    path.parent.mkdir(parents=True)
    path.symlink_to(outside)
    with pytest.raises(gcm.GcmscoreError, match="is a link out of its folder; put the file itself there"):
        small.to_html(templates=tmp_path / "own")


@pytest.mark.skipif(os.name == "nt", reason="links need rights there")
def test_a_linked_folder_gives_away_nothing_either(own, small, tmp_path):
    (tmp_path.parent / "private").mkdir(exist_ok=True)
    (tmp_path.parent / "private" / "key.txt").write_text("secret", encoding="utf-8")
    folder = own("parts/limits.html.j2", "{% include '.linked/key.txt' %}")
    (folder / ".linked").symlink_to(tmp_path.parent / "private")
    with pytest.raises(RenderError, match=r"limits\.html\.j2:1: .*is a link out of its folder"):
        small.to_html(templates=folder)


def test_what_a_folder_changes_is_the_same_in_the_sandbox_and_out_of_it(own, small):
    """The page of the sandbox is the shipped page, byte for byte, where the folder says the same."""
    folder = own(
        "parts/method.html.j2", (load_templates().folders[0] / "parts/method.html.j2").read_text("utf-8")
    )
    assert small.to_html(templates=folder) == small.to_html()
    assert gcm.score("KEN", 2020).to_html(templates=folder) == gcm.score("KEN", 2020).to_html()


# What the page for designers says


README = (DATA_ROOT / "reports" / "README.md").read_text(encoding="utf-8")


def test_every_file_that_the_page_for_designers_names_is_there():
    table = README.partition("## What is where")[2].partition("\n## ")[0]
    named = {
        name
        for line in table.splitlines()
        if line.startswith("| `")
        for name in CODE.findall(line.split("|")[1])
    }
    assert len(named) > 20
    assert sorted(name for name in named if not list(TEMPLATES.glob(name))) == []


@pytest.mark.parametrize(
    ("row", "view"),
    [
        ("the scorecard", ScorecardView),
        ("an objective at a glance", Tile),
        ("an objective with evidence", Section),
        ("an indicator", IndicatorRow),
        ("a dated fact", FindingRow),
        ("a source", SourceEntry),
    ],
    ids=lambda item: item if isinstance(item, str) else "",
)
def test_every_field_that_the_page_for_designers_names_is_there(row, view):
    (line,) = [line for line in README.splitlines() if line.startswith(f"| {row},")]
    named = set(CODE.findall(line.split("|")[2]))
    assert len(named) > 5
    assert sorted(named - {field.name for field in dataclasses.fields(view)}) == []
