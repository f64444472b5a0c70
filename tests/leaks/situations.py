"""All situations."""

from __future__ import annotations

from tests.leaks.contents import CONTENTS
from tests.leaks.fields import FIELDS
from tests.leaks.places import PLACES
from tests.leaks.situation import Situation

SITUATIONS: tuple[Situation, ...] = (*FIELDS, *CONTENTS, *PLACES)
BY_NAME = {situation.name: situation for situation in SITUATIONS}
