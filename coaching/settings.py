"""The one settings file: everything comes from the environment, with a first start that needs nothing."""

import os
import secrets
import sys
import zoneinfo
from pathlib import Path
from typing import Any

import dj_database_url
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from coaching import embedded, logs, timetable

BASE_DIR = Path(__file__).resolve().parent.parent
VAR = Path(os.environ.get("EVENPACE_VAR", BASE_DIR / "var"))

# One source of time zones: the pinned tzdata wheel, never the machine's copy.
os.environ["PYTHONTZPATH"] = ""
zoneinfo.reset_tzpath(to=[])

# Addresses and passwords may come as files, the way compose hands over secrets.
for name in ("DATABASE_URL", "REDIS_URL", "EMAIL_HOST_PASSWORD"):
    if name not in os.environ and f"{name}_FILE" in os.environ:
        os.environ[name] = Path(os.environ[f"{name}_FILE"]).read_text().strip()

TESTING = "pytest" in sys.modules
FIRST_START = not os.environ.get("DATABASE_URL") or "EVENPACE_EMBEDDED" in os.environ
DEBUG = os.environ.get("DEBUG", "") in {"1", "true", "yes"}
DEMO = DEBUG or os.environ.get("EVENPACE_DEMO", "") == "1"
PRODUCTION = not (DEMO or FIRST_START or TESTING)


def kept_secret(name: str, make: str) -> str:
    """The secret from the environment or the file NAME_FILE names; on a first start one made once, kept under var/."""
    if name in os.environ:
        return os.environ[name]
    if f"{name}_FILE" in os.environ:
        return Path(os.environ[f"{name}_FILE"]).read_text().strip()
    if not FIRST_START:
        raise ImproperlyConfigured(f"Set {name}. A site with its own database never makes up its keys.")
    path = VAR / "secrets" / name.lower()
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(make)
    return path.read_text().strip()


SECRET_KEY = kept_secret("SECRET_KEY", secrets.token_urlsafe(50))
# kid:base64 of 32 bytes, comma separated; the first one encrypts, all of them decrypt.
JOURNAL_KEYS = kept_secret("JOURNAL_KEYS", f"k1:{secrets.token_urlsafe(32)}")

PORT = os.environ.get("PORT", "8000")
PUBLIC_URL = os.environ.get("PUBLIC_URL", f"http://127.0.0.1:{PORT}").rstrip("/")
HTTPS = PUBLIC_URL.startswith("https://")
PUBLIC_HOST = PUBLIC_URL.split("://", 1)[1].split("/")[0]
ALLOWED_HOSTS = [PUBLIC_HOST.rsplit(":", 1)[0], *os.environ.get("ALLOWED_HOSTS", "127.0.0.1,localhost").split(",")]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "csp",
    "django_htmx",
    "runners",
    "journal",
    "coaching.conversations",
    "coaching.planning",
    "coaching.articles",
    "coaching.consultations",
    "coaching.alerts",
    "coaching.dashboard",
    "coaching.privacy",
    "coaching",
]

MIDDLEWARE = [
    "coaching.logs.RequestLog",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "runners.middleware.PersonalPages",
    "runners.middleware.OpenedLikeAPage",
]

ROOT_URLCONF = "coaching.urls"
WSGI_APPLICATION = "coaching.wsgi.application"
TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]

# --- servers: real ones from wheels unless addresses are given ----------------------------------------
servers = embedded.servers(VAR)
DATABASES: dict[str, Any] = {
    "default": dj_database_url.parse(servers.database_url, conn_max_age=60, conn_health_checks=True)
}
WEB = os.environ.get("EVENPACE_PROCESS", "web") == "web"
# Only the web process gives up on slow statements: a night's work may take longer, and so may a command.
DATABASES["default"].setdefault("OPTIONS", {}).update(
    connect_timeout=3,
    options="-c lock_timeout=3000 -c idle_in_transaction_session_timeout=30000"
    + (" -c statement_timeout=15000" if WEB and not TESTING else ""),
)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = servers.redis_url
# Sessions and rate limits live in the database: a wiped or stalled Redis signs nobody out and locks nobody in.
CACHES: dict[str, Any] = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache_rows",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # with Django's 300 a crowd of strangers makes it forget its limits
    },
}
SESSION_ENGINE = "runners.sessions"

