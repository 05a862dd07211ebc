"""PDF: pages, running heads, hyphens, scans."""

from __future__ import annotations

from tests.analysis.readers.documents import pdf, read_one, reason_for, said, specimen


def test_a_pdf_reads_like_the_word_document_it_was_printed_from() -> None:
    printed, written = read_one(*specimen("amos_p0017.pdf")), read_one(*specimen("amos_p0017.docx"))
    assert said(printed) == said(written)
    assert len(printed.turns) == 52


def test_every_place_has_its_page() -> None:
    transcript = read_one(*specimen("amos_p0017.pdf"))
    pages = [transcript.page_at(turn.start) for turn in transcript.turns]
    assert pages[0] == 1
    assert pages[-1] == 7
    assert pages == sorted(pages, key=lambda page: page or 0)
    assert read_one("a.txt", "P1: slow").page_at(0) is None


def test_running_heads_and_page_numbers_do_not_cut_sentences() -> None:
    body = "about the booking page, which takes a very long time to load every day"
    ends = ("and then I went", "and so it is", "as everybody knows", "which I hate")
    pages = [
        ["Study 7, confidential", f"P{n}: I talked {body}", f"and more {body} {end}", f"Page {n} of 4"]
        for n, end in enumerate(ends, start=1)
    ]
    pages[1].insert(1, "home and slept until the evening came and all was well again then.")
    transcript = read_one("a.pdf", pdf(*pages))
    assert "confidential" not in transcript.text
    assert "Page 1" not in transcript.text
    assert "and then I went home and slept" in said(transcript)[0][1]
    assert transcript.notes == ("8 running heads and page numbers left out.",)


def test_words_broken_at_the_end_of_a_line_are_joined() -> None:
    lines = [
        "P1: The page that I have to use for every single one of my book-",
        "ings is slow, and so I keep a list of my own at home now.",
        "P2: Yes.",
    ]
    assert said(read_one("a.pdf", pdf(lines)))[0] == (
        "P1",
        (
            "The page that I have to use for every single one of my bookings is slow, and so I keep a "
            "list of my own at home now."
        ),
    )


def test_a_label_at_the_edge_of_pages_is_no_running_head() -> None:
    pages = [
        ["Interviewer:", f"What about {thing}?", "Bo:", f"The {thing} is slow."]
        for thing in ("it", "tea", "home", "mail")
    ]
    assert len(read_one("a.pdf", pdf(*pages)).turns) == 8


def test_scans_are_recognised() -> None:
    assert "pictures" in reason_for("scan.pdf", pdf([], [], []))


def test_pages_without_text_are_noted() -> None:
    transcript = read_one(
        "a.pdf", pdf(["P1: The page is slow and I do not like it."], [], ["P2: Nor do I, to be honest."])
    )
    assert transcript.notes == ("1 of 3 pages hold no text: pictures or blank pages.",)
