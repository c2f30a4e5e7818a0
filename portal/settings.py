"""Every setting on one page. Values come from the environment; defaults are production's."""

from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF

from portal import dangers, env, theme

BASE_DIR = Path(__file__).resolve().parent.parent

env.faults.clear()  # Django reads this page again after a failure

# ---- environment
PORTAL_DEMO = env.flag("PORTAL_DEMO")  # invented people, the mailbox page, a calendar that can shift
PORTAL_TODAY = env.date("PORTAL_TODAY")  # the demo's calendar date
SECRET_KEY = env.text("SECRET_KEY")
SECRET_KEY_FALLBACKS = env.texts("SECRET_KEY_FALLBACKS")  # older ones: sessions and links made with them stay good
DEBUG = False
PORTAL_ORIGIN = env.origin("PORTAL_ORIGIN", "http://localhost:8000")
ALLOWED_HOSTS = env.texts("PORTAL_HOSTS", f"{urlsplit(PORTAL_ORIGIN).hostname or ''},localhost,127.0.0.1")
_https = PORTAL_ORIGIN.startswith("https://")

# ---- applications
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "csp",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "two_factor",
    "guardian",
    "portal",
    "portal.audit",
    "notifications",
    "accounts",
    "hulpvragen",
    "mutaties",
]
AUTH_USER_MODEL = "accounts.User"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# ---- middleware: the gate closes by default, the request transaction stands last
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "portal.middleware.Headers",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "portal.middleware.Gate",
    "portal.middleware.RequestTransaction",
]

# ---- urls and templates
ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["portal.templatetags.forms"],  # {% csrf_token %} that also carries the key of the form
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "portal.frame.frame",
            ],
        },
    }
]
FORM_RENDERER = "portal.forms.PortalRenderer"
LANGUAGE_CODE = "nl"
USE_I18N = True
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True

# ---- database: one alias; migrations are a process of their own, logged in as portal_owner
DATABASES = {"default": env.database("DATABASE_URL")}

# ---- sign-in and second factor
AUTHENTICATION_BACKENDS = [
    "accounts.brake.Backend",
    "django.contrib.auth.backends.ModelBackend",
    "hulpvragen.backends.DossierBackend",
]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [{"NAME": f"accounts.password_validation.{rule}Validator"} for rule in ("Length", "Common", "Context")]
PASSWORD_RESET_TIMEOUT = 30 * 60  # seconds
LOGIN_URL = "accounts:log_in"
LOGIN_REDIRECT_URL = "home"
ANONYMOUS_USER_NAME = None  # guardian: no anonymous row
GUARDIAN_MONKEY_PATCH_USER = False
OTP_TOTP_ISSUER = "Sluitend"
SILENCED_SYSTEM_CHECKS = [
    "guardian.W001",  # our backend is a subclass of guardian's
    "axes.W002",  # its middleware would answer 429: locked must look like wrong
]

# ---- sessions and cookies: in PostgreSQL with their person
SESSION_ENGINE = "accounts.sessions"
PORTAL_LOCK_MINUTES = env.number("PORTAL_LOCK_MINUTES", 15, 5, 30)  # idle: the screen asks the password
PORTAL_SESSION_IDLE_MINUTES = 120  # idle: logged out; what lies between shows nothing to anybody
PORTAL_SESSION_HOURS = 8
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = _https
SESSION_COOKIE_NAME = "__Host-sluitend" if _https else "sluitend"
CSRF_COOKIE_NAME = "__Host-csrf" if _https else "csrf"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_TRUSTED_ORIGINS = [PORTAL_ORIGIN]
CSRF_FAILURE_VIEW = "portal.views.csrf_failure"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# ---- security headers (the rest stands in portal.middleware.Headers)
SECURE_HSTS_SECONDS = 31_536_000 if _https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = True
SECURE_SSL_REDIRECT = False  # the proxy's work
PORTAL_BEHIND_PROXY = env.flag("PORTAL_BEHIND_PROXY")  # exactly one, which sets X-Forwarded-For and -Proto itself
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PORTAL_BEHIND_PROXY else None
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}

