"""A law pack loads whole, or stops with the file, the line, the key and the mend of its mistake."""

# ruff: noqa: E501 - the table of mistakes is read a line at a time

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import NamedTuple

import jsonschema
import pytest

from dengwen.errors import PackError
from dengwen.law import loader, strict_yaml

ROOT = Path(__file__).parents[2]
CN = ROOT / "packs" / "cn-fire"
PETITION = "procedures/petition.yaml"
HAZARD = "procedures/hazard_report.yaml"


class Mistake(NamedTuple):
    """One edit to a sound pack, and how it must be told."""

    name: str
    file: str
    old: str
    new: str
    key: str
    wrong: str
    mend: str


REGISTER = "    from: [received]\n    to: registered\n    kinds: [suggestion, request]"

MISTAKES = [
    Mistake("unknown key", PETITION, "    once: true", "    onse: true",
            "steps.register.onse", "'onse' is not known", "once"),
    Mistake("wrong type", PETITION, "    limit: 60", "    limit: sixty",
            "clocks.conclude.limit", "Expected `int`", "Correct the value"),
    Mistake("bad choice of unit", PETITION, "    unit: working_days", "    unit: weekdays",
            "clocks.object_to_transfer.unit", "Invalid enum value", "packs/schema"),
    Mistake("missing language", PETITION,
            "label: {zh-Hant: 信訪, zh-Hans: 信访, en: \"Petition\"}",
            "label: {zh-Hant: 信訪, en: \"Petition\"}",
            "label", "zh-Hans is missing", "Add `zh-Hans"),
    Mistake("empty text", PETITION, "    verb: {zh-Hant: 受理並書面告知", "    verb: {}\n    hint: {zh-Hant: 受理並書面告知",
            "steps.accept.verb", "zh-Hant is missing", "Add `zh-Hant"),
    Mistake("unknown language", PETITION, "    label: {zh-Hant: 已收到, zh-Hans:",
            "    label: {zh-Hant: 已收到, fr: reçu, zh-Hans:",
            "statuses.received.label.fr", "no language 'fr'", "Write one of"),
    Mistake("duplicate key", PETITION, "enters_at: place\n", "enters_at: place\nenters_at: top\n",
            "enters_at", "twice", "Keep one"),
    Mistake("missing citation", PETITION, "    basis: [xf-2022#28.3, xf-2022#35]",
            "    basis: []", "steps.begin_recheck.basis", "No citation", "Cite as"),
    Mistake("malformed citation", PETITION, "    basis: [xf-2022#28.3, xf-2022#35]",
            "    basis: [art 35]", "steps.begin_recheck.basis[0]", "is not a citation", "xf-2022#34"),
    Mistake("unregistered instrument", PETITION, "    basis: [xf-2022#28.3, xf-2022#35]",
            "    basis: [xf-2023#35]", "steps.begin_recheck.basis[0]", "not registered", "xf-2022"),
    Mistake("article not listed", PETITION, "    basis: [xf-2022#28.3, xf-2022#35]",
            "    basis: [xf-2022#99]", "steps.begin_recheck.basis[0]", "Article 99", "add it"),
    Mistake("instrument not in force", PETITION, "in_force: {from: 2022-05-01}",
            "in_force: {from: 2020-05-01}", "basis[0]", "not in force on 2020-05-01", "dates"),
    Mistake("force ends before it begins", PETITION, "in_force: {from: 2022-05-01}",
            "in_force: {from: 2022-05-01, to: 2021-01-01}", "in_force.to", "before", "days"),
    Mistake("unknown status", PETITION, REGISTER, REGISTER.replace("registered", "registred"),
            "steps.register.to", "no status named 'registred'", "registered"),
    Mistake("unknown role", PETITION, "    who: {roles: [registrar]}\n    once",
            "    who: {roles: [registar]}\n    once",
            "steps.register.who.roles[0]", "no role named 'registar'", "registrar"),
    Mistake("nobody may take a step", PETITION, "    who: {roles: [registrar]}\n    once",
            "    who: {}\n    once", "steps.register.who", "Nobody may take", "roles"),
    Mistake("unknown party role", PETITION, "parties: [petitioner]}\n    when: [large_group]",
            "parties: [petitoner]}\n    when: [large_group]",
            "steps.choose_representatives.who.parties[0]", "no party role", "petitioner"),
    Mistake("unknown predicate", PETITION, "    when: [large_group]", "    when: [big_group]",
            "steps.choose_representatives.when[0]", "no predicate", "group"),
    Mistake("unknown step", PETITION, "    after: [record_finding]", "    after: [record_findings]",
            "steps.issue_opinion.after[0]", "no step named", "record_finding"),
    Mistake("unknown kind", PETITION, REGISTER, REGISTER.replace("suggestion", "sugestion"),
            "steps.register.kinds[0]", "no kind named", "suggestion"),
    Mistake("unknown document", PETITION, "    issues: [acceptance_notice]",
            "    issues: [acceptence_notice]", "steps.accept.issues[0]", "no document",
            "acceptance_notice"),
    Mistake("unknown notice", PETITION, "    notice: route_notice", "    notice: rout_notice",
            "documents.route_notice.notice", "no notice", "route_notice"),
    Mistake("unknown remedy", PETITION, "    remedies: [recheck]", "    remedies: [rechek]",
            "documents.opinion.remedies[0]", "no remedy", "recheck"),
    Mistake("document nobody issues", PETITION, "    issues: [route_notice]\n", "",
            "documents.route_notice", "No step issues", "issue"),
    Mistake("remedy clock not from service", PETITION, "    clock: apply_recheck",
            "    clock: apply_review", "remedies.recheck.against[0]", "does not start on the service",
            "served.opinion"),
    Mistake("remedy the document hides", PETITION, "    remedies: [recheck]\n", "",
            "remedies.recheck.against[0]", "does not tell", "recheck"),
    Mistake("unknown procedure of a remedy", PETITION, "    procedure: petition\n    kind: recheck",
            "    procedure: petitions\n    kind: recheck", "remedies.recheck.procedure",
            "no procedure", "petition"),
    Mistake("unknown kind of a remedy", PETITION, "    procedure: petition\n    kind: recheck",
            "    procedure: petition\n    kind: rechecks", "remedies.recheck.kind",
            "no kind of petition", "recheck"),
    Mistake("unknown trigger", PETITION, "    starts: [served.opinion]",
            "    starts: [served.opinions]", "clocks.apply_recheck.starts[0]",
            "called 'served.opinions'", "served.opinion"),
    Mistake("clock that cannot stop", PETITION, "    stops: [served.review_opinion, withdraw]",
            "    stops: [served.recheck_opinion]", "clocks.review_opinion.stops",
            "can never stop", "fulfils"),
    Mistake("clock that cannot start", PETITION, "    starts: [served.recheck_opinion]",
            "    starts: [served.opinion]", "clocks.apply_review.starts", "can never start", "step"),
    Mistake("hours that roll", HAZARD, "    unit: hours\n    roll: none", "    unit: hours",
            "clocks.verify_24h.roll", "Hours run", "roll: none"),
    Mistake("roll without an article", PETITION,
            "    basis: [xf-2022#34]\n    roll_basis: [civil-2021#203.1]",
            "    basis: [xf-2022#34]", "clocks.conclude", "no article says so", "roll_basis"),
    Mistake("number not restated", PETITION, "    limit: 60", "    limit: 61",
            "clocks.conclude.note.zh-Hant", "limit is 61", "agree"),
    Mistake("promise longer than the law", PETITION, "    limit: 60", "    limit: 60\n    promise: 70",
            "clocks.conclude.promise", "only be shorter", "1 to 60"),
    Mistake("silence that leads nowhere", PETITION, "    limit: 60",
            "    limit: 60\n    silence: deemed_refused", "clocks.conclude.silence",
            "not said", "silence_to"),
    Mistake("extension nobody could approve", PETITION, "      approved_by: [approver]",
            "      approved_by: []", "clocks.conclude.extension.approved_by", "Nobody could", "role"),
    Mistake("approval nobody could give", PETITION,
            "    approval: {roles: [approver], basis: [xf-2022#36.3]}",
            "    approval: {roles: [], basis: [xf-2022#36.3]}",
            "steps.refuse_repeat.approval.roles", "Nobody could give", "role"),
    Mistake("status nobody reaches", PETITION, "statuses:\n",
            "statuses:\n  lost:\n    label: {zh-Hant: 一, zh-Hans: 一, en: \"Lost\"}\n",
            "statuses.lost", "ever reaches the status 'lost'", "step go"),
    Mistake("final status nobody reaches", PETITION, "statuses:\n",
            "statuses:\n  lost:\n    label: {zh-Hant: 一, zh-Hans: 一, en: \"Lost\"}\n"
            "    final: true\n",
            "statuses.lost", "final status 'lost'", "step go"),
    Mistake("status with no way out", HAZARD, "    from: [ordered, term_over]\n    to: rechecked",
            "    from: [ordered]\n    to: rechecked", "statuses.term_over", "never come to an end", "Add a step"),
    Mistake("final step that does not end", PETITION,
            "    issues: [redirect_notice]\n    ends: true", "    issues: [redirect_notice]",
            "steps.redirect.to", "which is final", "ends: true"),
    Mistake("moves to no unit field", PETITION, "    moves_to: receiving_unit",
            "    moves_to: manner", "steps.transfer.moves_to", "a field of type choice",
            "type unit"),
    Mistake("assigns no field", PETITION, "    assigns: handler", "    assigns: handlr",
            "steps.assign.assigns", "no field in this step's", "handler"),
    Mistake("kinds that are none", PETITION,
            "          suggestion: {zh-Hant: 建議意見",
            "          recheck: {zh-Hant: 建議意見",
            "steps.reclassify.needs.class.options.recheck", "kind that may be chosen",
            "request"),
    Mistake("outcome the kind has not", PETITION, "    outcome: settled", "    outcome: setled",
            "steps.settle.outcome", "no outcome of the kind request", "settled"),
    Mistake("outcome from no choice", PETITION, "    outcome_from: result\n    issues: [reply_notice]",
            "    outcome_from: reasons\n    issues: [reply_notice]",
            "steps.reply.outcome_from", "a field of type text", "type choice"),
    Mistake("subject from no field", PETITION, "    names_subject: subject",
            "    names_subject: how_confirmed", "steps.confirm_subject.names_subject",
            "a field of type text", "type subject"),
    Mistake("question that is no text", PETITION,
            "    asks: question\n    needs:\n      question:\n        label: {zh-Hant: 問題, zh-Hans: 问题, en: \"Question\"}\n        type: text",
            "    asks: question\n    needs:\n      question:\n        label: {zh-Hant: 問題, zh-Hans: 问题, en: \"Question\"}\n        type: line",
            "steps.ask_person.asks", "a field of type line", "type text"),
    Mistake("step from nowhere", PETITION, "    from: [transferred]\n    to: registered",
            "    from: []\n    to: registered", "steps.take_over.from", "from nowhere", "Name"),
    Mistake("clock that stops on its start", PETITION,
            "    starts: [received]\n    stops: [transfer, accept, redirect, refuse_repeat, withdraw]",
            "    starts: [transfer]\n    stops: [transfer]", "clocks.office_transfer.stops",
            "stops on what starts it", "fulfils"),
    Mistake("extension without a ground", PETITION,
            "      grounds:\n        complex: {zh-Hant: 情況複雜, zh-Hans: 情况复杂, en: \"The circumstances are complex\"}",
            "      grounds: {}", "clocks.conclude.extension.grounds", "no ground", "law gives"),
    Mistake("extension nobody may ask for", PETITION, "      proposed_by: [handler, supervisor]",
            "      proposed_by: []", "clocks.conclude.extension.proposed_by", "Nobody may ask", "role"),
    Mistake("extension by nothing", PETITION, "      up_to: 30", "      up_to: 0",
            "clocks.conclude.extension", "by nothing", "up_to"),
    Mistake("silence that means nothing", PETITION, "    limit: 60", "    limit: 60\n    silence_to: closed",
            "clocks.conclude.silence_to", "leads nowhere", "drop"),
    Mistake("unknown status of a silence", PETITION, "    limit: 60",
            "    limit: 60\n    silence: deemed_refused\n    silence_to: close",
            "clocks.conclude.silence_to", "no status", "closed"),
    Mistake("counted from what never happens", PETITION, "    limit: 60", "    limit: 60\n    counts_from: recieved",
            "clocks.conclude.counts_from", "'recieved'", "received"),
    Mistake("pause by what never happens", PETITION, "      - from: open_review_hearing",
            "      - from: open_review_hearings", "clocks.review_opinion.pauses[0].from",
            "'open_review_hearings'", "open_review_hearing"),
    Mistake("unknown calendar of a clock", PETITION, "    limit: 60", "    limit: 60\n    calendar: XX",
            "clocks.conclude.calendar", "no calendar", "CN"),
    Mistake("ends in no final status", PETITION, "    to: transfer_objected", "    to: transfer_objected\n    ends: true",
            "steps.object_to_transfer.ends", "no final status", "to"),
    Mistake("options of no choice", PETITION, "        type: line\n        required: false\n      legal_case",
            "        type: line\n        options: {a: {zh-Hant: 一, zh-Hans: 一, en: \"x\"}}\n        required: false\n      legal_case",
            "offers.disagree.asks.decision.options", "offers no options", "choice"),
    Mistake("remedy where there is none", HAZARD, "    notice: result_notice", "    notice: result_notice\n    remedies: [appeal]",
            "documents.result_notice.remedies[0]", "no remedy", "declare it first"),
    Mistake("a matter nobody brings", HAZARD, "    brings: true\n", "", "parties", "Nobody brings", "brings"),
    Mistake("choice of nothing", PETITION,
            "      reason:\n        label: {zh-Hant: 撤回的原因",
            "      how: {label: {zh-Hant: 一, zh-Hans: 一, en: \"x\"}, type: choice}\n"
            "      reason:\n        label: {zh-Hant: 撤回的原因",
            "steps.withdraw.needs.how", "choice of nothing", "options"),
    Mistake("offer of a remedy", PETITION, "    order: 40\n    kind: request",
            "    order: 40\n    kind: review", "offers.solve.kind", "brought at the door", "request"),
    Mistake("answer to no question", HAZARD, "        other: within_3_workdays",
            "        others: within_3_workdays", "offers.hazard.kind_by.seen.others",
            "no answer", "other"),
    Mistake("unknown setting", HAZARD, "$fire_lane_class", "$fire_lane",
            "offers.hazard.kind_by.seen.fire_lane", "no setting", "fire_lane_class"),
    Mistake("an invented lawyer", PETITION, "\nverified: none",
            "\nverified: {on: 2026-01-01, by: none}", "verified.by", "not the name", "none"),
    Mistake("verified by nobody in particular", PETITION, "\nverified: none", "\nverified: yes",
            "verified", "Expected `object | null`", "Correct"),
    Mistake("placeholder that nothing fills", "notices/opinion.yaml", "{claims}", "{claim}",
            "documents.opinion.notice", "{claim}", "claims"),
    Mistake("message that nothing fills", "notices/question.yaml", "{question}", "{questions}",
            "paragraphs", "{questions}", "question"),
    Mistake("file under another name", "notices/question.yaml", "notice: question",
            "notice: questions", "notice", "but holds 'questions'", "questions.yaml"),
    Mistake("unknown default language", "pack.yaml", "default_language: zh-Hant",
            "default_language: zh-Hent", "default_language", "not among", "zh-Hant"),
    Mistake("unknown calendar", "pack.yaml", "calendar: CN", "calendar: XX", "calendar",
            "no calendar", "CN"),
    Mistake("an anchor", "pack.yaml", "version: \"2026.11.0\"", "version: &v \"2026.11.0\"",
            "version", "Anchors", "Write the text"),
]  # fmt: skip


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the pack with two calendar years, quick to load again and again."""
    home = tmp_path_factory.mktemp("pack") / "cn-fire"
    shutil.copytree(CN, home)
    for year in (home / "calendars").glob("20*.yaml"):
        if year.stem not in ("2025", "2026"):
            year.unlink()
    return home


@pytest.mark.parametrize("mistake", MISTAKES, ids=lambda mistake: mistake.name)
def test_every_mistake_is_told_with_file_line_key_and_mend(sound: Path, mistake: Mistake) -> None:
    path = sound / mistake.file
    text = path.read_text(encoding="utf-8")
    assert mistake.old in text
    path.write_text(text.replace(mistake.old, mistake.new, 1), encoding="utf-8")
    try:
        with pytest.raises(PackError) as caught:
            loader.load(sound)
    finally:
        path.write_text(text, encoding="utf-8")
    error = caught.value
    assert error.key == mistake.key
    assert mistake.wrong in error.wrong
    assert mistake.mend in error.mend
    assert error.line is not None
    assert error.line > 0
    assert Path(error.file).exists()
    assert str(error.line) in str(error)


def test_the_line_is_the_line_of_the_mistake(sound: Path) -> None:
    path = sound / PETITION
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("    limit: 60", "    limit: -60"), encoding="utf-8")
    line = text[: text.index("    limit: 60")].count("\n") + 1
    try:
        with pytest.raises(PackError) as caught:
            loader.load(sound)
    finally:
        path.write_text(text, encoding="utf-8")
    assert (Path(caught.value.file), caught.value.line) == (path, line)


def test_a_procedure_without_an_end_is_refused(sound: Path) -> None:
    path = sound / HAZARD
    text = path.read_text(encoding="utf-8")
    endless = text.replace("    final: true\n", "").replace("    ends: true\n", "")
    path.write_text(endless, encoding="utf-8")
    try:
        with pytest.raises(PackError, match="No status is final"):
            loader.load(sound)
    finally:
        path.write_text(text, encoding="utf-8")


@pytest.mark.parametrize(
    ("old", "new", "starts"),
    [
        ("    asks: question\n", "", "asked"),
        ("    moves_to: receiving_unit\n", "", "moved"),
    ],
)
def test_a_clock_that_waits_for_what_no_step_does_is_refused(
    sound: Path, old: str, new: str, starts: str
) -> None:
    path = sound / HAZARD
    text = path.read_text(encoding="utf-8")
    waiting = text.replace("    starts: [verify]", f"    starts: [{starts}]")
    path.write_text(waiting, encoding="utf-8")
    try:
        loader.load(sound)
        path.write_text(waiting.replace(old, new), encoding="utf-8")
        with pytest.raises(PackError, match="can never start"):
            loader.load(sound)
    finally:
        path.write_text(text, encoding="utf-8")


def test_free_text_is_sealed_unless_said_otherwise() -> None:
    own = loader.load(CN).procedures["hazard_report"][0].steps["verify"].needs
    asked = loader.load(CN).procedures["petition"][0].steps["ask_person"].needs
    assert asked["question"].is_sealed
    assert not own["inspection_record"].is_sealed
    assert not own["result"].is_sealed


def test_two_versions_of_a_procedure_may_not_share_a_day(sound: Path) -> None:
    newer = sound / "procedures" / "petition-2027.yaml"
    text = (sound / PETITION).read_text(encoding="utf-8")
    newer.write_text(text.replace("from: 2022-05-01", "from: 2027-01-01"), encoding="utf-8")
    try:
        with pytest.raises(PackError, match="still in force on 2027-01-01"):
            loader.load(sound)
        (sound / PETITION).write_text(
            text.replace("{from: 2022-05-01}", "{from: 2022-05-01, to: 2026-12-31}"),
            encoding="utf-8",
        )
        versions = loader.load(sound).procedures["petition"]
        assert [version.in_force.from_.year for version in versions] == [2022, 2027]
    finally:
        newer.unlink()
        (sound / PETITION).write_text(text, encoding="utf-8")


def test_a_setting_of_the_place_changes_the_class(sound: Path) -> None:
    usual = loader.load(sound)
    path = sound / "pack.yaml"
    text = path.read_text(encoding="utf-8")
    strict = text.replace("fire_lane_class: within_3_workdays", "fire_lane_class: within_24_hours")
    path.write_text(strict, encoding="utf-8")
    try:
        chosen = loader.load(sound)
    finally:
        path.write_text(text, encoding="utf-8")
    for pack, kind in ((usual, "within_3_workdays"), (chosen, "within_24_hours")):
        offer = pack.procedures["hazard_report"][0].offers["hazard"]
        assert offer.kind_by["seen"]["fire_lane"] == kind
    assert usual.hash != chosen.hash


def test_a_pack_kept_in_an_archive_comes_back_the_same() -> None:
    pack = loader.load(CN)
    again = loader.revive(loader.dump(pack))
    assert again.hash == pack.hash
    assert again.procedures == pack.procedures
    assert loader.dump(again) == loader.dump(pack)


def test_the_hash_does_not_depend_on_where_the_pack_lies(sound: Path, tmp_path: Path) -> None:
    shutil.copytree(sound, tmp_path / "elsewhere")
    assert loader.load(tmp_path / "elsewhere").hash == loader.load(sound).hash


def test_the_schemas_in_packs_are_those_of_the_structures(tmp_path: Path) -> None:
    for path in loader.write_schemas(tmp_path):
        kept = ROOT / "packs" / "schema" / path.name
        assert kept.read_text(encoding="utf-8") == path.read_text(encoding="utf-8")


def test_the_pack_files_keep_to_their_schemas() -> None:
    schemas = loader.schemas()
    for kind, files in {
        "pack": [CN / "pack.yaml"],
        "procedure": sorted((CN / "procedures").glob("*.yaml")),
        "notice": sorted(set((CN / "notices").glob("*.yaml")) - {CN / "notices" / "phrases.yaml"}),
        "phrases": [CN / "notices" / "phrases.yaml"],
    }.items():
        keys = set(schemas[kind]["$defs"][schemas[kind]["$ref"].rsplit("/", 1)[1]]["properties"])
        for file in files:
            assert set(strict_yaml.read(file).value) <= keys
        jsonschema.Draft202012Validator.check_schema(json.loads(json.dumps(schemas[kind])))
