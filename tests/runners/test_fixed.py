"""What is the same for everybody is rendered once, and has nothing of anybody in it."""

import pytest
from django.template import Context, Template, TemplateSyntaxError
from django.test import RequestFactory

from runners.templatetags import fixed


def shown(source: str, *contexts: dict[str, object]) -> list[str]:
    template = Template("{% load fixed %}" + source)
    return [template.render(Context(context)) for context in contexts]


def test_it_is_given_nothing() -> None:
    request = RequestFactory().get("/")
    seen = shown(
        "{% fixed %}[{{ name }}{{ request.path }}{{ csrf_token }}]{% endfixed %}", {"name": "Mia", "request": request}
    )
    assert seen == ["[]"]


def test_it_renders_once_for_each_value() -> None:
    looked: list[str] = []

    class Name(str):
        def __str__(self) -> str:
            looked.append(self[:])
            return self[:]

    source = "{% fixed here %}<{{ here }}>{% endfixed %}"
    contexts: list[dict[str, object]] = [{"here": Name(here)} for here in "abab"]
    assert shown(source, *contexts) == ["<a>", "<b>", "<a>", "<b>"]
    assert len(looked) == 2


def test_it_tells_a_value_that_is_missing_from_one_that_is_there() -> None:
    source = "{% fixed coach %}{% if coach %}squad{% endif %}{% endfixed %}"
    assert shown(source, {"coach": True}, {}, {"coach": False}, {"coach": True}) == ["squad", "", "", "squad"]


def test_it_says_nothing_for_what_is_not_there() -> None:
    assert shown("{% fixed n %}[{{ n }}]{% endfixed %}", {}, {"n": None}, {"n": 0}) == ["[]", "[]", "[0]"]


def test_it_tells_a_number_from_a_yes() -> None:
    assert shown("{% fixed n %}{{ n }}{% endfixed %}", {"n": 1}, {"n": True}, {"n": 1}) == ["1", "True", "1"]


def test_it_keeps_no_more_than_a_few(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fixed, "MOST", 2)
    template = Template("{% load fixed %}{% fixed n %}{{ n }}{% endfixed %}")
    assert "".join(template.render(Context({"n": n})) for n in range(5)) == "01234"
    (node,) = template.nodelist.get_nodes_by_type(fixed.FixedNode)
    assert isinstance(node, fixed.FixedNode)
    assert len(node.kept) == 2


def test_it_escapes_as_everywhere() -> None:
    assert shown("{% fixed n %}{{ n }}{% endfixed %}", {"n": "<b>"}) == ["&lt;b&gt;"]


@pytest.mark.parametrize(
    "inside",
    ["{% block other %}{% endblock %}", "{% csrf_token %}", "{% if 1 %}{% csrf_token %}{% endif %}"],
)
def test_it_refuses_what_depends_on_a_page_or_a_person(inside: str) -> None:
    with pytest.raises(TemplateSyntaxError):
        shown("{% fixed %}" + inside + "{% endfixed %}")


def test_it_refuses_a_name_that_means_something_else_inside() -> None:
    with pytest.raises(TemplateSyntaxError):
        shown("{% fixed request.user %}{% endfixed %}")
