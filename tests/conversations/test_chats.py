"""Every scene of the *.chat files at every door."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conversations import script
from tests.conversations.house import Hands, opened
from tests.conversations.script import Scene
from tests.conversations.stage import Stage

SCENES = [script.read(path) for path in sorted(Path(__file__).parent.glob("*.chat"))]


@pytest.mark.parametrize(
    ("scene", "door"),
    [pytest.param(scene, door, id=f"{scene.name}-{door}") for scene in SCENES for door in scene.doors],
)
async def test_scene(scene: Scene, door: str, settings_in: Callable[[dict[str, str]], None]) -> None:
    settings_in(scene.settings)
    lines = scene.at(door)
    hands = Hands()
    if lines[0].verb == "now":
        hands.set(lines[0].text)
    async with opened(door, hands) as house:
        await Stage(house, scene).play(lines)
