from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.faults import site as fault_site
from tests.faults.site import Account, Servers, Site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """Programs on this test's database and the run's Valkey."""
    made = Site(fault_site.environment(tmp_path), tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def own_servers() -> Iterator[Servers]:
    """Servers that a test may kill; durable, as the product's are.

    Not below pytest's own folders: each of its runs closes those to the account that root's PostgreSQL runs as.
    """
    with TemporaryDirectory(prefix="evenpace-servers-", dir="/tmp") as name:
        folder = Path(name)
        folder.chmod(0o755)
        made = Servers(folder)
        yield made
        made.close()


@pytest.fixture
def brittle_site(tmp_path: Path, own_servers: Servers) -> Iterator[Site]:
    """Programs on this test's database and a Valkey that may be killed."""
    made = Site(fault_site.environment(tmp_path, redis_url=own_servers.redis_url), tmp_path)
    yield made
    made.close()


@pytest.fixture(scope="session")
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return fault_site.collected(tmp_path_factory.mktemp("static"))


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str], request: pytest.FixtureRequest) -> Callable[[Account | str], None]:
    """Prints one line for the reader of a test run."""

    def said(line: Account | str) -> None:
        with capsys.disabled():
            print(f"\n  {request.node.name}: {line}")

    return said
