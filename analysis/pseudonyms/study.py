"""A whole study under pseudonyms, transcript by transcript, wherever the work on each is done."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from analysis.errors import UnreadableFile
from analysis.pseudonyms.people import names_in, names_of_speakers
from analysis.pseudonyms.replacing import hide
from analysis.transcripts import Transcript


@dataclass(frozen=True, slots=True, kw_only=True)
class Pseudonymised:
    """Transcripts that name nobody."""

    transcripts: tuple[Transcript, ...]
    originals: Mapping[str, str]
    """Pseudonym → what it stands for."""
    refused: tuple[UnreadableFile, ...] = ()
    """Transcripts that are left out, since they could not be done."""


def names_told(transcript: Transcript) -> Sequence[str]:
    """People whom a transcript's own text names, each once."""
    return tuple(dict.fromkeys(names_in(transcript.text)))


def pseudonymise(
    transcripts: Iterable[Transcript],
    known: Mapping[str, str] | None = None,
    *,
    tell: Callable[[Transcript], Sequence[str]] = names_told,
    replace: Callable[[Transcript, Sequence[str], Mapping[str, str]], tuple[Transcript, Mapping[str, str]]] = hide,
) -> Pseudonymised:
    """The transcripts without personal details.

    Names of speakers and of people spoken of, e-mail and postal addresses, telephone, card and identity numbers,
    dates of birth, accounts. Codes such as P1 and parts such as Interviewer stay: they name nobody. Every offset fits
    the new text. `known` is what an earlier reading gave; whoever is in it keeps their pseudonym.

    `tell` and `replace` do the work on one transcript and may raise UnreadableFile, which costs that one only.
    """
    refused: list[UnreadableFile] = []
    named: list[Transcript] = []
    names: dict[str, None] = {}
    transcripts = tuple(transcripts)
    names.update(dict.fromkeys(names_of_speakers(transcripts)))
    for transcript in transcripts:
        try:
            names.update(dict.fromkeys(tell(transcript)))
            named.append(transcript)
        except UnreadableFile as error:
            refused.append(error)
    originals: Mapping[str, str] = dict(known or {})
    hidden: list[Transcript] = []
    for transcript in named:
        try:
            done, originals = replace(transcript, tuple(names), originals)
            hidden.append(done)
        except UnreadableFile as error:
            refused.append(error)
    return Pseudonymised(transcripts=tuple(hidden), originals=originals, refused=tuple(refused))
