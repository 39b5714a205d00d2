"""Entries that supervisors wrote: in force at once, replaced, withdrawn, never lost."""

import pytest
from sqlmodel import Session, select

from ledger import audit, entries, waiting
from ledger.entries import Draft, SecondNeeded, TitleTaken, UnknownEntry
from ledger.rights import Actor
from models.tables.question import Settlement, WrittenEntry
from models.tables.record import AuditEntry
from models.tables.unit import Identity
from tests.ledger.conftest import DISTRICT, NOW, talk
from tests.ledger.test_waiting import BOND, FEE, ask

SOURCES = ["gpl 第十四条"]


def settled(tx: Session, by: Actor, gist: str = FEE) -> Settlement:
    answered, _ = waiting.answer(tx, by, NOW, ask(tx, talk(tx, "老张"), gist), "看办法", SOURCES)
    return answered


def draft(title: str = "评审费", wording: str = FEE, answer: str = "看办法") -> Draft:
    return Draft(title, title, wording, answer, SOURCES)


def fits(
    tx: Session, heading: str = "-", wording: str = "-", gist: str = "-"
) -> tuple[int | None, bool] | None:
    fit = entries.fitting(tx, DISTRICT, heading, wording, gist)
    return (fit.entry.id, fit.word_for_word) if fit else None


def test_it_is_found_by_title_words_and_sense(tx: Session, supervisors: tuple[Actor, Actor]) -> None:
    entry = entries.write(tx, supervisors[1], NOW, settled(tx, supervisors[0]), draft(wording="原话"))
    assert fits(tx, heading="评审费") == fits(tx, wording="原话") == (entry.id, True)
    assert fits(tx, gist=FEE) == (entry.id, False)
    assert fits(tx) is None
    assert entries.fitting(tx, "990101", "评审费", "原话", FEE) is None


def test_the_same_words_go_before_the_same_sense(tx: Session, supervisors: tuple[Actor, Actor]) -> None:
    by = supervisors[0]
    exact = entries.write(tx, by, NOW, settled(tx, by, BOND), draft("保证金", "原话"))
    entries.write(tx, by, NOW, settled(tx, by), draft())
    assert fits(tx, wording="原话", gist=FEE) == (exact.id, True)


def test_who_wrote_and_who_reviewed(tx: Session, supervisors: tuple[Actor, Actor]) -> None:
    writer, reviewer = supervisors
    entry = entries.write(tx, reviewer, NOW, settled(tx, writer), draft())
    assert [each.name for each in entries.people_of(tx, entry)] == ["李科长", "王主任"]
    changed = entries.write(tx, reviewer, NOW, settled(tx, writer, BOND), draft("另一条", answer="改过的"))
    assert [each.name for each in entries.people_of(tx, changed)] == ["王主任", "王主任"]


def test_nobody_reviews_their_own_where_another_could(tx: Session, supervisors: tuple[Actor, Actor]) -> None:
    writer, other = supervisors
    answered = settled(tx, writer)
    assert not entries.has_other_reviewer(tx, writer)
    tx.add(Identity(channel="web", external_id="2", chat="2", person_id=other.id, bound_at=NOW))
    tx.flush()
    with pytest.raises(SecondNeeded):
        entries.write(tx, writer, NOW, answered, draft())
    revised = entries.revise(tx, other, NOW, answered, "改过的", SOURCES)
    assert entries.write(tx, writer, NOW, revised, draft(answer="改过的")).written_by_id == other.id


def test_a_newer_one_for_the_same_question_takes_its_place(
    tx: Session, supervisors: tuple[Actor, Actor]
) -> None:
    by = supervisors[0]
    old = entries.write(tx, by, NOW, settled(tx, by), draft())
    new = entries.write(tx, by, NOW, settled(tx, by), draft(answer="新的"))
    assert [each.id for each in entries.in_force(tx, DISTRICT)] == [new.id]
    assert fits(tx, gist=FEE) == (new.id, False)
    assert tx.get_one(WrittenEntry, old.id).withdrawn_at == NOW


def test_a_title_belongs_to_one_question(tx: Session, supervisors: tuple[Actor, Actor]) -> None:
    by = supervisors[0]
    entry = entries.write(tx, by, NOW, settled(tx, by), draft())
    other = settled(tx, by, BOND)
    with pytest.raises(TitleTaken):
        entries.write(tx, by, NOW, other, draft())
    entries.withdraw(tx, by, NOW, entry)
    assert entries.write(tx, by, NOW, other, draft()).title == "评审费"


def test_what_is_withdrawn_stays_as_a_row(tx: Session, supervisors: tuple[Actor, Actor]) -> None:
    writer, reviewer = supervisors
    entry = entries.write(tx, writer, NOW, settled(tx, writer), draft())
    number = entry.id or 0
    entries.withdraw(tx, reviewer, NOW, entry)
    assert fits(tx, "评审费", FEE, FEE) is None
    assert entries.in_force(tx, DISTRICT) == entries.with_questions(tx, DISTRICT) == []
    assert tx.exec(select(WrittenEntry)).one().withdrawn_by_id == reviewer.id
    with pytest.raises(UnknownEntry):
        entries.find(tx, DISTRICT, number)
    actions = [each.action for each in tx.exec(select(AuditEntry))]
    assert actions == ["answered", "entry written", "entry withdrawn"]
    assert audit.first_broken(tx) is None


def test_another_district_finds_none(tx: Session, supervisors: tuple[Actor, Actor]) -> None:
    entry = entries.write(tx, supervisors[0], NOW, settled(tx, supervisors[0]), draft())
    with pytest.raises(UnknownEntry):
        entries.find(tx, "990101", entry.id or 0)
    assert entries.in_force(tx, "990101") == []


def test_an_answer_that_became_an_entry_is_not_offered_again(
    tx: Session, supervisors: tuple[Actor, Actor]
) -> None:
    first, second = settled(tx, supervisors[0]), settled(tx, supervisors[0], BOND)
    assert [each.id for each in waiting.answered(tx, DISTRICT, 3)] == [second.id, first.id]
    entries.write(tx, supervisors[0], NOW, second, draft())
    assert [each.id for each in waiting.answered(tx, DISTRICT, 3)] == [first.id]
