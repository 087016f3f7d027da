"""Markdown becomes safe HTML, with its table of contents."""

import pytest

from coaching.articles.markdown import NO_ALT, NOT_YOURS, Shown, named_pictures, render

HERE = {12: Shown("/articles/pictures/12/abc.webp", 800, 600)}


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[here](javascript:alert(1))",
        "[here](data:text/html;base64,PHNjcmlwdD4=)",
        "[here](vbscript:msgbox)",
        "<style>p{}</style>",
        "<iframe src='https://a.example'></iframe>",
        "![x](https://tracker.example/a.png)",
        "# <b onclick=x>hm</b>",
        '[a](<https://a.example" onclick="x>)',
    ],
)
def test_it_lets_nothing_run_or_be_fetched_from_elsewhere(text: str) -> None:
    html = render(text, HERE).html
    assert not [
        bad for bad in ("<script", "<style", "<iframe", 'href="javascript', 'href="data', "tracker") if bad in html
    ]
    assert "<img src=x" not in html
    assert 'onclick="' not in html


def test_it_numbers_headings_that_are_alike_and_leaves_the_title_to_the_page() -> None:
    done = render("# Sleep\n\ntext\n\n## Sleep\n\n### *Really* sleep", {})
    assert [(h.anchor, h.text, h.level) for h in done.contents] == [
        ("sleep", "Sleep", 2),
        ("sleep-2", "Sleep", 2),
        ("really-sleep", "Really sleep", 3),
    ]
    assert '<h2 id="sleep-2">' in done.html
    assert "<h1" not in done.html


def test_it_shows_own_pictures_with_words_and_sizes() -> None:
    done = render("![a path in fog](picture:12)", HERE)
    assert not done.problems
    for piece in ('src="/articles/pictures/12/abc.webp"', 'alt="a path in fog"', 'width="800"', 'loading="lazy"'):
        assert piece in done.html


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("![](picture:12)", NO_ALT),
        ("![x](picture:13)", NOT_YOURS),
        ("![x](https://a.example/b.png)", NOT_YOURS),
        ("![x](picture:²)", NOT_YOURS),
        ("- list\n\n  > ![x](picture:99999999999999999999)", NOT_YOURS),
    ],
)
def test_it_says_what_is_wrong_with_a_picture(text: str, problem: str) -> None:
    assert render(text, HERE).problems == (problem,)


def test_it_knows_which_pictures_a_text_names() -> None:
    assert named_pictures("![a](picture:12) and\n\n> ![b](picture:7) ![c](/x.png) `![d](picture:9)`") == {7, 12}


@pytest.mark.parametrize(("words", "minutes"), [(1, 1), (220, 1), (221, 2), (2200, 10)])
def test_it_says_how_long_reading_takes(words: int, minutes: int) -> None:
    assert render("word " * words, {}).minutes == minutes
