"""Small pieces of markup and wording that every template uses."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django import template
from django.conf.locale import LANG_INFO
from django.contrib.messages.storage.base import Message
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from analysis.spoken import spoken
from analysis.steps import UNITS
from dashboard.tongues import Tongues
from dashboard.vocabulary import CHUNK_TYPES, LANGUAGES, WORDS, StepWords
from tracking.clock import iso, now
from tracking.states import Step

register = template.Library()


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite; what it means is said beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="{}#{}"></use></svg>',
        static("img/icons.svg"),
        name,
    )


@register.simple_tag
def tongue(tongues: Tongues | None, item_id: str) -> SafeString:
    """Attributes of an element that holds words of an item: their direction, and their language if it is known."""
    code = tongues.of(item_id) if tongues else ""
    return format_html('dir="auto" lang="{}"', code) if code else mark_safe('dir="auto"')


@register.simple_tag
def lang(tongues: Tongues, item_id: str) -> SafeString:
    """As `tongue`, for what has no direction of its own: parts of a drawing."""
    code = tongues.of(item_id)
    return format_html('lang="{}"', code) if code else mark_safe("")


@register.filter
def duration(seconds: float | None) -> str:
    """How long something took: "0.8 s", "12 s", "1 min 20 s", "2 h 5 min"; a dash where it is not known."""
    if seconds is None:
        return "–"
    if seconds < 9.95:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s" if whole % 60 else f"{whole // 60} min"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


@register.simple_tag
def moment(text: str | None, style: str = "ago") -> SafeString | str:
    """A point in time. Without JavaScript in UTC; with it in the reader's own zone, or as "2 min ago".

    `style`: `ago`, `clock` (time of day), `full`. The page's script owns the words, so a live swap leaves them alone.
    """
    if not text:
        return "–"
    at = datetime.fromisoformat(text)
    words = at.strftime("%H:%M:%S UTC") if style == "clock" else at.strftime("%d %b %Y, %H:%M UTC")
    return format_html('<time datetime="{}" data-moment="{}" hx-morph-skip-children>{}</time>', text, style, words)


@register.simple_tag
def as_of(style: str = "clock") -> SafeString | str:
    """When the page was made, for those that do not change by themselves."""
    return moment(iso(now()), style)


@register.simple_tag
def running_clock(since: str) -> SafeString:
    """Seconds since `since`, counted by the page's script; empty without it."""
    return format_html('<time class="tick" datetime="{}" data-since="{}" hx-morph-skip-children></time>', since, since)


@register.filter
def percent(value: float | None) -> str:
    """0.874 → "87 %"."""
    return "–" if value is None else f"{round(100 * value)} %"


@register.filter
def thousandths(value: float) -> int:
    """0..1 as a whole number for the width of a bar."""
    return round(1000 * max(0.0, min(1.0, value)))


@register.filter
def chunk_type(value: str) -> str:
    """`pain_point` → "Pain point"."""
    return CHUNK_TYPES.get(value, value)


@register.filter
def unit(step: str) -> str:
    """What the progress of a step counts."""
    return UNITS[step]


@register.filter
def words_of(step: str) -> StepWords:
    """How a step is spoken of, from its name."""
    return WORDS[Step(step)]


@register.filter("spoken")
def as_spoken(text: str, source: str) -> str:
    """What somebody said in the file `source`, without the file's own marks."""
    return spoken(text, source)


@register.filter
def counted(number: int, nouns: str) -> str:
    """`3|counted:"file,files"` → "3 files"."""
    one, many = nouns.split(",")
    return f"{number:,} {one if number == 1 else many}"


@register.filter
def lookup(mapping: dict[object, object], key: object) -> object:
    """`mapping[key]`, or None."""
    return mapping.get(key)


@register.filter
def thousands(number: int) -> str:
    """12345 → "12,345"."""
    return f"{number:,}"


@register.filter
def ms(seconds: float) -> int:
    """Seconds as whole milliseconds: the timeline's own unit."""
    return round(1000 * seconds)


@register.simple_tag
def undo_button(message: Message) -> dict[str, str] | None:
    """What the message's undo button takes back; None where there is nothing to undo."""
    tags = (message.extra_tags or "").split()
    return {"request_id": tags[1], "seq": tags[2]} if len(tags) == 3 and tags[0] == "undo" else None


@register.filter
def joined(values: Iterable[object]) -> str:
    """Sentences one after another."""
    return " ".join(str(value) for value in values)


@register.filter
def scaled(value: float, most: float) -> int:
    """`value` of `most` in thousandths: heights and lengths in drawings."""
    return round(1000 * value / most) if most else 0


@register.filter
def kind_words(kind: str) -> str:
    """`worker_lost` → "Worker lost"."""
    return kind.replace("_", " ").capitalize()


@register.filter
def since(at: float, zero: float) -> int:
    """Milliseconds from `zero` to `at`, both in seconds."""
    return round(1000 * max(0.0, at - zero))


@register.filter
def instant(at: float) -> str:
    """Seconds since the epoch as ISO 8601."""
    return iso(at)


@register.filter
def minus(number: int, other: int) -> int:
    """`number` less `other`."""
    return number - other


@register.filter
def language(code: str) -> str:
    """`de` → "German"; nothing where the language could not be told."""
    if code == "und":
        return ""
    return LANGUAGES.get(code) or LANG_INFO.get(code, {}).get("name", code)
