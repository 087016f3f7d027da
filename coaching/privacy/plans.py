"""How far a copy has come: what a worker needs to take it up where another one stopped. Sealed like the copy itself."""

import dataclasses
import json
import uuid
from dataclasses import dataclass, field

from runners import pieces
from runners.zip_writing import Member

NAME = "plan"


@dataclass
class Plan:
    """`numbers` are the rows of each kind in their order; `parts` what lies beside the lines: kind, row, name."""

    pieces: int = 0
    offset: int = 0
    kinds: int = 0
    parts_done: int = 0
    closed: bool = False
    members: list[Member] = field(default_factory=list)
    numbers: dict[str, list[int]] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)
    parts: list[tuple[str, int, str]] = field(default_factory=list)

    def numbered(self) -> dict[str, dict[int, int]]:
        """Row -> number, of each kind."""
        return {
            kind: {row: number for number, row in enumerate(rows, self.starts.get(kind, 1))}
            for kind, rows in self.numbers.items()
        }


def load(token: uuid.UUID, *, owner_id: int) -> Plan:
    try:
        told = json.loads(pieces.read(token, NAME, owner_id=owner_id))
    except FileNotFoundError:
        return Plan()
    members = [Member(**{**one, "moment": tuple(one["moment"])}) for one in told.pop("members")]
    return Plan(**told, members=members)


def save(plan: Plan, token: uuid.UUID, *, owner_id: int) -> None:
    pieces.write(token, NAME, json.dumps(dataclasses.asdict(plan)).encode(), owner_id=owner_id)
