"""`user.has_perm("hulpvragen.view_dossier", dossier)`: guardian's backend, asked over the derived view."""

from guardian.backends import ObjectPermissionBackend

from .models import Dossier
from .policy import grants_of


class DossierBackend(ObjectPermissionBackend):
    """Answers for dossiers only, with one EXISTS; an inactive person has nothing."""

    def authenticate(self, request, **credentials):
        return None

    def has_perm(self, user_obj, perm, obj=None):
        if not isinstance(obj, Dossier) or not user_obj.is_authenticated or not user_obj.is_active:
            return False
        return perm == "hulpvragen.view_dossier" and grants_of(user_obj, obj)
