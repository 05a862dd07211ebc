"""Lines that the program or the person who made a transcript adds to it: never talk."""

from __future__ import annotations

import re

_DOCUMENT = (
    "transcript|transcripci[oó]n|transkripts?|transcription|transkription|transcrição|trascrizione|recording|aufnahme"
    "|enregistrement|grabaci[oó]n|gravação|interview|entrevista|entretien"
)
_ADDED = (
    r"transcribed by \S{1,80}",  # Otter
    r"(?:this )?editable transcript (?:was|is) computer[ -]generated.{0,200}",  # Google Meet
    r"this editable transcript.{0,300}",
    r"transcription ended after [\d:]{4,10}.{0,40}",
    (
        r"(?:start|beginning|end|ende|beginn|fin|début|inicio|início|fim|inizio|fine)"
        rf" (?:of|der|des|de|du|do|da|del|della|de la)(?: the)? (?:{_DOCUMENT})"
    ),
    r"\S.{0,60} (?:started|stopped) transcription",  # Teams, in the language of the tenant
    r"\S.{0,60} hat die transkription (?:gestartet|beendet|gestoppt)",
    r"\S.{0,60} a (?:démarré|arrêté|commencé) la transcription",
    r"\S.{0,60} (?:inici[oó]|detuvo|finaliz[oó]) la transcripci[oó]n",
    r"\S.{0,60} (?:iniciou|interrompeu|parou) a transcrição",
    r"\S.{0,60} ha (?:avviato|interrotto) la trascrizione",
    r"audio (?:file|recording)",
    r"end",
    r"(?:recording|transcript|tape) (?:starts?|begins?|ends?|stops?|started|ended|stopped)",
)
_ABOUT_THE_INTERVIEW = (
    (
        r"(?:(?:interview|session|transcript|transcription|test|recording) )?"
        r"(?:conducted|transcribed|recorded|moderated|facilitated|prepared|edited|translated) by\b.{1,160}"
    ),
    (
        r"(?:date|duration|length|time|location|place|language|datum|dauer|ort|fecha|duración|lugar|durée|lieu|data|duração|local)"
        r"\s?[*_]{0,2}\s?:.{1,120}"
    ),
    r"end of (?:the )?(?:interview|transcript|session|recording)",
    r"©.{0,160}",
)
LONGEST = 400
"""Characters beyond which no line is boilerplate."""


def _any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """A line that is one of `patterns` and nothing but markup around it."""
    return re.compile(rf"\s*[*_#\[(]{{0,6}}\s*(?:{'|'.join(patterns)})\s*[\s.:\])*_]{{0,4}}\s*$", re.IGNORECASE)


_IS_ADDED = _any_of(_ADDED)
_IS_ABOUT_THE_INTERVIEW = _any_of(_ABOUT_THE_INTERVIEW)


def is_boilerplate(line: str) -> bool:
    """Whether an exporter added this line, wherever it stands."""
    return len(line) <= LONGEST and bool(_IS_ADDED.match(line))


def is_trailer(line: str) -> bool:
    """Whether this line, at the very end, tells of the interview: who conducted it, when, how long it took."""
    return len(line) <= LONGEST and bool(_IS_ABOUT_THE_INTERVIEW.match(line))
