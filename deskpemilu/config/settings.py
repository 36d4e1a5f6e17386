"""Django settings, all from DESK_* environment variables (see env.py and docs/settings.md)."""

from __future__ import annotations

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import dj_database_url
import structlog
from csp.constants import NONE, SELF

from deskpemilu.config import env, version

PACKAGE = Path(__file__).resolve().parent.parent
DATA_DIR = env.folder("DESK_DATA_DIR")
DEBUG = env.flag("DESK_DEBUG")
DEMO = env.flag("DESK_DEMO")
VERSION = version.VERSION
DATABASE_SCHEMA = env.text("DESK_DATABASE_SCHEMA")
PUBLIC_URL = env.text("DESK_PUBLIC_URL").rstrip("/")


def _secret_key() -> str:
    """The signing key: given, or made once and kept readable by the owner only."""
    if given := env.text("DESK_SECRET_KEY"):
        return given
    path = DATA_DIR / "secret.key"
    try:
        return path.read_text(encoding="ascii")
    except FileNotFoundError:
        DATA_DIR.mkdir(parents=True, exist_ok=True)
        key = secrets.token_urlsafe(50)
        try:
            # O_EXCL: two processes starting at once must not end with two keys.
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text(encoding="ascii")
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(key)
        return key


def _database() -> dict[str, Any]:
    """SQLite made safe for several writers, or PostgreSQL with the desk's schema first."""
    url = env.text("DESK_DATABASE_URL") or f"sqlite:///{DATA_DIR / 'desk.sqlite3'}"
    config: dict[str, Any] = dict(dj_database_url.parse(url))
    if config["ENGINE"] == "django.db.backends.sqlite3":
        config["OPTIONS"] = {
            "timeout": 20,
            # A deferred transaction that turns writer fails at once under load; IMMEDIATE waits its turn.
            "transaction_mode": "IMMEDIATE",
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
            "PRAGMA temp_store=MEMORY; PRAGMA cache_size=-65536;",
        }
    else:
        options = config.setdefault("OPTIONS", {})
        options["pool"] = {"min_size": 1, "max_size": 12, "timeout": 20}
        if DATABASE_SCHEMA:
            options["options"] = f"-c search_path={DATABASE_SCHEMA}"
        config["CONN_MAX_AGE"] = 0
    return config


SECRET_KEY = _secret_key()
ALLOWED_HOSTS = env.listing("DESK_ALLOWED_HOSTS")
if PUBLIC_URL and (public_host := urlsplit(PUBLIC_URL).hostname):
    ALLOWED_HOSTS.append(public_host)
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL] if PUBLIC_URL else []
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "servestatic.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "ninja",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "axes",
    "csp",
    "django_tasks",
    "django_tasks_db",
    "deskpemilu.audit",
    "deskpemilu.accounts",
    "deskpemilu.registry",
    "deskpemilu.channels",
    "deskpemilu.evidence",
    "deskpemilu.intake",
    "deskpemilu.verification",
    "deskpemilu.tally",
    "deskpemilu.insight",
    "deskpemilu.coordination",
    "deskpemilu.exchange",
    "deskpemilu.flow",
    "deskpemilu.web",
    "deskpemilu.config",
]
MIDDLEWARE = [
    "deskpemilu.web.measures.CountRequests",
    "deskpemilu.web.compression.CompressPages",
    "django.middleware.security.SecurityMiddleware",
    "servestatic.middleware.ServeStaticMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "deskpemilu.web.plain_text.RefuseNul",
    "deskpemilu.web.sign_in.SessionRules",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "deskpemilu.config.urls"
ASGI_APPLICATION = "deskpemilu.config.asgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE / "web" / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "deskpemilu.web.context.desk",
            ],
        },
    }
]

# Sign-in
AUTH_USER_MODEL = "accounts.Person"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "deskpemilu.web.sign_in.DeskAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/masuk/"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login_failed": False}  # django-axes locks by name and address
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "deskpemilu.accounts.authenticators.HiddenKeys"
MFA_TOTP_ISSUER = "Desk Pemilu"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_RESET_ON_SUCCESS = True
AXES_USERNAME_CALLABLE = "deskpemilu.web.sign_in.name_tried"
AXES_LOCKOUT_TEMPLATE = "account/locked.html"

