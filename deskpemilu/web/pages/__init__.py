"""Screens, one folder each: urls.py, views.py, queries.py where needed, templates beside in web/templates/<name>/."""
