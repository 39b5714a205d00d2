"""From a conversation to the probability of each label: what is learned, fused as the build fitted it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge.model import Floats, Model, Scores

OUTSIDE = "#"
"""The first character of a label that is no topic."""


def signals(
    scores: Scores, outside: NDArray[np.bool_], decline: NDArray[np.bool_], clarify: NDArray[np.bool_]
) -> Floats:
    """What the fusion weighs, labels × nine: the scores, and how short texts pull to outside and clarify."""
    log_length = np.log(np.float32(scores.length))
    columns = [
        scores.terms,
        scores.nets,
        outside,
        decline,
        clarify,
        outside * log_length,
        clarify * log_length,
        outside * scores.terms[~outside].max(),
        outside * scores.nets[~outside].max(),
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def following_signals(alone: Floats, joined: Scores, subject: Floats) -> Floats:
    """The signals of the last turn, and those of all turns together and of the object talked about before."""
    return np.concatenate([alone, np.stack([joined.terms, joined.nets, subject], axis=1)], axis=1)


@dataclass(frozen=True)
class Matcher:
    """Gives every label a probability; numpy only, no state."""

    model: Model

    @cached_property
    def masks(self) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.bool_]]:
        """Which labels lie outside, are to be declined, are to be asked back."""
        kinds = np.array(self.model.kinds)
        return kinds == "outside", kinds == "decline", kinds == "clarify"

    @cached_property
    def objects(self) -> dict[str, str]:
        """What each label is about."""
        return dict(zip(self.model.labels, self.model.objects, strict=True))

    @cached_property
    def aspects(self) -> dict[str, str]:
        """What each label wants to know."""
        return dict(zip(self.model.labels, self.model.aspects, strict=True))

    @cached_property
    def _object_codes(self) -> NDArray[np.int64]:
        return np.unique(np.array(self.model.objects), return_inverse=True)[1]

    def share_of(self, topics_object: str, p: Mapping[str, float]) -> float:
        """How probable it is that a message is about that object."""
        return sum(p[label] for label, about in self.objects.items() if about == topics_object)

    def signals(self, turns: Sequence[str]) -> Floats:
        """Labels × signals of the last turn, with more of them where others went before."""
        alone = signals(self.model.score(turns[-1]), *self.masks)
        if len(turns) == 1:
            return alone
        joined, earlier = self.model.score(" ".join(turns)), self.model.score(" ".join(turns[:-1]))
        return following_signals(alone, joined, self._subject(earlier))

    def _subject(self, scores: Scores) -> Floats:
        """For each label, the log of how probable its object is."""
        shares = np.bincount(self._object_codes, np.exp(scores.nets))
        return np.log(shares[self._object_codes]).astype(np.float32)

    def probabilities(self, turns: Sequence[str]) -> dict[str, float]:
        """P of each label for the last of the turns; those before it count as what was talked about."""
        z = self.signals(turns) @ (self.model.following if len(turns) > 1 else self.model.alone)
        p = np.exp(z - z.max())
        return dict(zip(self.model.labels, (p / p.sum()).tolist(), strict=True))
