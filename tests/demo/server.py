"""Serve the demo's Django admin from a database of its own.

    python -m tests.demo.server DIRECTORY

prints its address, then serves until it is told to stop.
"""

from __future__ import annotations

import datetime
import random
import sys
from pathlib import Path
from socketserver import ThreadingMixIn
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

USER = "clerk"
FIRST = [
    "Ada",
    "Berta",
    "Carl",
    "Dora",
    "Emil",
    "Frida",
    "Gustav",
    "Hanna",
    "Ivo",
    "Jana",
    "Kurt",
    "Lea",
    "Max",
    "Nora",
    "Otto",
    "Paula",
]
LAST = [
    "Ahrens",
    "Brandt",
    "Conrad",
    "Dietz",
    "Engel",
    "Falk",
    "Gross",
    "Hahn",
    "Iversen",
    "Jung",
    "Klein",
    "Lorenz",
]
GOODS = ["Atlas", "Drill", "Kite", "Lantern", "Novel", "Puzzle", "Saw", "Train set"]


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *args: object) -> None:
        """Say nothing: addresses hold what people typed."""


def configure(directory: Path) -> None:
    """Set Django up over a database in a directory."""
    import django
    from django.conf import settings

    settings.configure(
        SECRET_KEY="the demo has no secrets",
        DEBUG=True,
        ALLOWED_HOSTS=["*"],
        ROOT_URLCONF="tests.demo.crm.urls",
        INSTALLED_APPS=[
            "django.contrib.admin",
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "django.contrib.sessions",
            "django.contrib.messages",
            "django.contrib.staticfiles",
            "tests.demo.crm",
        ],
        MIDDLEWARE=[
            "django.contrib.sessions.middleware.SessionMiddleware",
            "django.middleware.common.CommonMiddleware",
            "django.middleware.csrf.CsrfViewMiddleware",
            "django.contrib.auth.middleware.AuthenticationMiddleware",
            "django.contrib.messages.middleware.MessageMiddleware",
        ],
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "APP_DIRS": True,
                "OPTIONS": {
                    "context_processors": [
                        "django.template.context_processors.request",
                        "django.contrib.auth.context_processors.auth",
                        "django.contrib.messages.context_processors.messages",
                    ]
                },
            }
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": str(directory / "shop.sqlite"),
            }
        },
        PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"],
        STATIC_URL="static/",
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()


def fill(password: str) -> None:
    """Make tables and a small but realistic data set."""
    from django.apps import apps
    from django.contrib.auth.models import User
    from django.core.management import call_command

    call_command("migrate", run_syncdb=True, verbosity=0)
    if User.objects.exists():
        return
    User.objects.create_superuser(USER, "clerk@shop.example", password)
    dice = random.Random(7)
    customer, product = apps.get_model("crm", "Customer"), apps.get_model("crm", "Product")
    order, tag = apps.get_model("crm", "Order"), apps.get_model("crm", "Tag")
    for number in range(60):
        name = f"{dice.choice(FIRST)} {dice.choice(LAST)}"
        customer.objects.create(
            name=name,
            email=f"{name.lower().replace(' ', '.')}{number}@example.net",
            segment=dice.choice(["retail", "wholesale", "public"]),
            active=dice.random() < 0.8,
        )
    for name in GOODS:
        product.objects.create(name=name, category=dice.choice(["book", "tool", "toy"]), price=12)
    for name in ("fragile", "gift", "rush"):
        tag.objects.create(name=name)
    customers, products = list(customer.objects.all()), list(product.objects.all())
    for number in range(80):
        order.objects.create(
            customer=dice.choice(customers),
            product=dice.choice(products),
            status=dice.choice(["draft", "placed", "paid", "shipped"]),
            placed_on=datetime.date(2026, 1 + number % 10, 1 + number % 28),
        )


def main(directory: Path, password: str) -> None:
    """Serve until the process is told to stop."""
    directory.mkdir(parents=True, exist_ok=True)
    configure(directory)
    fill(password)
    from django.contrib.staticfiles.handlers import StaticFilesHandler
    from django.core.wsgi import get_wsgi_application

    application = StaticFilesHandler(get_wsgi_application())
    with make_server(
        "127.0.0.1", 0, application, server_class=_Server, handler_class=_Quiet
    ) as server:
        print(f"http://127.0.0.1:{server.server_port}", flush=True)
        server.serve_forever()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
