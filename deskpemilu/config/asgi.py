"""The web process: Django under ASGI, static files by servestatic."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "deskpemilu.config.settings")
application = get_asgi_application()