# ---- files
STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "portal.theme.ThemeFinder",
]
PORTAL_THEME_CSS = env.checked("PORTAL_THEME_CSS", theme.read)  # a file of design tokens; collectstatic takes it along
STATIC_ROOT = Path(env.text("PORTAL_STATIC_ROOT", str(BASE_DIR / "var" / "static")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 1_000_000  # bytes of a form
# a file that is sent along stays in memory and never lies on a disk; a larger one is not taken
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]
FILE_UPLOAD_MAX_MEMORY_SIZE = 20_300_000  # a form states what it takes (portal.lib.http.takes)
PORTAL_VIRUSSCAN = env.text("PORTAL_VIRUSSCAN", "")  # a clamd: tcp://name:3310 or unix:/path; set and away, no file is taken

# ---- mail
PORTAL_MAIL_FOLDER = Path(env.text("PORTAL_MAIL_FOLDER", str(BASE_DIR / "var" / "demo" / "mail")))
if PORTAL_DEMO and not env.text("EMAIL_URL", ""):
    EMAIL_BACKEND = "portal.mailbox.EmlBackend"
else:
    globals().update(env.mail("EMAIL_URL"))
EMAIL_TIMEOUT = 10  # seconds; bounds how long a stop waits for a mail under way
DEFAULT_FROM_EMAIL = env.text("PORTAL_FROM", "Sluitend <geen-antwoord@sluitend.example>")
PORTAL_BOUNCES_TO = env.text("PORTAL_BOUNCES_TO", "")  # the address to which a mail comes back; empty: the sender's
PORTAL_BOUNCE_MAILBOX = env.text("PORTAL_BOUNCE_MAILBOX", "")  # where those mails lie: mbox, Maildir or a folder of .eml

# ---- celery: a doorbell and a clock; PostgreSQL knows what is due
CELERY_BROKER_URL = env.queue("REDIS_URL")
PORTAL_HEARTBEAT_FILE = env.text("PORTAL_HEARTBEAT_FILE", "")  # touched by worker and beat, for the health check of their container
CELERY_TASK_IGNORE_RESULT = True
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_PUBLISH_RETRY = False
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5}

# ---- encryption
PORTAL_MASTER_KEYS = env.keys("PORTAL_MASTER_KEYS")

# ---- guessing (django-axes behind accounts.brake): per account and address together, so colleagues
# behind one address go on; a wider limit per account over all addresses
AXES_HANDLER = "accounts.brake.Handler"
AXES_USERNAME_CALLABLE = "accounts.brake.account_key"
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ADMIN = False
AXES_ENABLE_ACCESS_FAILURE_LOG = False
AXES_DISABLE_ACCESS_LOG = True
AXES_VERBOSE = False
TWO_FACTOR_PATCH_ADMIN = False  # there is no admin

# ---- the partnership itself
PORTAL_SWV_NAAM = env.text("PORTAL_SWV_NAAM", "PPO Voorbeeldstad")
PORTAL_BESLUITEN = env.texts("PORTAL_BESLUITEN", "tlv,arrangement,overig")  # soorten that end in a besluit in the sense of the Awb
PORTAL_SWV_TELEFOON = env.text("PORTAL_SWV_TELEFOON", "010 - 000 00 00")
PORTAL_SWV_UREN = env.text("PORTAL_SWV_UREN", "ma t/m vr, 8.30 – 16.30 uur")

# ---- logging: no bodies, no values, no names
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "filters": {"links": {"()": "portal.lib.logs.WithoutLinks"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["links"]}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {"axes": {"level": "ERROR"}},  # names addresses at every log-in otherwise
}

if PORTAL_TODAY and not PORTAL_DEMO:
    env.faults.append("PORTAL_TODAY verschuift de kalender en mag alleen in de demo: haal de instelling weg")

# ---- what cannot be read stops every process here, together with what is dangerous in the rest
if env.faults:
    raise env.Refused([*env.faults, *dangers.found(globals().get)])
