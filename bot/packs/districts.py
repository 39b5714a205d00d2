"""The districts of an installation: rules and knowledge of each, read once when it is first needed."""

from collections.abc import Sequence
from pathlib import Path

from bot.packs.knowledge import read_district, read_matcher
from bot.packs.loader import NATION, Packs, UnknownDivision, load_packs
from knowledge.base import District
from reminders.plan import Planner
from rules.ladder import OfficeHours


class Districts:
    """Districts by division code. Raises UnknownDivision for a code that no pack has."""

    def __init__(self, folders: Sequence[Path], hours: OfficeHours) -> None:
        self.packs: Packs = load_packs(folders)
        self._layers = {path.name: path for folder in folders for path in sorted(folder.iterdir())}
        self._matcher = read_matcher(self._layers[NATION])
        self._hours = hours
        self._read: dict[str, District] = {}

    def of(self, code: str) -> District:
        """What the district of that code knows."""
        if code not in self._read:
            pack = self.packs.of(code)
            names = [NATION, *(code[:length] for length in range(1, len(code) + 1))]
            layers = [self._layers[name] for name in names if name in self._layers]
            self._read[code] = read_district(layers, pack, self._matcher)
        return self._read[code]

    def planner(self, code: str) -> Planner:
        """What plans the reminders of the district."""
        return Planner(self.packs.of(code), self._hours)

    def knows(self, code: str) -> bool:
        """Whether there is a pack of that code that is a district and not a layer of one."""
        try:
            return bool(self.packs.of(code)) and code != NATION
        except UnknownDivision:
            return False
