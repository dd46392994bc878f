"""Approved leave that is called off, and the annual leave that each worker is entitled to."""

import sqlalchemy as sa
import sqlmodel
from alembic import op

revision = 'b7c41d90e2f5'
down_revision = '62d95eb30ae6'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table('leave_entitlement',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('group_id', sa.Integer(), nullable=False),
    sa.Column('worker_id', sa.Integer(), nullable=False),
    sa.Column('year', sa.Integer(), nullable=False),
    sa.Column('half_days', sa.Integer(), nullable=False),
    sa.Column('stated_on', sa.Date(), nullable=False),
    sa.Column('source', sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
    sa.CheckConstraint("source <> ''", name=op.f('ck_leave_entitlement_source')),
    sa.CheckConstraint('half_days >= 0', name=op.f('ck_leave_entitlement_half_days')),
    sa.CheckConstraint('year BETWEEN 2000 AND 2100', name=op.f('ck_leave_entitlement_year')),
    sa.ForeignKeyConstraint(['group_id'], ['employer_group.id'], name=op.f('fk_leave_entitlement_group_id')),
    sa.ForeignKeyConstraint(['worker_id'], ['worker.id'], name=op.f('fk_leave_entitlement_worker_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_leave_entitlement')),
    sa.UniqueConstraint('group_id', 'worker_id', 'year', 'stated_on', name=op.f('uq_leave_entitlement_group_id_worker_id_year_stated_on'))
    )
    with op.batch_alter_table('leave_entitlement', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_leave_entitlement_group_id'), ['group_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_leave_entitlement_worker_id'), ['worker_id'], unique=False)

    with op.batch_alter_table('leave_request', schema=None) as batch_op:
        batch_op.add_column(sa.Column('back_on', sa.Date(), nullable=True))
        batch_op.create_check_constraint(batch_op.f('ck_leave_request_back_from_approved'), "back_on IS NULL OR state = 'approved'")


def downgrade() -> None:
    with op.batch_alter_table('leave_request', schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f('ck_leave_request_back_from_approved'), type_='check')
        batch_op.drop_column('back_on')

    op.drop_table('leave_entitlement')
