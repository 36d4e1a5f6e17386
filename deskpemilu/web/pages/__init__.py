"""Screens, one folder each: urls.py, views.py, queries.py; templates in web/templates/<name>/."""
