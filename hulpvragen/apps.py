from django.apps import AppConfig


class HulpvragenConfig(AppConfig):
    name = "hulpvragen"
    verbose_name = "Hulpvragen"

    def ready(self):
        from notifications import resolvers  # apps below are complete by now

        from .announcements import guests, recipients, recipients_of_move, told_of_call

        # nobody need be assigned yet; everybody else who is told waits for a successor
        resolvers.register("hulpvraag", recipients, may_lapse={"toegewezene"})
        resolvers.register("overleg", recipients)  # before indienen there is no kenmerk, and the SWV may not even know
        resolvers.register("telefoon", told_of_call, may_lapse={"privacy_officer"})
        # what no longer stands is not told
        for subject in ("uitnodiging", "toegang"):
            resolvers.register(subject, guests, may_lapse={"guest", "former_guest"})
        resolvers.register("overeenkomst", guests)
        # a school may have nobody: the loket confirms then, and what was turned round begins for nobody
        resolvers.register("verhuizing", recipients_of_move, may_lapse={"nieuwe_school", "begint", "oude_school", "melder"})
