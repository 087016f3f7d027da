"""`{% fixed %}`: the parts of a page that are the same for everybody, rendered once a process.

    {% fixed %}...{% endfixed %}                 nothing in it changes
    {% fixed here coach %}...{% endfixed %}      one rendering for each of these values, which are few

What stands inside is given these names and nothing else: no request, no person, no token. A rendering can be kept
because there is nothing of anybody in it.
"""

from collections.abc import Sequence

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.defaulttags import CsrfTokenNode
from django.template.loader_tags import BlockNode
from django.utils.safestring import SafeString

register = template.Library()
MOST = 512  # renderings kept of one place; more would mean that its values are not few


class FixedNode(template.Node):
    child_nodelists = ("nodelist",)

    def __init__(self, names: Sequence[str], values: Sequence[FilterExpression], nodelist: NodeList) -> None:
        self.names, self.values, self.nodelist = names, values, nodelist
        self.kept: dict[tuple[object, ...], SafeString] = {}

    def render(self, context: template.Context) -> SafeString:
        values = tuple(value.resolve(context, ignore_failures=True) for value in self.values)
        key = (*values, *map(type, values))  # 1 and True are the same to a dictionary, and not on a page
        found = self.kept.get(key)
        return self._rendered(context, values, key) if found is None else found

    def _rendered(self, context: template.Context, values: tuple[object, ...], key: tuple[object, ...]) -> SafeString:
        assert context.template is not None  # it is being rendered
        given = {name: value for name, value in zip(self.names, values, strict=True) if value is not None}
        alone = template.Context(given)
        with alone.bind_template(context.template):
            rendered = self.nodelist.render(alone)
        if len(self.kept) < MOST:
            self.kept[key] = rendered
        return rendered


@register.tag
def fixed(parser: Parser, token: Token) -> FixedNode:
    names = token.split_contents()[1:]
    if not all(name.isidentifier() for name in names):
        raise template.TemplateSyntaxError("What is fixed is named by plain names; give a longer one a name first.")
    nodelist = parser.parse(("endfixed",))
    parser.delete_first_token()
    if nodelist.get_nodes_by_type(BlockNode) or nodelist.get_nodes_by_type(CsrfTokenNode):
        raise template.TemplateSyntaxError("What is fixed holds no block of another page and no token.")
    return FixedNode(names, [parser.compile_filter(name) for name in names], nodelist)
