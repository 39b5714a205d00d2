"""What is wrong with the knowledge of a district, whatever the day."""

from collections.abc import Iterator

from knowledge.base import District, Entry
from knowledge.render import PLACEHOLDER, is_known


def faults(district: District) -> Iterator[str]:
    """One line a fault, with the entry and what in it leads nowhere."""
    for versions in district.entries.values():
        for entry in versions:
            yield from (f"{entry.division}/{entry.id}: {fault}" for fault in _faults(entry, district))
    for event in district.clocks.events:
        counted = {rule for count in event.counts for rule in count.rules}
        yield from (f"{event.key}: no rule {rule!r}" for rule in sorted(counted - set(district.pack.rules)))


def _faults(entry: Entry, district: District) -> Iterator[str]:
    for name in PLACEHOLDER.findall(entry.answer):
        if not is_known(name, district):
            yield f"nothing fills {{{name}}}"
    for citation in entry.sources:
        if citation.law not in district.laws:
            yield f"no law {citation.law!r}"
    for name in entry.next:
        if name.isascii() and name not in district.entries and name not in district.matcher.objects:
            yield f"no topic {name!r} to go on to"