CELERY_BROKER_URL = REDIS_URL
CELERY_RESULT_BACKEND = None
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_SERIALIZER = "json"
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TIMEZONE = "UTC"
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_SOFT_TIME_LIMIT = 45
CELERY_TASK_TIME_LIMIT = 60
CELERY_WORKER_MAX_TASKS_PER_CHILD = 500
CELERY_WORKER_MAX_MEMORY_PER_CHILD = 300_000
CELERY_WORKER_CANCEL_LONG_RUNNING_TASKS_ON_CONNECTION_LOSS = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_BROKER_CONNECTION_MAX_RETRIES = None
CELERY_BROKER_CHANNEL_ERROR_RETRY = True
CELERY_TASK_PUBLISH_RETRY_POLICY = {"max_retries": 0}
# The web process must never wait for a stalled broker; the worker must survive a slow one.
CELERY_BROKER_TRANSPORT_OPTIONS: dict[str, Any] = (
    {"socket_timeout": 0.5, "socket_connect_timeout": 0.5, "max_retries": 0, "global_keyprefix": "evenpace:"}
    if WEB
    else {
        "visibility_timeout": 120,
        "unacked_restore_interval": 10,
        "socket_timeout": 10,
        "socket_connect_timeout": 3,
        "socket_keepalive": True,
        "health_check_interval": 10,
        "global_keyprefix": "evenpace:",
    }
)
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR / "beat-schedule")
CELERY_BEAT_SCHEDULE = timetable.timetable()

# Who was erased: outside the database, so that a restored backup does not bring them back.
ERASED = VAR / "erased.jsonl"

# --- people -------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "runners.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
PASSWORD_HASHERS = [
    "runners.hashers.Argon2" if not TESTING else "django.contrib.auth.hashers.MD5PasswordHasher",
    "django.contrib.auth.hashers.Argon2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
]
ACCOUNT_ADAPTER = "runners.accounts.Adapter"
ACCOUNT_SIGNUP_FORM_CLASS = "runners.accounts.SignupForm"
ACCOUNT_FORMS = {
    "login": "runners.forms.ways_in.SignInForm",
    "signup": "runners.forms.ways_in.NewAccountForm",
    "add_email": "runners.forms.ways_in.AnotherAddressForm",
    "change_password": "runners.forms.ways_in.ChangePasswordForm",
    "set_password": "runners.forms.ways_in.SetPasswordForm",
    "reset_password": "runners.forms.ways_in.ForgottenForm",
    "reset_password_from_key": "runners.forms.ways_in.NewPasswordForm",
    "reauthenticate": "runners.forms.ways_in.PasswordOnceMoreForm",
    "request_login_code": "runners.forms.ways_in.AskForCodeForm",
    "confirm_login_code": "runners.forms.ways_in.SignInCodeForm",
    "confirm_password_reset_code": "runners.forms.ways_in.ForgottenCodeForm",
    "confirm_email_verification_code": "runners.forms.ways_in.AddressCodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "mandatory"
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_PASSWORD_RESET_BY_CODE_ENABLED = True
ACCOUNT_EMAIL_VERIFICATION_SUPPORTS_RESEND = ACCOUNT_LOGIN_BY_CODE_SUPPORTS_RESEND = True
ACCOUNT_EMAIL_VERIFICATION_BY_CODE_TIMEOUT = ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 600
ACCOUNT_PASSWORD_RESET_BY_CODE_TIMEOUT = 600
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_MAX_EMAIL_ADDRESSES = 2
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if HTTPS else "http"
ACCOUNT_SIGNUP_FORM_HONEYPOT_FIELD = "website"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
MFA_ADAPTER = "runners.second_step.Adapter"
MFA_FORMS = {
    "authenticate": "runners.forms.second_step.CodeForm",
    "reauthenticate": "runners.forms.second_step.CodeOnceMoreForm",
    "activate_totp": "runners.forms.second_step.NewAppForm",
    "add_webauthn": "runners.forms.second_step.AddPasskeyForm",
    "edit_webauthn": "runners.forms.second_step.RenamePasskeyForm",
    "login_webauthn": "runners.forms.second_step.PasskeyLoginForm",
    "authenticate_webauthn": "runners.forms.second_step.PasskeyForm",
    "reauthenticate_webauthn": "runners.forms.second_step.PasskeyOnceMoreForm",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Evenpace"
MFA_TOTP_TOLERANCE = 1
# A browser offers passkeys without HTTPS on localhost alone.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
# Who reads other people's weeks has more than a password.
COACH_MFA_REQUIRED = PRODUCTION
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("TRUSTED_PROXY_COUNT", "0"))

# --- mail: files on a first start, SMTP by environment ------------------------------------------------
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "Evenpace <hello@evenpace.example>")
EMAIL_TIMEOUT = 8
EMAIL_FILE_PATH = VAR / "mail"
EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
if "EMAIL_HOST" in os.environ:
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["EMAIL_HOST"]
    EMAIL_USE_SSL = os.environ.get("EMAIL_USE_SSL") == "1"  # TLS from the first byte, for the most part on port 465
    EMAIL_USE_TLS = (os.environ.get("EMAIL_USE_TLS") or ("0" if EMAIL_USE_SSL else "1")) == "1"
    if EMAIL_USE_SSL and EMAIL_USE_TLS:
        raise ImproperlyConfigured("EMAIL_USE_TLS and EMAIL_USE_SSL exclude each other. Set one of them.")
    EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or ("465" if EMAIL_USE_SSL else "587"))
    EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
