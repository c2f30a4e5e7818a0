"""The URL map as the demo has it."""

from django.urls import include, path

from portal import mailbox
from portal.urls import urlpatterns as everywhere

urlpatterns = [*everywhere, path("demo/postvak/", include(mailbox.urlpatterns))]
