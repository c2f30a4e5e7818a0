"""The project. Its top knows every app; its cellar (portal.lib) is known by every app."""

from .celery import app as celery_app

__all__ = ["celery_app"]
