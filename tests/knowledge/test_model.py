"""The weights as shipped belong to the files that they were made from, and read what people write."""

import json

import pytest

from knowledge.build.samples import digest, samples, topics
from knowledge.matcher import Matcher
from knowledge.text import Lexicon, grams
from tests.knowledge.conftest import PACKS

FOLDER = PACKS / "cn/knowledge"
MEASURED = json.loads((FOLDER / "measured.json").read_text(encoding="utf-8"))
AT_LEAST = {"first": 0.90, "among_three": 0.955, "right_at_once": 0.68}
AT_MOST = {"wrong": 0.010, "negatives_answered": 0.030}
"""What voices fare that the weights never saw, a point below what was reached (docs/answers.md)."""
EVERY = 20
"""So many of the phrasings are read again."""


def test_weights_are_as_new_as_their_files(matcher: Matcher) -> None:
    """Where this fails: python -m knowledge.build."""
    assert matcher.model.digest == digest(FOLDER)


def test_what_was_measured_is_of_these_files() -> None:
    assert MEASURED["digest"] == digest(FOLDER)


@pytest.mark.parametrize("figure", AT_LEAST)
def test_unseen_voices_are_understood_as_well_as_before(figure: str) -> None:
    assert MEASURED[figure] >= AT_LEAST[figure]


@pytest.mark.parametrize("figure", AT_MOST)
def test_unseen_voices_are_misled_as_little_as_before(figure: str) -> None:
    assert MEASURED[figure] <= AT_MOST[figure]


def test_texts_are_read_as_they_were_for_the_weights(matcher: Matcher) -> None:
    """A change in how texts are folded or cut into grams shows here: the weights know these phrasings."""
    known = [sample for sample in samples(FOLDER, topics(FOLDER)) if sample.voice and not sample.turns]
    chosen = known[::EVERY]
    right = sum(sample.label == _likeliest(matcher, sample.text) for sample in chosen)
    assert right / len(chosen) > 0.97


def _likeliest(matcher: Matcher, text: str) -> str:
    p = matcher.probabilities([text])
    return max(p, key=p.__getitem__)


def test_weights_know_every_topic(matcher: Matcher) -> None:
    assert set(topics(FOLDER)) <= set(matcher.model.labels)


def test_the_same_words_get_the_same_probabilities(matcher: Matcher) -> None:
    assert matcher.probabilities(["质疑函写什么"]) == matcher.probabilities(["质疑函写什么"])


def test_probabilities_are_of_everything_that_can_be(matcher: Matcher) -> None:
    p = matcher.probabilities(["合同几天内签", "那备案呢"])
    assert abs(sum(p.values()) - 1) < 1e-5


def test_an_object_is_followed_through_a_conversation(matcher: Matcher) -> None:
    alone, after = (
        matcher.probabilities(["超期了怎么办"]),
        matcher.probabilities(["合同几天内签", "超期了怎么办"]),
    )
    assert matcher.share_of("contract", after) > matcher.share_of("contract", alone)


def test_the_longest_word_of_the_lexicon_wins() -> None:
    lexicon = Lexicon.of({"质以": "质疑", "质以函": "质疑函", "db": "备案"})
    assert lexicon.translate("交质以函给db公司 dbx") == "交质疑函给备案公司 dbx"


def test_latin_words_are_whole_and_runs_keep_their_edges() -> None:
    assert grams("签约 bidding docs") == ["e:bidd", "e:docs", "e:bidd docs", "签", "约", "^签", "签约", "约$"]
