"""Prints how many tests of a JUnit report passed, failed and were skipped."""

import sys
from xml.etree import ElementTree

suites = list(ElementTree.parse(sys.argv[1]).iter("testsuite"))  # noqa: S314
total, failures, errors, skipped = (
    sum(int(suite.get(name, "0")) for suite in suites) for name in ("tests", "failures", "errors", "skipped")
)
print(max(total - failures - errors - skipped, 0), failures + errors, skipped)
