from django.apps import AppConfig


class MutatiesConfig(AppConfig):
    name = "mutaties"
    verbose_name = "Mutaties"

    def ready(self):
        from notifications import resolvers  # apps below are complete by now

        from .announcements import recipients, recipients_of_controle

        # who is told about a mutatie need not exist: a school may have no contactpersoon, a leaver no account any more
        resolvers.register("mutatie", recipients, may_lapse={"person", "contactpersoon", "volgende", "opvolger", "bestuur", "mutatiebehandelaar", "reporter", "privacy_officer"})
        # who confirmed meanwhile is not asked again; a school of which nobody is known stands on the SWV's list
        resolvers.register("controle", recipients_of_controle, may_lapse={"contactpersoon", "bestuur"})
