import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from coaching.sheets import IMPORT, SHEET, JoinedSheets


@pytest.fixture
def written(tmp_path):
    """A folder of sheets as somebody writes them, and what collecting would hand over."""
    source = FileSystemStorage(tmp_path / "source")
    (tmp_path / "source" / "css").mkdir(parents=True)
    (tmp_path / "source" / SHEET).write_text('/* all */\n@import "a.css";\n@import "b.css";\n')
    (tmp_path / "source" / "css" / "a.css").write_text("a { color: red }")
    (tmp_path / "source" / "css" / "b.css").write_text("b { color: blue }")
    return {name: (source, name) for name in (SHEET, "css/a.css", "css/b.css")}


def collected(tmp_path, written):
    storage = JoinedSheets(location=tmp_path / "out", base_url="/static/")
    for name, (source, path) in written.items():
        storage.delete(name)
        with source.open(path) as sheet:
            storage.save(name, sheet)
    list(storage.post_process(written))
    return (tmp_path / "out" / storage.stored_name(SHEET)).read_text()


def test_it_puts_every_sheet_where_it_is_named(tmp_path, written):
    assert collected(tmp_path, written) == "/* all */\na { color: red }\nb { color: blue }\n"


def test_it_follows_a_sheet_that_changed_since(tmp_path, written):
    before = collected(tmp_path, written)
    (tmp_path / "source" / "css" / "b.css").write_text("b { color: green }")
    assert collected(tmp_path, written) == before.replace("blue", "green")


def test_no_sheet_is_forgotten():
    folder = settings.BASE_DIR / "static" / "css"
    named = IMPORT.findall((folder / "site.css").read_text())
    assert sorted(["site.css", *named]) == sorted(path.name for path in folder.glob("*.css"))


def test_every_page_asks_for_the_one_sheet():
    templates = (settings.BASE_DIR / "templates").rglob("*.html")
    lines = [line for path in templates for line in path.read_text().splitlines() if 'rel="stylesheet"' in line]
    assert len(lines) >= 4
    assert all("css/site.css" in line for line in lines)
