"""Visits and hours by their day: a month is read without looking at all years."""

from alembic import op

revision = 'c5d80f3a17b4'
down_revision = 'a2222f2f1119'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_visit_group_id_day'), ['group_id', 'day'], unique=False)

    with op.batch_alter_table('time_entry', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_time_entry_group_id_day'), ['group_id', 'day'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('time_entry', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_time_entry_group_id_day'))

    with op.batch_alter_table('visit', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_visit_group_id_day'))
