"""Samples → model: the scorers on all voices, the fusion on voices that its scorers had left out."""

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from knowledge.build.archive import pack_model
from knowledge.build.features import Grams
from knowledge.build.fusion import fit_fusion
from knowledge.build.net import fit_nets
from knowledge.build.samples import Sample, Topic
from knowledge.build.terms import fit_terms
from knowledge.matcher import Matcher
from knowledge.model import Floats, Model
from knowledge.text import Lexicon

FOLDS = 3
FOREIGN_HISTORIES = 1500
"""Stand-alone questions put behind a foreign message: the guard against believing history too much."""

FIRST_WEIGHTS = {
    "alone": np.array([0.5, 0.5, 0, 0, 0, 0, 0, 0, 0], np.float32),
    "following": np.array([0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0.2, 0.2, 0.2], np.float32),
}
"""Fusion weights of the first measurement: a scorer without fitted ones is complete with them."""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything that a build reads."""

    digest: str
    topics: Mapping[str, Topic]
    words: Lexicon
    samples: Sequence[Sample]


def fit_model(material: Material, samples: Sequence[Sample], fusion: Mapping[str, Floats]) -> bytes:
    """A model file with scorers fitted on those of the samples that stand alone."""
    plain = [sample for sample in samples if not sample.turns]
    texts = [sample.text for sample in plain]
    labels = sorted({sample.label for sample in plain})
    position = {label: i for i, label in enumerate(labels)}
    codes = np.array([position[sample.label] for sample in plain])
    grams = Grams(texts, material.words)
    terms = fit_terms(grams.counts(texts), codes, [sample.voice for sample in plain], len(labels))
    together = texts + [" ".join([*sample.turns, sample.text]) for sample in samples if sample.turns]
    of_all = np.concatenate([codes, [position[sample.label] for sample in samples if sample.turns]])
    nets = fit_nets(grams.tfidf(together), of_all.astype(np.int64), len(labels))
    return pack_model(material.digest, labels, material.topics, material.words, grams, terms, nets, fusion)


def left_out(material: Material) -> Iterator[tuple[Matcher, list[Sample]]]:
    """For each fold a matcher that never saw the fold's voices, and the samples of these voices.

    Only of topics that others asked about too: nobody can be understood in what only they speak of.
    """
    voices = sorted({sample.voice for sample in material.samples} - {""})
    for fold in range(FOLDS):
        held = set(voices[fold::FOLDS])
        seen = [sample for sample in material.samples if sample.voice not in held]
        spoken_of = {sample.label for sample in seen if sample.voice}
        unseen = [sample for sample in material.samples if sample.voice in held and sample.label in spoken_of]
        yield Matcher(Model.from_bytes(fit_model(material, seen, FIRST_WEIGHTS))), unseen


def behind_foreign_turns(samples: Sequence[Sample]) -> list[Sample]:
    """Stand-alone questions, each behind another one that has nothing to do with it."""
    chance = random.Random(7)
    chosen = chance.sample(list(samples), min(len(samples), FOREIGN_HISTORIES))
    return [replace(sample, turns=(chance.choice(samples).text,)) for sample in chosen]


def fuse(folds: Sequence[tuple[Matcher, list[Sample]]]) -> dict[str, Floats]:
    """Fusion weights for messages that stand alone and for those that follow others."""
    signals: dict[str, list[Floats]] = {"alone": [], "following": []}
    truth: dict[str, list[int]] = {"alone": [], "following": []}
    for matcher, unseen in folds:
        labels = {label: i for i, label in enumerate(matcher.model.labels)}
        plain = [sample for sample in unseen if not sample.turns]
        follow_ups = [sample for sample in unseen if sample.turns]
        for sample in plain + follow_ups + behind_foreign_turns(plain):
            key = "following" if sample.turns else "alone"
            signals[key].append(matcher.signals([*sample.turns, sample.text]))
            truth[key].append(labels[sample.label])
    return {key: fit_fusion(signals[key], truth[key]) for key in signals}
