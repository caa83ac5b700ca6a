"""Own 自己的: the forms for what a person needs, and for what of theirs is not published."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dengwen.matters.actions.telling import ADDRESS
from dengwen.matters.events import Passage
from dengwen.matters.rules import publishing
from dengwen.matters.rules.needs import read
from dengwen.matters.state import Matter, Party
from dengwen.web.forms import controls
from dengwen.web.page import LANGUAGES
from dengwen.web.portal.contacts import Help

WAYS = {
    "email": gettext_lazy("By e-mail"),
    "sms": gettext_lazy("By text message"),
    "post": gettext_lazy("By letter"),
    "none": gettext_lazy("Not at all: I look it up myself"),
}


class OwnNeeds(Help):
    """The needs on the page of a matter, with the language and the way of what we write."""

    language = controls.radios(
        gettext_lazy("In which language shall we write to you?"),
        [(html, name) for _code, html, name in LANGUAGES],
    )
    notify_by = controls.radios(
        gettext_lazy("How shall we tell you of each step?"),
        [],
        gettext_lazy("Only ways for which you gave us an address or a number are shown."),
    )

    def __init__(self, party: Party, *args: Any, **options: Any) -> None:
        stated = read(party.needs.value if party.needs else None)
        options["initial"] = {
            "kinds": list(stated.kinds),
            "speaks": stated.speaks,
            "words": stated.words,
            "language": party.language,
            "notify_by": party.notify_by,
        }
        super().__init__(*args, **options)
        reach = (party.contact.value if party.contact else None) or {}
        self.fields["notify_by"].choices = [  # type: ignore[attr-defined]
            (way, label)
            for way, label in WAYS.items()
            if way in ("none", party.notify_by) or reach.get(ADDRESS.get(way, ""))
        ]


LABELS = {
    "subject": gettext_lazy("In one line"),
    "statement": gettext_lazy("What you wrote"),
}


def label(of: str) -> str:
    """What a text of the person is called."""
    return str(LABELS.get(of, gettext_lazy("What you added")))


class Marks(forms.Form):
    """Sentences to tick and words to write down: what of one's own words stays from the public."""

    sentences = forms.MultipleChoiceField(
        label=gettext_lazy("Tick each sentence that must not be published"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"class": "govuk-checkboxes__input"}),
        error_messages=controls.ERRORS,
    )
    also = controls.text(
        gettext_lazy("Names or words that must not be published"),
        gettext_lazy("One a line. They are blacked out wherever you wrote them."),
        required=False,
        rows=4,
        most=2000,
    )

    def __init__(self, matter: Matter, party: str, *args: Any, **options: Any) -> None:
        self.texts = [text for text in publishing.texts(matter) if text.party == party]
        marked = matter.redacted.get(party, [])
        offered = [
            (f"{text.of}|{start}|{end}", text.words[start:end].strip())
            for text in self.texts
            for start, end in publishing.sentences(text.words)
        ]
        options["initial"] = {
            "sentences": [value for value, _words in offered if covered(value, marked)],
            "also": "\n".join(apart(self.texts, marked)),
        }
        super().__init__(*args, **options)
        self.fields["sentences"].choices = offered  # type: ignore[attr-defined]

    def clean_also(self) -> list[str]:
        """The words, each of which must stand somewhere in the person's own."""
        wanted = [line.strip() for line in self.cleaned_data["also"].splitlines() if line.strip()]
        for one in wanted:
            if not any(publishing.occurrences(text.words, [one]) for text in self.texts):
                raise forms.ValidationError(
                    _("“%(words)s” does not stand in what you wrote.") % {"words": one}
                )
        return wanted

    def passages(self) -> list[Passage]:
        """What was ticked and written, as parts of the texts."""
        found: list[Passage] = []
        for text in self.texts:
            spans = publishing.occurrences(text.words, self.cleaned_data["also"])
            for value in self.cleaned_data["sentences"]:
                of, start, end = value.split("|")
                spans += [(int(start), int(end))] if of == text.of else []
            found += publishing.passages(text.of, spans, len(text.words))
        return found


def covered(value: str, marked: list[Passage]) -> bool:
    """Whether a sentence is marked whole."""
    of, start, end = value.split("|")
    return any(p.of == of and p.start <= int(start) and int(end) <= p.end for p in marked)


def apart(texts: list[publishing.Text], marked: list[Passage]) -> list[str]:
    """The marked words that are no whole sentences, each once."""
    found: dict[str, None] = {}
    for text in texts:
        whole = publishing.sentences(text.words)
        for p in (p for p in marked if p.of == text.of):
            if not any(p.start <= a and b <= p.end for a, b in whole):
                found[text.words[p.start : p.end].strip()] = None
    return list(found)
