"""One style sheet for the browser, many for whoever writes them."""

import re
from collections.abc import Iterator
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import Storage
from whitenoise.storage import CompressedManifestStaticFilesStorage

SHEET = "css/site.css"
IMPORT = re.compile(r'^@import "([^"]+)";$', re.MULTILINE)

Sources = dict[str, tuple[Storage, str]]


class JoinedSheets(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Writes what `site.css` imports into it, so that a page waits for one sheet and not for nine in a row."""

    def post_process(self, paths: Sources, dry_run: bool = False, **options: Any) -> Iterator[tuple[str, str, bool]]:
        if not dry_run:
            self.delete(SHEET)
            self._save(SHEET, ContentFile(joined(paths).encode()))
            paths = {**paths, SHEET: (self, SHEET)}
        yield from super().post_process(paths, dry_run=dry_run, **options)


def joined(sources: Sources) -> str:
    """What `site.css` says with the sheets it names in their places, read from where they are written."""
    return IMPORT.sub(lambda line: _text(sources, f"css/{line[1]}"), _text(sources, SHEET))


def _text(sources: Sources, name: str) -> str:
    storage, path = sources[name]
    with storage.open(path) as sheet:
        return str(sheet.read().decode())
