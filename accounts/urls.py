"""Getting in, and one's own account."""

from django.urls import path

from accounts.views import account, log_in, password, schools, second_factor, sides

app_name = "accounts"
urlpatterns = [
    path("inloggen/", log_in.log_in, name="log_in"),
    path("uitloggen/", log_in.log_out, name="log_out"),
    path("kies-rol/", sides.choose, name="choose_side"),
    path("account/", account.account, name="account"),
    path("account/sessies/beeindigen/", account.end_session, name="end_session"),
    path("account/sessies/andere-beeindigen/", account.end_other_sessions, name="end_other_sessions"),
    path("account/wachtwoord/", password.change, name="change_password"),
    path("account/bevestigen/", second_factor.confirm, name="confirm"),
    path("account/tweede-stap/", second_factor.set_up, name="set_up_second_factor"),
    path("account/herstelcodes/", second_factor.recovery_codes, name="recovery_codes"),
    path("wachtwoord-vergeten/", password.ask_reset, name="reset_password"),
    path("wachtwoord-vergeten/verstuurd/", password.reset_asked, name="reset_asked"),
    path("wachtwoord-vergeten/<uidb64>/<token>/", password.reset_confirm, name="reset_confirm"),
    path("scholen/", schools.schools, name="schools"),
    path("scholen/<str:code>/aansluiten/", schools.connect_school, name="connect_school"),
    path("besturen/<uuid:pk>/naam/", schools.name_bestuur, name="name_bestuur"),
]
