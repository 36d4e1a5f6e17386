"""The web process: Django under ASGI, static files by servestatic, hooks in front."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deskpemilu.config.settings")
_django = get_asgi_application()

# Only now are models ready.
from deskpemilu.channels.receiving import commit_in_groups  # noqa: E402
from deskpemilu.config.checks import refuse_unguarded_routes  # noqa: E402
from deskpemilu.web.hooks.asgi import hooks_first  # noqa: E402

refuse_unguarded_routes()
commit_in_groups()
application = hooks_first(_django)
