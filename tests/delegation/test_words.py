"""Words in Markdown, made safe to show."""

import pytest

from delegation.words import rendered


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("", ""),
        ("One *two*\nthree", "<p>One <em>two</em><br>\nthree</p>\n"),
        ("# Head", "<h4>Head</h4>\n"),
        ("- one\n- two", "<ul>\n<li>one</li>\n<li>two</li>\n</ul>\n"),
        ("~~standards~~ study [in brackets]", "<p><s>standards</s> study [in brackets]</p>\n"),
        ("<b onclick='x()'>bold</b>", "<p>&lt;b onclick='x()'&gt;bold&lt;/b&gt;</p>\n"),
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ("[x](data:text/html,x)", "<p>[x](data:text/html,x)</p>\n"),
        ("[98](https://itu.int/98)", '<p><a href="https://itu.int/98" rel="noopener noreferrer">98</a></p>\n'),
        ("Союз 联合会 الاتحاد", "<p>Союз 联合会 الاتحاد</p>\n"),
    ],
)
def test_markdown_is_rendered_and_nothing_else(typed, shown):
    assert rendered(typed) == shown


def test_pictures_are_not_fetched():
    assert "<img" not in rendered("![x](https://elsewhere.example/x.png)")
