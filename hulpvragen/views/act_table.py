"""The steps of the workflow as pages: address, heading, explanation, button and question per action.

Whether a step asks a text, a date or a person follows from the workflow; here stand the words.
{swv} becomes the name of the partnership.
"""

from dataclasses import dataclass

from hulpvragen.enums import Action as A


@dataclass(frozen=True)
class Question:
    """One question of a step: what is asked, a hint, and what to say when it is left open."""

    label: str
    hint: str
    needed: str


@dataclass(frozen=True)
class Step:
    """One action as a page. `danger`: it takes something away or cannot be undone by who does it; `check`: it is
    shown on a page of its own before it is done, as the school and the parents will read it."""

    action: A
    slug: str
    title: str
    text: str
    button: str
    done: str
    question: Question | None = None
    danger: bool = False
    check: bool = False


def _reason(label: str = "Wat is de reden?", hint: str = "") -> Question:
    return Question(label, hint, "Vul de reden in")


_MOTIVATION = Question(
    "Wat is de motivering?", "De school leest deze tekst. Schrijf op waarom, en wat de school nu kan doen.", "Vul de motivering in"
)
MORE = Question("Wilt u nog iets toelichten?", "", "")
PLACED = Question(
    "Naar welke school gaat de leerling?", "Is er nog geen plek? Schrijf dan op waarom u toch afrondt.", "Vul in naar welke school de leerling gaat, of waarom u afrondt"
)
HANDLER = Question("Wie behandelt deze hulpvraag?", "", "Kies wie deze hulpvraag behandelt")
CONTACT = Question("Wie is de contactpersoon?", "Kies één persoon, of twee bij een duobaan.", "Kies wie de contactpersoon is")

