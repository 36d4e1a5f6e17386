"""The program's version, from the installed package's metadata (its source is CHANGELOG.md)."""

from importlib.metadata import PackageNotFoundError, version

try:
    VERSION = version("deskpemilu")
except PackageNotFoundError:  # running from a checkout that was not installed
    VERSION = "0.0.0"
