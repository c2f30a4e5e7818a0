"""Hulp en uitleg: which topics there are, for whom, and beside which pages each one is linked.

The text of a topic is templates/help/<key>.html. What stands in it between ‘quotes’ is a word on a screen; a test
looks each of them up, so that the help does not go on about a button that was renamed.
"""

from dataclasses import dataclass

SCHOOL = frozenset({"ib", "contactpersoon"})
HANDLERS = frozenset({"loket", "consulent"})
PEOPLE = frozenset({"mutatiebehandelaar", "beheerder", "privacy_officer"})
EVERYBODY: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Topic:
    """One how-to. `roles`: for whom; none means everybody. `open`: can be read before the log-in."""

    key: str
    title: str
    text: str  # what the list says of it
    roles: frozenset[str] = EVERYBODY
    open: bool = False

    def is_for(self, roles: set[str]) -> bool:
        return not self.roles or bool(self.roles & roles)

    @property
    def template(self) -> str:
        return f"help/{self.key}.html"


TOPICS = (
    Topic("inloggen", "Inloggen in twee stappen", "Met uw wachtwoord en een code uit een app.", open=True),
    Topic("tweede-stap", "De app voor de code", "Voor het eerst koppelen, een andere telefoon, of geen telefoon.", open=True),
    Topic("wachtwoord", "Wachtwoord vergeten of wijzigen", "Zelf een nieuw wachtwoord kiezen.", open=True),
    Topic("vergrendelen", "Het scherm is vergrendeld", "Na een tijd niets doen. Wat u typte, is bewaard.", open=True),
    Topic("datalek", "Er ging misschien iets mis met gegevens", "Een mogelijk datalek meldt u meteen, per telefoon.", open=True),
    Topic("indienen", "Een hulpvraag indienen", "Van concept tot indienen, zonder iets kwijt te raken.", frozenset({"ib"})),
    Topic("overleg", "Samen aan een concept werken", "Een collega van de school laten meelezen voordat u indient.", frozenset({"ib"})),
    Topic("uitnodigen", "Iemand laten meelezen", "Een ouder, de leerling, een collega of iemand van buiten.", frozenset({"ib", "loket"})),
    Topic("meelezen", "Meelezen met een hulpvraag", "Wat u ziet, tot wanneer, en hoe u zelf stopt.", open=True),
    Topic("volgen", "Een hulpvraag volgen en aanvullen", "Wie is aan zet, wat wordt u gevraagd, wat is de uitkomst.", frozenset({"ib"})),
    Topic("berichten", "Berichten en notities", "Iets zeggen over een hulpvraag, en wie het leest."),
    Topic("schoolgegevens", "Wie krijgt de e-mails van een hulpvraag", "De contactpersoon kiezen of wijzigen.", frozenset({"ib"}) | HANDLERS),
    Topic("verhuizing", "Een leerling gaat naar een andere school", "Doorgeven, bevestigen, en wie er daarna meeleest.", SCHOOL | HANDLERS),
    Topic("vertrek", "Iemand vertrekt, begint of is lang afwezig", "Geef het vooraf door. Dan ziet alleen de juiste persoon de dossiers.", SCHOOL | {"bestuursmedewerker"}),
    Topic("controle", "Twee keer per jaar uw gegevens bevestigen", "Wie er werkt, en wie het contact is van elke hulpvraag.",
          SCHOOL | {"bestuursmedewerker", "loket", "mutatiebehandelaar", "privacy_officer"}),
    Topic("vandaag", "Vandaag en zoeken", "Wat er wacht, en een hulpvraag terugvinden.", HANDLERS),
    Topic("behandelen", "Een hulpvraag behandelen", "Van nieuw tot afgerond.", HANDLERS),
    Topic("instellingen", "Instellingen van het loket", "Soorten, vragen, vaste consulenten en vakanties.", frozenset({"loket"})),
    Topic("scholen", "Scholen en wijknetwerken", "Wie werkt waar, wat ontbreekt, en wie er meeleest.", HANDLERS | {"mutatiebehandelaar", "beheerder"}),
    Topic(
        "schoolwijziging", "Er verandert iets van een school", "Naam, adres, telefoon, bestuur, wijknetwerk, of de school sluit.",
        PEOPLE | {"contactpersoon", "bestuursmedewerker", "loket"},
    ),
    Topic("accounts", "Iemand kan niet inloggen", "Zoeken, kijken wat er mis is, en helpen.", PEOPLE),
    Topic("toegang-stoppen", "Toegang stoppen of een account beëindigen", "Meteen blokkeren, opheffen, en opruimen.", PEOPLE | {"loket"}),
    Topic("e-mailnotificaties", "E-mailnotificaties", "Wat het portaal mailt, aan wie, en wat er wacht.", SCHOOL | HANDLERS | PEOPLE),
    Topic("documenten", "Documenten toevoegen en lezen", "Wat u kunt toevoegen, lezen zonder te downloaden, en wat u downloadde."),
    Topic("bekeken", "Zien wie een hulpvraag heeft bekeken", "Elke keer dat iemand kijkt, wordt bewaard.", SCHOOL | HANDLERS | {"privacy_officer"}),
    Topic("telefoon", "Er belt iemand over een leerling", "Niets zeggen, terugbellen, vastleggen.", frozenset({"ib"}) | HANDLERS),
    Topic("inzien", "Wie kan een hulpvraag zien, en waarom", "Vandaag, op een dag die is geweest of op een dag die komt.", SCHOOL | HANDLERS | {"privacy_officer"}),
    Topic("digibord", "Digibordstand", "Namen en teksten van leerlingen van het scherm halen.", SCHOOL | HANDLERS | PEOPLE),
    Topic("mijn-account", "Mijn account", "Uw gegevens, uw wachtwoord en waar u bent ingelogd."),
)
BY_KEY = {topic.key: topic for topic in TOPICS}