STEPS = (
    Step(A.TAKE, "in-behandeling-nemen", "In behandeling nemen",
         "U wordt de behandelaar als er nog geen behandelaar is. De school krijgt bericht.",
         "In behandeling nemen", "De hulpvraag is in behandeling. De school krijgt bericht."),
    Step(A.REQUEST_INFO, "aanvulling-vragen", "Aanvulling vragen",
         "De school is daarna aan zet. Tot de school antwoordt, staat de termijn stil, hooguit tot en met de dag die u kiest.",
         "Vraag versturen", "Uw vraag is verstuurd. De school is aan zet.",
         Question("Waarom hebt u dit nodig?", "De school leest dit. Het is ook de reden waarom de termijn stilstaat.", "Vul in waarom u dit van de school nodig hebt")),
    Step(A.MOVE_SUPPLEMENT_DATE, "datum-verschuiven", "Datum verschuiven",
         "De school krijgt meer of minder tijd om te antwoorden, en krijgt daar bericht van.",
         "Datum verschuiven", "De datum is verschoven. De school krijgt bericht.", _reason()),
    Step(A.RECALL, "terughalen", "Terughalen",
         "Doe dit als u de hulpvraag per vergissing hebt ingediend. {swv} kan haar dan niet meer lezen. De tekst komt in een nieuw concept.",
         "Hulpvraag terughalen",
         "De hulpvraag is teruggehaald. De tekst staat in dit nieuwe concept. Bij {swv} blijven alleen het nummer, de soort, de school en de data.",
         _reason("Waarom haalt u de hulpvraag terug?"), danger=True),
    Step(A.START_OVERLEG, "overleg-starten", "Overleg op school starten",
         "Wie u hebt uitgenodigd, leest dan mee met dit concept. {swv} ziet er niets van.",
         "Overleg starten", "Het overleg is gestart."),
    Step(A.END_OVERLEG, "overleg-afsluiten", "Overleg afsluiten",
         "Wie u hebt uitgenodigd, leest dan niet meer mee.",
         "Overleg afsluiten", "Het overleg is afgesloten."),
    Step(A.HAND_BACK, "terug-naar-loket", "Teruggeven aan het loket",
         "De hulpvraag krijgt weer de status ‘Ingediend’. U bent geen behandelaar meer.",
         "Teruggeven aan het loket", "De hulpvraag is terug bij het loket.", _reason()),
    Step(A.ADVISE, "advies", "Advies uitbrengen",
         "De school leest uw advies in het portaal en krijgt bericht dat het er is.",
         "Advies uitbrengen", "Het advies is uitgebracht. De school krijgt bericht.",
         Question("Wat is uw advies?", "Schrijf het advies en waarom u dit adviseert. De school leest deze tekst.", "Vul uw advies in"), check=True),
    Step(A.GRANT, "toekennen", "Toekennen",
         "De school leest uw motivering in het portaal en krijgt bericht dat er een uitkomst is.",
         "Hulpvraag toekennen", "De hulpvraag is toegekend. De school krijgt bericht.", _MOTIVATION, check=True),
    Step(A.ISSUE_TLV, "tlv-afgeven", "TLV afgeven",
         "De school leest uw motivering in het portaal en krijgt bericht dat er een uitkomst is.",
         "TLV afgeven", "De TLV is afgegeven. De school krijgt bericht.", _MOTIVATION, check=True),
    Step(A.REJECT, "afwijzen", "Afwijzen",
         "De school leest uw motivering in het portaal en krijgt bericht dat er een uitkomst is.",
         "Hulpvraag afwijzen", "De hulpvraag is afgewezen. De school krijgt bericht.", _MOTIVATION, danger=True, check=True),
    Step(A.REFUSE, "niet-in-behandeling", "Niet in behandeling nemen",
         "Doe dit als {swv} hier niet over gaat, of als de hulpvraag onvolledig blijft. De school krijgt bericht.",
         "Niet in behandeling nemen", "De hulpvraag is niet in behandeling genomen. De school krijgt bericht.",
         _MOTIVATION, danger=True, check=True),
    Step(A.SUPPLEMENT, "aanvulling-versturen", "Aanvulling versturen",
         "{swv} leest uw antwoord en gaat daarna verder met de hulpvraag.",
         "Aanvulling versturen", "Uw aanvulling is verstuurd.",
         Question("Wat is uw antwoord?", "Ontbreekt er iets? Schrijf dan op waarom het er niet is.", "Vul de aanvulling in")),
    Step(A.RESUME, "verder-zonder-antwoord", "Verder zonder antwoord",
         "U wacht niet langer op de school. De school krijgt bericht.",
         "Verder zonder antwoord", "De behandeling gaat verder. De school krijgt bericht.",
         _reason("Waarom gaat u verder zonder antwoord?")),
    Step(A.WITHDRAW, "intrekken", "Hulpvraag intrekken",
         "{swv} stopt dan met deze hulpvraag. U kunt dit niet zelf terugdraaien. Alleen {swv} kan de hulpvraag heropenen.",
         "Hulpvraag intrekken", "De hulpvraag is ingetrokken.", _reason("Waarom trekt u de hulpvraag in?"), danger=True),
    Step(A.ASSIGN, "toewijzen", "Toewijzen",
         "Deze medewerker wordt de behandelaar en krijgt bericht. De school ziet wie het is.",
         "Behandelaar kiezen", "De hulpvraag is toegewezen."),
    Step(A.EXTEND_TERM, "termijn-verlengen", "Termijn verlengen",
         "Dit kan één keer. De school krijgt bericht van de nieuwe datum.",
         "Termijn verlengen", "De termijn is verlengd. De school krijgt bericht.", _reason()),
    Step(A.FLAG, "spoed", "Spoed of thuiszitter aangeven",
         "Zet een vinkje, of haal het weg. De behandelaar krijgt bericht. In de lijst staat het bij de hulpvraag.",
         "Opslaan", "Opgeslagen. De behandelaar krijgt bericht.", _reason()),
    Step(A.REFER, "doorzenden", "Doorzenden",
         "Een ander samenwerkingsverband gaat hierover. De school stuurt de hulpvraag daar zelf in. {swv} geeft niets door.",
         "Doorzenden", "De hulpvraag is doorgezonden. De school krijgt bericht.",
         _reason("Waarom gaat dat samenwerkingsverband hierover?", "De school leest deze tekst."), danger=True),
    Step(A.TAKE_OVER, "contact-overnemen", "Contact overnemen",
         "De school heeft nu geen actieve IB'er. Berichten voor de school komen bij u tot er weer een IB'er is.",
         "Contact overnemen", "U hebt het contact overgenomen.", _reason("Waarom neemt u het contact over?")),
    Step(A.ASK_CONTACT, "contactpersoon-vragen", "Vraag de school wie de contactpersoon is",
         "De contactpersoon van de school krijgt bericht met de vraag wie deze hulpvraag overneemt. In de e-mail staan geen namen.",
         "Vraag versturen", "De vraag is verstuurd aan de contactpersoon van de school."),
    Step(A.CHANGE_CONTACT, "contactpersoon", "Contactpersoon wijzigen",
         "De contactpersoon krijgt de e-mails over deze hulpvraag. U kiest uit de IB'ers die nu op de school werken.",
         "Contactpersoon wijzigen", "De contactpersoon is gewijzigd."),
    Step(A.RECORD_COPY, "afschrift-vastleggen", "Afschrift vastleggen",
         "De ouders hebben recht op een afschrift van de uitkomst. Leg vast wanneer u het hebt verstuurd.",
         "Opslaan", "Het is vastgelegd."),
    Step(A.START_SUPPORT, "ondersteuning-starten", "Ondersteuning starten",
         "De status wordt ‘Ondersteuning loopt’. De school krijgt bericht.",
         "Ondersteuning starten", "De ondersteuning is gestart. De school krijgt bericht."),
    Step(A.EXTEND_SUPPORT, "ondersteuning-verlengen", "Ondersteuning verlengen",
         "De school leest uw motivering in het portaal en krijgt bericht.",
         "Ondersteuning verlengen", "De ondersteuning is verlengd. De school krijgt bericht.", _MOTIVATION, check=True),
    Step(A.ASK_EVALUATION, "evaluatie-vragen", "Evaluatie vragen",
         "De school is daarna aan zet.",
         "Evaluatie vragen", "De evaluatie is gevraagd. De school krijgt bericht."),
    Step(A.SUBMIT_EVALUATION, "evaluatie-versturen", "Evaluatie versturen",
         "{swv} leest uw evaluatie.",
         "Evaluatie versturen", "Uw evaluatie is verstuurd.", Question("Wat is het resultaat?", "", "Vul het resultaat in")),
    Step(A.CLOSE, "afronden", "Hulpvraag afronden",
         "De hulpvraag gaat naar ‘Afgerond’. Alleen {swv} kan haar daarna heropenen.",
         "Hulpvraag afronden", "De hulpvraag is afgerond.", _reason("Waarom rondt u af?", "Bijvoorbeeld: de ondersteuning is niet gebruikt.")),
    Step(A.CLOSE_WITHOUT, "sluiten-zonder-uitkomst", "Sluiten zonder uitkomst",
         "Doe dit als een uitkomst niet meer nodig is, bijvoorbeeld omdat de leerling is verhuisd. De school krijgt bericht.",
         "Sluiten zonder uitkomst", "De hulpvraag is gesloten. De school krijgt bericht.", _reason(), danger=True),
    Step(A.REOPEN, "heropenen", "Heropenen",
         "De hulpvraag komt weer in behandeling en krijgt een nieuwe termijn. De school krijgt bericht.",
         "Hulpvraag heropenen", "De hulpvraag is heropend. De school krijgt bericht.", _reason()),
)
OF_ACTION = {step.action: step for step in STEPS}
