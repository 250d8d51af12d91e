"""The files of the look, under names that change with what is in them, so that a browser keeps each for good."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

# As our own scripts ask for one another. Each is then known by one address, however it is asked for, and runs once.
IMPORT = (r'(?P<matched>from "(?P<url>\./[\w.]+)";)', 'from "%(url)s";')


class HashedFiles(CompressedManifestStaticFilesStorage):
    patterns = (*CompressedManifestStaticFilesStorage.patterns, ("js/*.js", (IMPORT,)))
