"""Runs migrations against the URL handed in by basicplus.store, or BASICPLUS_DB for developers."""

from alembic import context
from sqlalchemy import create_engine
from sqlmodel import SQLModel

from basicplus import store  # noqa: F401  (imports every table)
from basicplus.config import Settings
from basicplus.db import database_url

url = context.config.attributes.get("url") or database_url(Settings().db)
engine = create_engine(url)
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
engine.dispose()
