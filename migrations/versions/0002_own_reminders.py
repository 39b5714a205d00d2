"""own reminders, and messages to the chat of somebody who is not bound"""

import sqlalchemy as sa
from alembic import op

revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('ownreminder',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('district', sa.String(), nullable=False),
    sa.Column('channel', sa.String(), nullable=False),
    sa.Column('sender', sa.String(), nullable=False),
    sa.Column('chat', sa.String(), nullable=False),
    sa.Column('rule_id', sa.String(), nullable=False),
    sa.Column('start_on', sa.Date(), nullable=False),
    sa.Column('last_on', sa.Date(), nullable=False),
    sa.Column('next_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('set_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('cancelled_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('pack_version', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('id')
    )
    with op.batch_alter_table('ownreminder', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_ownreminder_next_at'), ['next_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_ownreminder_sender'), ['sender'], unique=False)

    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.alter_column('person_id', existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column('own_reminder_id', sa.Integer(), nullable=True))
        batch_op.create_foreign_key('outbox_own_reminder_id_fkey', 'ownreminder', ['own_reminder_id'], ['id'])
        batch_op.create_index(batch_op.f('ix_outbox_own_reminder_id'), ['own_reminder_id'], unique=False)


def downgrade() -> None:
    op.execute('DELETE FROM outbox WHERE person_id IS NULL')
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_outbox_own_reminder_id'))
        batch_op.drop_constraint('outbox_own_reminder_id_fkey', type_='foreignkey')
        batch_op.drop_column('own_reminder_id')
        batch_op.alter_column('person_id', existing_type=sa.Integer(), nullable=False)

    with op.batch_alter_table('ownreminder', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_ownreminder_sender'))
        batch_op.drop_index(batch_op.f('ix_ownreminder_next_at'))

    op.drop_table('ownreminder')