# Beside which pages a topic is linked, by the name of the URL: the first one that is for the reader. The steps of a
# hulpvraag share one name; a step that has a topic of its own stands there with its slug.
PAGES = {
    "accounts:log_in": ("inloggen",),
    "accounts:set_up_second_factor": ("tweede-stap",),
    "accounts:recovery_codes": ("tweede-stap",),
    "accounts:confirm": ("tweede-stap",),
    "accounts:reset_password": ("wachtwoord",),
    "accounts:reset_asked": ("wachtwoord",),
    "accounts:reset_confirm": ("wachtwoord",),
    "accounts:change_password": ("wachtwoord",),
    "accounts:account": ("mijn-account",),
    "accounts:preferences": ("digibord",),
    "accounts:locked": ("vergrendelen",),
    "accounts:schools": ("scholen", "vertrek"),
    "accounts:school": ("scholen", "vertrek"),
    "accounts:school_phone": ("scholen",),
    "accounts:register": ("scholen",),
    "mutaties:schools": ("schoolwijziging",),
    "mutaties:school_new": ("schoolwijziging",),
    "mutaties:school_change": ("schoolwijziging",),
    "accounts:wijknetwerken": ("scholen",),
    "school_wijknetwerk": ("scholen",),
    "accounts:people": ("accounts",),
    "accounts:person": ("accounts",),
    "accounts:restore_second_factor": ("accounts",),
    "accounts:unused": ("toegang-stoppen",),
    "accounts:end_account": ("toegang-stoppen",),
    "accounts:reactivate": ("toegang-stoppen",),
    "accounts:block": ("toegang-stoppen", "vertrek"),
    "accounts:stop": ("toegang-stoppen", "vertrek"),
    "mutaties:list": ("vertrek", "scholen"),
    "mutaties:new": ("vertrek", "scholen"),
    "mutaties:new_staff": ("vertrek", "scholen"),
    "mutaties:detail": ("vertrek", "scholen"),
    "mutaties:propose_handover": ("vertrek", "scholen"),
    "mutaties:handed_over": ("vertrek",),
    "mutaties:controle": ("controle",),
    "mutaties:controle_start": ("controle",),
    "mutaties:controle_school": ("controle",),
    "mutaties:controle_confirm": ("controle",),
    "outbox": ("e-mailnotificaties",),
    "hulpvragen:new": ("indienen",),
    "hulpvragen:oso": ("indienen",),
    "hulpvragen:oso_take": ("indienen",),
    "hulpvragen:documents": ("documenten",),
    "hulpvragen:add_document": ("documenten",),
    "hulpvragen:document": ("documenten",),
    "hulpvragen:document_page": ("documenten",),
    "hulpvragen:download": ("documenten",),
    "downloads": ("documenten",),
    "hulpvragen:edit": ("indienen",),
    "hulpvragen:part": ("indienen",),
    "hulpvragen:berichten": ("berichten",),
    "hulpvragen:notities": ("berichten",),
    "hulpvragen:give_out_notitie": ("berichten",),
    "hulpvragen:guests": ("uitnodigen",),
    "hulpvragen:invite": ("uitnodigen",),
    "hulpvragen:invite_one": ("uitnodigen",),
    "hulpvragen:change_guest": ("uitnodigen",),
    "invitation": ("meelezen",),
    "shared": ("meelezen",),
    "stop_reading": ("meelezen",),
    "today": ("vandaag",),
    "hulpvragen:search": ("vandaag",),
    "settings:index": ("instellingen",),
    "settings:soorten": ("instellingen",),
    "settings:soort": ("instellingen",),
    "settings:soort_edit": ("instellingen",),
    "settings:defaults": ("instellingen",),
    "settings:default": ("instellingen",),
    "settings:holidays": ("instellingen",),
    "settings:holiday": ("instellingen",),
    "hulpvragen:check": ("indienen",),
    "hulpvragen:list": ("volgen", "behandelen"),
    "hulpvragen:detail": ("volgen", "behandelen"),
    "hulpvragen:receipt": ("volgen", "behandelen"),
    "hulpvragen:act": ("volgen", "behandelen"),
    "hulpvragen:act/overleg-starten": ("overleg",),
    "hulpvragen:act/overleg-afsluiten": ("overleg",),
    "hulpvragen:act/contactpersoon": ("schoolgegevens",),
    "hulpvragen:act/contactpersoon-vragen": ("schoolgegevens",),
    "hulpvragen:act/contact-overnemen": ("schoolgegevens",),
    "hulpvragen:helpers": ("behandelen",),
    "hulpvragen:assign_many": ("behandelen",),
    "hulpvragen:follow_up": ("vandaag",),
    "hulpvragen:school_data": ("schoolgegevens",),
    "hulpvragen:viewed_by": ("bekeken",),
    "hulpvragen:report_move": ("verhuizing",),
    "hulpvragen:moves": ("verhuizing",),
    "hulpvragen:move": ("verhuizing",),
    "hulpvragen:confirm_move": ("verhuizing",),
    "hulpvragen:arrival": ("verhuizing",),
    "phone": ("telefoon",),
    "hulpvragen:explain": ("inzien",),
}


def topic_for(page: str, step: str, roles: set[str]) -> Topic | None:
    """Return the topic to link beside a page, or a step of a hulpvraag, for somebody with these roles."""
    keys = PAGES.get(f"{page}/{step}") or PAGES.get(page, ())
    return next((BY_KEY[key] for key in keys if BY_KEY[key].is_for(roles)), None)
