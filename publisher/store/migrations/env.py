"""How does Alembic reach the database? Through the connection that store.migrations hands it."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], transactional_ddl=False)
context.run_migrations()
