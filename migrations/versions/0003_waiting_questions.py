"""what waits for a person and why, what was answered, entries written by supervisors"""

import sqlalchemy as sa
from alembic import op

revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('settlement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district', sa.String(), nullable=False),
    sa.Column('question', sa.String(), nullable=False),
    sa.Column('before', sa.JSON(), nullable=False),
    sa.Column('gist', sa.String(), nullable=False),
    sa.Column('topic', sa.String(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('sources', sa.JSON(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('settled_by_id', sa.Integer(), nullable=False),
    sa.Column('settled_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['settled_by_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('settlement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_settlement_district'), ['district'], unique=False)

    op.create_table('writtenentry',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district', sa.String(), nullable=False),
    sa.Column('settlement_id', sa.Integer(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('heading', sa.String(), nullable=False),
    sa.Column('wording', sa.String(), nullable=False),
    sa.Column('gist', sa.String(), nullable=False),
    sa.Column('answer', sa.String(), nullable=False),
    sa.Column('sources', sa.JSON(), nullable=False),
    sa.Column('written_by_id', sa.Integer(), nullable=False),
    sa.Column('reviewed_by_id', sa.Integer(), nullable=False),
    sa.Column('reviewed_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('withdrawn_by_id', sa.Integer(), nullable=True),
    sa.Column('withdrawn_at', sa.DateTime(timezone=True), nullable=True),
    sa.ForeignKeyConstraint(['reviewed_by_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['settlement_id'], ['settlement.id'], ),
    sa.ForeignKeyConstraint(['withdrawn_by_id'], ['person.id'], ),
    sa.ForeignKeyConstraint(['written_by_id'], ['person.id'], ),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('writtenentry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_writtenentry_district'), ['district'], unique=False)

    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.add_column(sa.Column('before', sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column('gist', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('reason', sa.String(), nullable=True))
        batch_op.add_column(sa.Column('useful', sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column('settlement_id', sa.Integer(), nullable=True))
    # Until now only what was declined waited, and the request for a person itself.
    op.execute("UPDATE question SET before = '[]', gist = text, reason = ''")
    op.execute("UPDATE question SET reason = 'no_basis' WHERE waiting")
    op.execute("UPDATE question SET reason = 'person' WHERE waiting AND topic = 'human'")
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.alter_column('before', existing_type=sa.JSON(), nullable=False)
        batch_op.alter_column('gist', existing_type=sa.String(), nullable=False)
        batch_op.alter_column('reason', existing_type=sa.String(), nullable=False)
        batch_op.create_foreign_key('question_settlement_id_fkey', 'settlement', ['settlement_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_question_conversation_id'), ['conversation_id'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('question', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_question_conversation_id'))
        batch_op.drop_constraint('question_settlement_id_fkey', type_='foreignkey')
        batch_op.drop_column('settlement_id')
        batch_op.drop_column('useful')
        batch_op.drop_column('reason')
        batch_op.drop_column('gist')
        batch_op.drop_column('before')

    with op.batch_alter_table('writtenentry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_writtenentry_district'))

    op.drop_table('writtenentry')
    with op.batch_alter_table('settlement', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_settlement_district'))

    op.drop_table('settlement')
