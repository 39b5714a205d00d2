"""待答: what waits, who hears the answer, what people say of answers."""

from datetime import timedelta

import pytest
from sqlmodel import Session, select

from ledger import audit, questions, waiting
from ledger.conversations import Talk
from ledger.questions import Asked, UnknownQuestion
from ledger.rights import Actor
from ledger.waiting import NotWaiting
from models.tables.question import Question
from models.tables.record import AuditEntry
from models.types import AnswerKind, WaitingFor
from tests.ledger.conftest import DISTRICT, NOW, talk

FEE, BOND = "评审专家劳务费标准是多少", "保证金能退吗"


def ask(
    tx: Session,
    of: Talk,
    gist: str = FEE,
    reason: WaitingFor | None = WaitingFor.NO_BASIS,
    kind: AnswerKind = AnswerKind.DECLINE,
    topic: str = "fee",
    minutes: int = 0,
) -> int:
    asked = Asked(f"{gist}？", (), gist, kind, topic, 0.4, reason)
    return questions.keep(tx, of, NOW + timedelta(minutes=minutes), asked)


def row(tx: Session, number: int) -> Question:
    tx.expire_all()
    return tx.get_one(Question, number)


def test_the_same_question_is_shown_once_with_the_most_pressing_reason(tx: Session) -> None:
    zhang, wang = talk(tx, "老张"), talk(tx, "老王")
    ask(tx, zhang, BOND, WaitingFor.UNSURE)
    ask(tx, zhang, FEE, WaitingFor.NO_BASIS)
    ask(tx, zhang, FEE, WaitingFor.NO_BASIS)
    newest = ask(tx, wang, FEE, WaitingFor.PERSON, minutes=5)
    ask(tx, wang, "不等的", None)
    fee, bond = waiting.waiting(tx, DISTRICT)
    assert (fee.number, fee.askers, fee.reason) == (newest, 2, WaitingFor.PERSON)
    assert fee.asked_at == NOW + timedelta(minutes=5)
    assert (bond.askers, bond.reason) == (1, WaitingFor.UNSURE)


def test_what_waits_stands_by_reason_and_the_newest_of_each_first(tx: Session) -> None:
    zhang = talk(tx, "老张")
    order = [WaitingFor.UNSURE, WaitingFor.NO_BASIS, WaitingFor.NOT_USEFUL, WaitingFor.PERSON]
    for number, reason in enumerate([*order, *order]):
        ask(tx, zhang, f"问题{number}", reason)
    gists = [each.gist for each in waiting.waiting(tx, DISTRICT)]
    assert gists == ["问题7", "问题3", "问题5", "问题1", "问题6", "问题2", "问题4", "问题0"]


def test_every_chat_gets_the_answer_once(tx: Session, supervisors: tuple[Actor, Actor]) -> None:
    zhang, wang, other = talk(tx, "老张"), talk(tx, "老王", chat="群"), talk(tx, "老李", chat="群")
    for each in (zhang, zhang, wang, other):
        number = ask(tx, each)
    settled, askers = waiting.answer(tx, supervisors[0], NOW, number, "看办法", ["gpl 第十四条"])
    assert sorted(asker.chat for asker in askers) == ["群", "老张"]
    assert (settled.answer, settled.sources, settled.gist) == ("看办法", ["gpl 第十四条"], FEE)
    assert waiting.waiting(tx, DISTRICT) == []
    assert {each.settlement_id for each in tx.exec(select(Question))} == {settled.id}
    with pytest.raises(NotWaiting):
        waiting.answer(tx, supervisors[1], NOW, number, "另一个答复", [])


def test_who_asks_again_after_the_answer_waits_again(tx: Session, supervisors: tuple[Actor, Actor]) -> None:
    first = ask(tx, talk(tx, "老张"))
    waiting.answer(tx, supervisors[0], NOW, first, "看办法", [])
    ask(tx, talk(tx, "老王"))
    (again,) = waiting.waiting(tx, DISTRICT)
    _, askers = waiting.answer(tx, supervisors[0], NOW, again.number, "看办法", [])
    assert [asker.chat for asker in askers] == ["老王"]


def test_what_is_put_away_has_a_reason_and_no_answer(tx: Session, supervisors: tuple[Actor, Actor]) -> None:
    number = ask(tx, talk(tx, "老张"))
    settled = waiting.put_away(tx, supervisors[0], NOW, number, "不归我们管")
    assert (settled.reason, settled.answer) == ("不归我们管", "")
    assert waiting.waiting(tx, DISTRICT) == waiting.answered(tx, DISTRICT, 3) == []
    assert waiting.settlement(tx, DISTRICT, settled.id or 0) is None


