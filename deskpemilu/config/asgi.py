"""The web process: Django under ASGI, static files by servestatic."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deskpemilu.config.settings")
application = get_asgi_application()

# After Django is set up: models must be there.
from deskpemilu.channels.receiving import commit_in_groups  # noqa: E402

commit_in_groups()
