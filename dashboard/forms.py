"""Forms of the pages: what was typed, checked and in the types that the rest expects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from analysis.curation.edits import MAX_TEXT, Act
from analysis.engines import DEFAULT_ENGINE
from analysis.submissions import MAX_TITLE
from dashboard.actor import MAX_NAME
from dashboard.share_links import DAYS
from tracking.states import STEPS


class ManyFilesInput(forms.ClearableFileInput):
    """A file input that takes several."""

    allow_multiple_selected = True


class ManyFilesField(forms.FileField):
    """Several uploaded files; an empty list where none was chosen. Whether they can be read is not decided here."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", ManyFilesInput())
        super().__init__(**options)

    def clean(self, data: Any, _initial: Any = None) -> list[UploadedFile[Any]]:
        """The files, empty ones too: the readers say what is wrong with those."""
        return [upload for upload in (data if isinstance(data, list | tuple) else [data]) if upload]


class SubmissionForm(forms.Form):
    """What somebody wants analysed: files, pasted text or an object in S3."""

    files = ManyFilesField(required=False)  # type: ignore[assignment]  # Django takes declared fields off the class.
    text = forms.CharField(required=False, max_length=2_000_000, strip=False)
    s3_uri = forms.CharField(required=False, max_length=1_100)
    title = forms.CharField(required=False, max_length=MAX_TITLE)
    engine = forms.CharField(required=False, max_length=100)
    pseudonymise = forms.BooleanField(required=False)
    once = forms.CharField(required=False, max_length=100)
    """Made anew with each form that is shown: what is sent twice under it is started once."""
    roles_known = forms.BooleanField(required=False)
    """True where the page asked who interviews, so that "nobody" is an answer."""

    def clean_engine(self) -> str:
        """The default engine where none was chosen."""
        return str(self.cleaned_data["engine"] or DEFAULT_ENGINE)

    def clean(self) -> dict[str, Any]:
        """Something must have been given."""
        data = super().clean() or {}
        if not (data.get("files") or str(data.get("text") or "").strip() or data.get("s3_uri")):
            raise forms.ValidationError("Choose at least one file, or paste some text.")
        return data


class RetryForm(forms.Form):
    """Where to start again."""

    from_step = forms.ChoiceField(choices=[(step.value, step.value) for step in STEPS])


class CurateForm(forms.Form):
    """One thing done to a finding."""

    act = forms.ChoiceField(choices=[(act.value, act.value) for act in Act if act is not Act.UNDO])
    text = forms.CharField(required=False, max_length=MAX_TEXT)
    into = forms.CharField(required=False, max_length=100)
    by = forms.CharField(required=False, max_length=MAX_NAME)


class ShareForm(forms.Form):
    """How long a link lasts and how much it shows."""

    days = forms.TypedChoiceField(choices=[(days, days) for days in DAYS], coerce=int)
    hide_sources = forms.BooleanField(required=False)
