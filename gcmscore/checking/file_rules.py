"""The rules of files: whether they can be read, and whether keys and values have the right form."""

from __future__ import annotations

from collections.abc import Mapping

from gcmscore.checking.rule import Rule

_GUESS = "A reader that guesses makes errors of fact."
_LOST = "What is not read is missing from the score without anybody noticing."


def _error(title: str, why: str, example: str, remedy: str) -> Rule:
    return Rule("error", title, why, example, remedy)


FILE_RULES: Mapping[str, Rule] = {
    "alias": _error(
        "YAML's aliases are used.",
        "Two records that share a text change together, unseen; and aliases can blow up a small file.",
        "`sources: *cited`",
        "Write the value out.",
    ),
    "ambiguous": _error(
        "A number can be read in two ways.",
        f"{_GUESS} `010` is eight to some programs and ten to others.",
        "`value: 010`",
        "Write a plain number, or put text in quotes.",
    ),
    "character": _error(
        "The file holds a character that is no text.",
        "Control characters hide words or show them in another order.",
        "a bell, U+0007, in a title",
        "Remove it.",
    ),
    "csv": _error(
        "A table cannot be taken apart into rows and cells.",
        f"{_GUESS} A comma too many moves every cell behind it.",
        "a row of seven cells under a header of six",
        "Separate with commas, and quote a cell that holds one.",
    ),
    "documents": _error(
        "A YAML file holds more than one document.",
        _LOST,
        "a second `---` in the file",
        "Make one file of each.",
    ),
    "duplicate_key": _error(
        "A key stands twice in one record.",
        "Most readers keep the last one and say nothing.",
        "`value: 0.44` and further down `value: 0.43`",
        "Keep the one that its source shows.",
    ),
    "empty": _error(
        "A list has no entry, or a folder nothing that could be read.",
        "A record without a source is a claim.",
        "`sources: []`",
        "Give at least one entry.",
    ),
    "encoding": _error(
        "The file is not UTF-8.",
        "Names of people and places come out wrong.",
        "a file saved as Windows-1252",
        "Save it as UTF-8.",
    ),
    "file_name": _error(
        "A file of a framework is not named as it has to be.",
        _LOST,
        "`objectives/01-shools.yaml` with the id `schools`",
        "Name it as the message says.",
    ),
    "form": _error(
        "A text does not have the form its key asks for.",
        "Codes and ids join records; one that is spelled in its own way joins nothing.",
        "`actions: [13H]`",
        "Write it in the form that the message shows.",
    ),
    "missing_file": _error(
        "A file that a framework must have is not there.",
        "Without it there is nothing to score by.",
        "a framework without `indicators.yaml`",
        "Add the file.",
    ),
    "missing_key": _error(
        "A record lacks a key, or a table a column, that it needs.",
        "A level without its reasons, or a figure without a unit, cannot be reviewed.",
        "an assessment without `rationale`",
        "Add it.",
    ),
    "not_a_mapping": _error(
        "A file does not consist of keys with values.",
        "Without keys nobody can tell what its values are.",
        "a file that begins with a list",
        "Write `key: value` lines; records stand in a list under the name of their kind.",
    ),
    "not_accepted": _error(
        "A value is none of those that its key takes.",
        "Kinds, stages and statuses decide how much a record weighs; a new one would weigh nothing.",
        "`kind: blog`",
        "Take one of those that the message lists.",
    ),
    "number": _error(
        "A cell that must hold a number holds something else.",
        f"{_GUESS} `0,44` may be a decimal comma or two cells.",
        "`n.a.` in the column `value`",
        "Write a plain number such as 0.44, or leave the row out.",
    ),
    "rule": _error(
        "Two values of one record do not go together.",
        "Each is sound on its own; together they say something impossible.",
        "`from: 2020` and `until: 2019`",
        "Correct the one that is wrong.",
    ),
    "syntax": _error(
        "The file is not valid YAML.",
        "Nothing of it can be read.",
        "a text with a colon in it and no quotes",
        "Mend the line that the message names; quotes around the text help most often.",
    ),
    "tag": _error(
        "YAML's tags are used.",
        "A tag can make a reader build something else than text and numbers.",
        "`value: !!float 1`",
        "Write plain YAML without tags.",
    ),
    "too_large": _error(
        "A file is larger than any that a person reviews.",
        "A file nobody can read through hides its mistakes, and may fill the memory.",
        "a CSV of 200 million bytes",
        "Divide it, or leave out what the indicators do not use.",
    ),
    "type": _error(
        "A value is of another type than its key takes.",
        _GUESS,
        "`period: [2018, 2019]`",
        "Write the kind of value that the message names.",
    ),
    "unknown_key": _error(
        "A key or a column is not one of those that are known.",
        "A key that is misspelled is a value that is not there.",
        "`sorces:`",
        "Take the one that the message proposes.",
    ),
    "unread": _error(
        "A file looks like evidence and is not read.",
        _LOST,
        "`BEL/evidence.yml`, which must end in `.yaml`",
        "Give it an ending that is read, or move it out of the folder.",
    ),
    "unreadable": _error(
        "A file cannot be opened.",
        _LOST,
        "a file without permission to read it, or a link to nothing",
        "Give yourself permission, or remove the link.",
    ),
    # Workbooks, Parquet, links and conversion
    "cell": _error(
        "A cell of a workbook holds what cannot be taken over as it is.",
        "Excel turns text into dates and numbers, and a formula shows another figure tomorrow.",
        "`3,5`, `#N/A` or a formula in the column `value`",
        "Write the value itself, as the message says; format columns of ids and dates as text.",
    ),
    "conflict": _error(
        "A record cannot be written back into the file it came from.",
        "Writing over it would lose what stands there.",
        "a record that was changed in both places",
        "Do what the message says, then convert again.",
    ),
    "file": _error(
        "The column `file` of a workbook does not name a file that records can be written to.",
        "A record would be lost, or land outside of the folder.",
        "`../elsewhere.yaml`",
        "Name a YAML file of the folder.",
    ),
    "header": _error(
        "The first row of a sheet does not name its columns, each once.",
        "A value under no name belongs to no field.",
        "a note beside the table, in a column without a name",
        "Name the column in row 1, or remove what stands in it.",
    ),
    "hidden": _error(
        "A sheet, a row or a column of a workbook is hidden.",
        "What nobody sees would count.",
        "rows that a filter hides",
        "Show it, or delete it.",
    ),
    "link": _error(
        "A link leads out of the folder, nowhere, or in a circle.",
        "Evidence is what stands in the folder; what a link leads to can change unseen.",
        "`world.csv` as a link to a file elsewhere",
        "Put a copy of the file in its place.",
    ),
    "merged": _error(
        "Cells of a workbook are merged.",
        "Only the first of them holds the value; the others would be read as empty.",
        "one country over three rows",
        "Undo it, and write each value in its own cell.",
    ),
    "parquet": _error(
        "A Parquet file cannot be read as a table of figures or of treaty status.",
        _GUESS,
        "two columns of one name",
        "Write it anew with the columns that a CSV has.",
    ),
    "unfinished": _error(
        "Files of the folder are being written, or that was cut off.",
        "Some may be as they were and others as they shall be.",
        "a power cut while a workbook was converted",
        "Wait until it is done. If no program is running, delete the folder `.gcmscore-writing` and convert "
        "the workbook again: it does what is left to do.",
    ),
    "workbook": _error(
        "A workbook cannot be opened safely.",
        "A file that is damaged, protected or made to fill the memory cannot be reviewed.",
        "a workbook with a password",
        "Save it anew as an Excel workbook, without a password.",
    ),
    # Themes and translations of reports
    "contrast": _error(
        "Two colours of a theme cannot be told apart well enough.",
        "A score that some cannot read is not published to them.",
        "light grey text on white",
        "Take a darker or lighter colour until the ratio in the message is reached.",
    ),
    "doubtful": _error(
        "A translation of the interface is marked as doubtful, or empty.",
        "A reader takes a guess for the text; until somebody confirms it, the English is shown.",
        "an entry marked `fuzzy`",
        "Translate it, and remove the mark.",
    ),
    "logo": _error(
        "A logo cannot be taken into a report.",
        "A picture can hold programs or ask a server for more.",
        "an SVG with a script",
        "Save it as a plain PNG or SVG.",
    ),
    "missing_part": _error(
        "A theme's order leaves out a part that a report must have.",
        "Limits and sources belong to a score.",
        "an `order` without `sources`",
        "Add the part.",
    ),
    "repeated": _error(
        "A theme's order names a part twice.",
        "It would be printed twice.",
        "`order: [overview, overview]`",
        "Name each part once.",
    ),
    "two_translations": _error(
        "One English text is translated in two ways.",
        "A reader takes two words for two things.",
        "`coverage` as *couverture* here and *étendue* there",
        "Use one of them in both places.",
    ),
    "unknown_part": _error(
        "A theme's order names a part that no report has.",
        "It would be left out without a word.",
        "`order: [sorces]`",
        "Take the name that the message proposes.",
    ),
    "unstamped": _error(
        "A translation does not say which English it translates.",
        "When the English changes, nobody would see that the translation did not.",
        "a text without `translates`",
        "Read both, then add the stamp that the message names.",
    ),
    "stale": _error(
        "The English of a translation has changed since.",
        "The two would say different things of one country.",
        "a question that was reworded in `indicators.yaml`",
        "Translate anew and renew the stamp.",
    ),
}