def test_nothing_of_another_district_is_seen_or_settled(
    tx: Session, supervisors: tuple[Actor, Actor]
) -> None:
    number = ask(tx, talk(tx, "老张", district="990101"))
    assert waiting.waiting(tx, DISTRICT) == []
    for settle in (waiting.answer, waiting.put_away):
        with pytest.raises(NotWaiting):
            settle(tx, supervisors[0], NOW, number, "看办法", *([[]] if settle is waiting.answer else []))
    assert row(tx, number).waiting


def test_what_supervisors_do_is_in_the_audit_chain(tx: Session, supervisors: tuple[Actor, Actor]) -> None:
    first, second = ask(tx, talk(tx, "老张")), ask(tx, talk(tx, "老张"), BOND)
    settled, _ = waiting.answer(tx, supervisors[0], NOW, first, "看办法", [])
    waiting.put_away(tx, supervisors[1], NOW, second, "重复")
    logged = [(each.action, each.actor_id) for each in tx.exec(select(AuditEntry))]
    assert logged == [("answered", supervisors[0].id), ("put away", supervisors[1].id)]
    assert tx.exec(select(AuditEntry)).first().data == {"questions": [first]}  # type: ignore[union-attr]
    assert audit.first_broken(tx) is None
    assert settled.settled_by_id == supervisors[0].id


def test_the_last_word_of_a_rating_counts(tx: Session) -> None:
    zhang = talk(tx, "老张")
    number = ask(tx, zhang, reason=None, kind=AnswerKind.ANSWER)
    for useful in (False, True, False):
        questions.rate(tx, zhang, number, useful)
        assert (row(tx, number).useful, row(tx, number).waiting) == (useful, not useful)
    assert row(tx, number).reason == WaitingFor.NOT_USEFUL


def test_only_the_asker_rates_and_only_what_was_answered(tx: Session) -> None:
    zhang, wang = talk(tx, "老张"), talk(tx, "老王")
    answered = ask(tx, zhang, reason=None, kind=AnswerKind.ANSWER)
    declined = ask(tx, zhang)
    for of, number in ((wang, answered), (wang, None), (zhang, declined), (zhang, 999), (zhang, None)):
        with pytest.raises(UnknownQuestion):
            questions.rate(tx, of, number, useful=False)
    assert row(tx, answered).useful is None


def test_a_useful_answer_does_not_take_back_the_wish_for_a_person(tx: Session) -> None:
    zhang = talk(tx, "老张")
    number = ask(tx, zhang, reason=None, kind=AnswerKind.ANSWER)
    questions.ask_for_person(tx, zhang, NOW, set())
    questions.rate(tx, zhang, number, useful=True)
    assert (row(tx, number).waiting, row(tx, number).reason) == (True, WaitingFor.PERSON)


def test_a_choice_settles_what_was_unsure_in_that_talk_alone(tx: Session) -> None:
    zhang, wang = talk(tx, "老张"), talk(tx, "老王")
    unsure = ask(tx, zhang, reason=WaitingFor.UNSURE, kind=AnswerKind.CLARIFY)
    declined = ask(tx, zhang, BOND)
    others = ask(tx, wang, reason=WaitingFor.UNSURE, kind=AnswerKind.CLARIFY)
    questions.settle_doubt(tx, zhang)
    assert [row(tx, each).waiting for each in (unsure, declined, others)] == [False, True, True]


def test_a_person_is_asked_for_the_last_question_that_asks_something(tx: Session) -> None:
    zhang = talk(tx, "老张")
    assert questions.ask_for_person(tx, zhang, NOW, {"thanks"}) is None
    number = ask(tx, zhang, reason=None, kind=AnswerKind.ANSWER)
    ask(tx, zhang, "谢谢", None, AnswerKind.ANSWER, "thanks")
    asked = questions.ask_for_person(tx, zhang, NOW, {"thanks"})
    assert asked is not None
    assert (asked.id, row(tx, number).reason) == (number, WaitingFor.PERSON)


@pytest.mark.parametrize(
    ("later", "is_meant"), [(timedelta(hours=23, minutes=59), True), (timedelta(days=1), False)]
)
def test_a_question_of_yesterday_is_not_what_a_person_is_asked_for(
    tx: Session, later: timedelta, is_meant: bool
) -> None:
    zhang = talk(tx, "老张")
    ask(tx, zhang)
    assert (questions.ask_for_person(tx, zhang, NOW + later, set()) is not None) == is_meant


def test_a_binding_code_is_never_kept(tx: Session) -> None:
    text = "绑定 ABCDEFGHIJKLMNOP"
    asked = Asked(text, (text,), text, AnswerKind.DECLINE, "x", 0.1, WaitingFor.NO_BASIS)
    kept = row(tx, questions.keep(tx, talk(tx, "老张"), NOW, asked))
    assert "ABCDEFGH" not in f"{kept.text}{kept.before}{kept.gist}"
