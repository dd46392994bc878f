"""Failed attempts to come in, and the versions of rows by their act."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

import basicplus.db

revision = 'a2222f2f1119'
down_revision = 'b7c41d90e2f5'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('failed_attempt',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('address_sha256', sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
    sa.Column('at', basicplus.rows.UtcInstant(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['group_id'], ['employer_group.id'], name=op.f('fk_failed_attempt_group_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_failed_attempt'))
    )
    with op.batch_alter_table('failed_attempt', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_failed_attempt_address_sha256_at'), ['address_sha256', 'at'], unique=False)
        batch_op.create_index(batch_op.f('ix_failed_attempt_at'), ['at'], unique=False)
        batch_op.create_index(batch_op.f('ix_failed_attempt_group_id'), ['group_id'], unique=False)

    with op.batch_alter_table('row_version', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_row_version_group_id_journal_seq'), ['group_id', 'journal_seq'], unique=False)


def downgrade() -> None:
    with op.batch_alter_table('row_version', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_row_version_group_id_journal_seq'))

    with op.batch_alter_table('failed_attempt', schema=None) as batch_op:
        batch_op.drop_index(batch_op.f('ix_failed_attempt_group_id'))
        batch_op.drop_index(batch_op.f('ix_failed_attempt_at'))
        batch_op.drop_index(batch_op.f('ix_failed_attempt_address_sha256_at'))

    op.drop_table('failed_attempt')
