"""The rules of good evidence: what is no mistake of form and should still be looked at."""

from __future__ import annotations

from collections.abc import Mapping

from gcmscore.checking.rule import Rule

ADVICE_RULES: Mapping[str, Rule] = {
    "accessed_too_early": Rule(
        "warning",
        "A source was read before it was published.",
        "One of the two dates is wrong; what could be known on a day hangs on them.",
        "`date: 2020-10` and `accessed: 2020-03`",
        "Give the date of the version that was read.",
    ),
    "announced_as_law": Rule(
        "warning",
        "A level of law above 0 rests on announcements alone.",
        "An announcement is not law: it may never be adopted, or be adopted otherwise.",
        "`law: 2` on a coalition agreement",
        "Rest on the text that was adopted, or lower the level.",
    ),
    "announced_as_practice": Rule(
        "warning",
        "A level of practice above 0 rests on what was announced or adopted, and on nothing that was done.",
        "Law is not practice. Level 0 may rest on a promise: it says that nothing more was found.",
        "`practice: 2` on a plan of action",
        "Add a finding of the stage `practice`, or leave the side out.",
    ),
    "assessment_without_finding": Rule(
        "warning",
        "An assessment rests on no finding, and on no region's assessment.",
        "A judgement can be reviewed only when the facts it rests on stand apart from it.",
        "an assessment without `findings`",
        "Write the facts as findings, with date and stage, and name their ids.",
    ),
    "future_date": Rule(
        "warning",
        "Something is dated after today.",
        "Evidence is about what has happened; a date to come is a slip or a forecast.",
        "`date: 2062-05-04`",
        "Correct the date. A law that is not in force yet has the stage `adopted` and the day of adoption.",
    ),
    "jump": Rule(
        "warning",
        "A figure is ten times its neighbour in time, or a tenth of it.",
        "That is what thousands for persons, or a share for per cent, look like. In tables of ten countries "
        "or more only a figure that both its neighbours contradict is named, and nowhere one so small that "
        "rounding explains it; a scale without a true zero has no ratios.",
        "64, 837, 79 persons",
        "Look at the source. If the figure is right, silence it and say why.",
    ),
    "kept_copy_changed": Rule(
        "error",
        "A kept copy is not the one whose fingerprint the source gives.",
        "What is kept is no longer what was read; whoever checks a quotation checks another text.",
        "`kept/annual-report-2020.pdf` was saved anew",
        "Restore the copy, or read the new one, correct what cites it and give its `sha256`.",
    ),
    "kept_copy_missing": Rule(
        "note",
        "A source gives a fingerprint, and no copy is kept.",
        "A fingerprint without its copy proves nothing once the page has changed.",
        "`sha256: 9f86…` and no file `kept/annual-report-2020.*`",
        "Keep the copy as `kept/<source id>.<ending>`.",
    ),
    "kept_copy_unknown": Rule(
        "note",
        "A kept copy belongs to no source, or its source gives no fingerprint or that of another copy.",
        "Nobody would notice that it changed.",
        "`kept/anual-report-2020.pdf`",
        "Name it after its source, and give the source its `sha256`.",
    ),
    "no_access_date": Rule(
        "note",
        "A page that may change has no date of access.",
        "Statistics, official pages, monitors, NGOs and the press change what an address shows. Laws, "
        "rulings and articles do not, and are not named.",
        "a source with `url` and without `accessed`",
        "Write `accessed:` with the day on which it was read.",
    ),
    "series_differ": Rule(
        "warning",
        "Two series give one figure, a tenth or more apart.",
        "Which of them counts decides the score. One warning a pair of series and files; its figures are the "
        "furthest apart. What rounding, small counts or the publishers' own margins explain is not named.",
        "59 deaths in one series, 232 in another, for 2016",
        "See whether both count the same thing. If they do not, silence it and say what each counts.",
    ),
    "silence_expired": Rule(
        "note",
        "A silence is past its `until`.",
        "It was to be looked at again; until then the advice is given.",
        "`until: 2025-12-31`",
        "Mend what it silenced, or look again and give a later day.",
    ),
    "silence_of_error": Rule(
        "error",
        "A silence names an error.",
        "Errors keep evidence from being read; there is nothing to score behind them.",
        "`code: unit`",
        "Mend the error and remove the silence.",
    ),
    "silence_unused": Rule(
        "note",
        "A silence silences nothing.",
        "It would hide the next mistake at that place.",
        "a silence of a warning that was mended",
        "Remove it, or correct its code, path or record.",
    ),
    "sources_differ": Rule(
        "warning",
        "Two publishers give one figure of one series, and not the same.",
        "At most one of them is right. Revisions by one publisher are not named, nor what rounding or the "
        "publishers' own margins explain.",
        "33 % in the ministry's report, 35 % in the ombudsman's",
        "See which one measured it, and give the other a series of its own or leave it out.",
    ),
    "stale_evidence": Rule(
        "note",
        "The newest evidence on a question is older than the question allows.",
        "It no longer counts: the question is open again. Age is counted in years, as the score does.",
        "a level last confirmed in 2018 on a question with `max_age: 3`",
        "Look for newer evidence, or confirm that what was found still holds.",
    ),
    "superseded_evidence": Rule(
        "warning",
        "An assessment rests on a finding that another had superseded when it was last confirmed.",
        "The level was confirmed on facts that were known to be overtaken.",
        "a level confirmed in 2021 on a report that a ruling of 2019 supersedes",
        "Rest on the newer finding, too, and look whether the level holds.",
    ),
    "total_alone": Rule(
        "warning",
        "A total of something that is counted by its parts, such as a price by corridor, and no parts.",
        "The score is computed from the parts, so that the total is read and never counted.",
        "`remittance_cost_sending` with a value and no `disaggregation: {corridor: …}`",
        "Give the parts, each with its name under `disaggregation`.",
    ),
    "unexplained_gap": Rule(
        "warning",
        "Law and practice lie two levels or more apart, and the reasons do not say why.",
        "Such a gap is the finding that matters most to people; it must be shown on both sides. The "
        "rationale has to name law and practice, and if findings are cited, one must be of the stage "
        "`practice`.",
        "`law: 4`, `practice: 1`, `rationale: The law is exemplary.`",
        "Say in the rationale what law grants and what practice shows, and cite a finding on practice.",
    ),
    "unused_source": Rule(
        "note",
        "No record cites a source.",
        "A list of sources should be what the evidence rests on, no more.",
        "a source left over from a finding that was removed",
        "Cite it or remove it.",
    ),
}
