"""What people asked, what a person answered to it, and what became an entry of that."""

from datetime import datetime

from sqlmodel import JSON, Field, SQLModel

from models.tables.columns import UtcMoment


class Question(SQLModel, table=True):
    """A question asked of the knowledge, with what became of it. `waiting` ones are 待答.

    `before` are the turns that it leans on, `gist` is what it asks (knowledge/sameness.py): equal for all
    who ask the same. `reason` is why it waits or waited (WaitingFor). `useful` is what the asker said of
    the answer. `settlement_id` is what a supervisor answered or decided.
    """

    id: int | None = Field(default=None, primary_key=True)
    district: str = Field(index=True)
    conversation_id: int = Field(foreign_key="conversation.id", index=True)
    asked_at: datetime = Field(sa_type=UtcMoment)
    text: str
    before: list[str] = Field(default_factory=list, sa_type=JSON)
    gist: str
    kind: str
    topic: str
    confidence: float
    waiting: bool = Field(default=False, index=True)
    reason: str = ""
    useful: bool | None = None
    settlement_id: int | None = Field(default=None, foreign_key="settlement.id")


class Settlement(SQLModel, table=True):
    """What a supervisor did with a waiting question: the answer that went out, or why there is none.

    `sources` are citations as entries write them: a law's id and the article.
    """

    id: int | None = Field(default=None, primary_key=True)
    district: str = Field(index=True)
    question: str
    before: list[str] = Field(default_factory=list, sa_type=JSON)
    gist: str
    topic: str
    answer: str = ""
    sources: list[str] = Field(default_factory=list, sa_type=JSON)
    reason: str = ""
    settled_by_id: int = Field(foreign_key="person.id")
    settled_at: datetime = Field(sa_type=UtcMoment)


class WrittenEntry(SQLModel, table=True):
    """An entry of the knowledge that supervisors wrote; in force until it is withdrawn, kept for ever.

    It answers the question of its settlement: `wording` is that question as it was worded, `gist` what it
    asks, `heading` the title, folded. Written by whoever wrote the text, reviewed by whoever confirmed it.
    """

    id: int | None = Field(default=None, primary_key=True)
    district: str = Field(index=True)
    settlement_id: int = Field(foreign_key="settlement.id")
    title: str
    heading: str
    wording: str
    gist: str
    answer: str
    sources: list[str] = Field(sa_type=JSON)
    written_by_id: int = Field(foreign_key="person.id")
    reviewed_by_id: int = Field(foreign_key="person.id")
    reviewed_at: datetime = Field(sa_type=UtcMoment)
    withdrawn_by_id: int | None = Field(default=None, foreign_key="person.id")
    withdrawn_at: datetime | None = Field(default=None, sa_type=UtcMoment)
