"""Lesson text can hold anything; pages cannot be harmed by it."""

import pytest

from tutorial.lessons.markdown import to_html


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script>",
        "<img src=x onerror=alert(1)>",
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "<a href='jav&#x09;ascript:alert(1)'>x</a>",
        "[a](data:text/html;base64,PHNjcmlwdD4=)",
        "<svg onload=alert(1)>",
        "<iframe src=//evil.example></iframe>",
        "<style>*{display:none}</style>",
        "<p style='position:fixed' onclick='x()'>hi</p>",
        "<form action=//evil.example><button>go</button></form>",
        "<math><mi xlink:href='javascript:alert(1)'>x</mi></math>",
        "<!-- --><noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    ],
)
def test_nothing_that_acts_survives(text):
    html = to_html(text).lower()
    for word in (
        "<script",
        "<iframe",
        "<style",
        "<form",
        "<svg",
        "<math",
        'href="javascript',
        "href='javascript",
        'href="data:',
        "style=",
        "<noscript",
    ):
        assert word not in html
    assert "onerror=" not in html.replace("&lt;img src=x onerror=", "").replace(
        'title="&lt;/noscript&gt;', ""
    )  # only as text


def test_prose_survives():
    html = to_html(
        "A `kubectl` **pod**\n\n| a | b |\n|---|---|\n| 1 | 2 |\n\n```yaml\nkind: Pod\n```\n\n[docs](https://kubernetes.io)"
    )
    assert "<code>kubectl</code>" in html
    assert "<strong>pod</strong>" in html
    assert "<td>1</td>" in html
    assert '<pre><code class="language-yaml">kind: Pod' in html
    assert 'href="https://kubernetes.io"' in html
    assert 'rel="noopener noreferrer"' in html


def test_headings_begin_at_the_third_level():
    assert to_html("# One\n\n## Two\n\n### Three") == "<h3>One</h3>\n<h3>Two</h3>\n<h3>Three</h3>\n"
