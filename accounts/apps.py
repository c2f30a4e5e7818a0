from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"
    verbose_name = "Mensen en plaatsen"

    def ready(self):
        from notifications import resolvers  # apps below are complete by now

        from .announcements import TOLD_OF_STOP, told_of_stop

        # whoever holds one of these roles now is told; nobody waits for a successor
        resolvers.register("schorsing", told_of_stop, may_lapse=TOLD_OF_STOP, past_a_stop={"stopped_person"})
