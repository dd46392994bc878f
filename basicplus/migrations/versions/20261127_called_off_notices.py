"""Notices of visits that are called off."""

import sqlalchemy as sa
from alembic import op

revision = '5f0c2d7be114'
down_revision = 'd604ecd23d04'
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table('plan_notice', schema=None) as batch_op:
        batch_op.add_column(sa.Column('called_off', sa.Text(), server_default='', nullable=False))


def downgrade() -> None:
    with op.batch_alter_table('plan_notice', schema=None) as batch_op:
        batch_op.drop_column('called_off')