# Where things are tried out, one server of this machine stands for those of the internet: http://127.0.0.1:9000
LOCAL_SERVER = "" if PRODUCTION else os.environ.get("EVENPACE_LOCAL_SERVER", "").rstrip("/")

# --- what the browser is told -------------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "object-src": [NONE],
    },
}
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SESSION_COOKIE_NAME = "__Host-sid" if HTTPS else "sid"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 14 * 86_400
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500  # a coach may tick a whole squad of hundreds, one field each
DATA_UPLOAD_MAX_NUMBER_FILES = 1
FILE_UPLOAD_MAX_MEMORY_SIZE = 2_000_000
FILES = VAR / "files"  # what was sent and is not read yet; web and worker share it
UPLOAD_MAX_BYTES = int(os.environ.get("UPLOAD_MAX_MB", "1000")) * 1_000_000
UPLOAD_KEEPS_FREE = 200_000_000  # what an upload leaves free on the disk
UPLOADS_AT_ONCE = 2  # of the four threads of a web process; the others are for pages, however slowly files come in
# Limits of an archive: fields of runners.importers.limits.Limits. Everything else stays as it is there.
ARCHIVE_LIMITS: dict[str, int] = {"archive_bytes": UPLOAD_MAX_BYTES, "activities": 10_000}
IMPORT_READERS = int(os.environ.get("IMPORT_READERS") or os.cpu_count() or 1)  # files read at the same time

# --- pages --------------------------------------------------------------------------------------------
LANGUAGE_CODE = "en-gb"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("EVENPACE_STATIC", VAR / "static"))
STATICFILES_DIRS = [BASE_DIR / "static", ("fonts", VAR / "build" / "fonts")]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if TESTING or DEBUG
        else "coaching.sheets.JoinedSheets"
    },
}
WHITENOISE_USE_FINDERS = TESTING or DEBUG
SILENCED_SYSTEM_CHECKS = ["staticfiles.W004"]

LOGGING = logs.configuration("plain" if FIRST_START or DEBUG else "json")