CSRF_FAILURE_VIEW = "deskpemilu.web.system_views.csrf_refused"
SESSION_COOKIE_AGE = 12 * 3600
IDLE_SECONDS = 60 * env.number("DESK_IDLE_MINUTES")
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PUBLIC_URL.startswith("https://")
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SESSION_COOKIE_SECURE else None
SECURE_HSTS_SECONDS = 31_536_000 if SESSION_COOKIE_SECURE else 0
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:", "blob:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF, "blob:"],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# Files
STATIC_URL = "/static/"
STATICFILES_DIRS = [PACKAGE / "web" / "assets"]
STATIC_ROOT = DATA_DIR / "static"
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_AUTOREFRESH = DEBUG
SERVESTATIC_ALLOW_ALL_ORIGINS = False
SERVESTATIC_MAX_AGE = 0 if DEBUG else 600
MEDIA_ROOT = DATA_DIR / "media"
MEDIA_STORE = env.text("DESK_MEDIA_STORE")
MEDIA_S3 = {name: env.text(f"DESK_MEDIA_S3_{name.upper()}") for name in ("url", "region", "key", "secret")}
PHOTO_MAX_MB = env.number("DESK_PHOTO_MAX_MB")
PHOTO_MAX_COUNT = env.number("DESK_PHOTO_MAX_COUNT")
PHOTO_WINDOW_MINUTES = env.number("DESK_PHOTO_WINDOW_MINUTES")
PHOTO_TYPES = env.listing("DESK_PHOTO_TYPES")
DATA_UPLOAD_MAX_MEMORY_SIZE = env.number("DESK_MAX_UPLOAD_MB") * 1_048_576
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# Language and time
LANGUAGE_CODE = "id"
USE_I18N = True
USE_TZ = True
TIME_ZONE = env.text("DESK_TIME_ZONE")
# Figures get their dots from the filter `angka`. Done by itself it would also write them into ids: a form
# numbered 5.777 in a hidden field is no form.
USE_THOUSAND_SEPARATOR = False

# Work
TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}
BATCH_SIZE = env.number("DESK_BATCH_SIZE")
JOIN_MINUTES = env.number("DESK_JOIN_MINUTES")

# Channels
WHATSAPP_API_URL = env.text("DESK_WHATSAPP_API_URL").rstrip("/")
WHATSAPP_PHONE_ID = env.text("DESK_WHATSAPP_PHONE_ID")
WHATSAPP_TOKEN = env.text("DESK_WHATSAPP_TOKEN")
WHATSAPP_APP_SECRET = env.text("DESK_WHATSAPP_APP_SECRET")
WHATSAPP_VERIFY_TOKEN = env.text("DESK_WHATSAPP_VERIFY_TOKEN")
WHATSAPP_TEMPLATE = env.text("DESK_WHATSAPP_TEMPLATE")
WHATSAPP_TEMPLATE_LANGUAGE = env.text("DESK_WHATSAPP_TEMPLATE_LANGUAGE")
SMS_SECRET = env.text("DESK_SMS_SECRET")
SMS_SEND_URL = env.text("DESK_SMS_SEND_URL")
METRICS_TOKEN = env.text("DESK_METRICS_TOKEN")
DPR_PASSED = env.listing("DESK_DPR_PASSED")

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "{asctime} {levelname} {name} {message}", "style": "{"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "root": {"handlers": ["stderr"], "level": env.text("DESK_LOG_LEVEL").upper()},
    "loggers": {
        # Request lines may carry search words with names in them; the audit log keeps who did what.
        "django.request": {"level": "ERROR"},
        "httpx": {"level": "WARNING"},
        "axes": {"level": "ERROR"},
    },
}
SILENCED_SYSTEM_CHECKS: list[str] = []

# Everything the program says of itself goes to stderr by the same road: stdout belongs to commands.
structlog.configure(
    processors=[
        structlog.processors.format_exc_info,
        structlog.processors.KeyValueRenderer(key_order=["event"]),
    ],
    wrapper_class=structlog.make_filtering_bound_logger(env.text("DESK_LOG_LEVEL").lower()),
    logger_factory=structlog.stdlib.LoggerFactory(),
)
