"""The steps of a mutatie as pages: address, heading, explanation, button. {swv} becomes the name of the partnership."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from mutaties.enums import Action as A
from mutaties.enums import Status
from mutaties.forms.steps import ReasonForm, RejectForm, StepForm
from mutaties.models import Mutatie
from mutaties.services import closing, confirming


@dataclass(frozen=True)
class Step:
    """One action whose page asks nothing but a reason, or nothing at all. `danger`: it takes something away."""

    action: A
    slug: str
    title: str
    text: str
    button: str
    done: str
    do: Callable
    form: Callable = StepForm
    danger: bool = False


_REASON = partial(ReasonForm, label="Wat is de reden?", hint="Wie de wijziging doorgaf en wie de wijziging aangaat, kunnen dit lezen.")

STEPS = (
    Step(A.RETURN_HANDOVER, "vraag-stellen", "Vraag stellen",
         "De school is daarna aan zet. De contactpersoon van de school krijgt bericht en leest uw vraag in het portaal.",
         "Vraag versturen", "Uw vraag is verstuurd. De school is aan zet.", confirming.return_handover,
         partial(ReasonForm, label="Wat is uw vraag?", hint="De school leest dit. Noem geen namen van leerlingen.")),
    Step(A.REJECT, "afwijzen", "Afwijzen",
         "De wijziging gaat niet door. Een einde dat al was vastgelegd, vervalt. Wie de wijziging doorgaf, krijgt bericht.",
         "Wijziging afwijzen", "De wijziging is afgewezen. Er verandert niets.", closing.reject,
         partial(RejectForm, label="Wat is de reden?", hint="Wie de wijziging doorgaf, kan dit lezen."), danger=True),
    Step(A.WITHDRAW_OWN, "intrekken", "Melding intrekken",
         "U trekt uw eigen melding in. Een einde dat al was vastgelegd, vervalt: alles blijft zoals het was.",
         "Melding intrekken", "Uw melding is ingetrokken. Alles blijft zoals het was.", closing.withdraw, danger=True),
    Step(A.UNDO, "terugdraaien", "Terugdraaien",
         "Alles komt weer te staan zoals het voor de goedkeuring was: de aanstellingen en wie welke hulpvraag heeft. De school krijgt bericht.",
         "Wijziging terugdraaien", "De wijziging is teruggedraaid. Alles blijft zoals het was.", closing.undo, _REASON, danger=True),
)  # fmt: skip

# the same action reads otherwise where nobody confirmed a start, and where the board is asked
_NOT_CONFIRMED = ("Zonder start elders verder", "De nieuwe plek valt weg uit deze wijziging. Het vertrek blijft staan.",
                  "Verder zonder start", "De nieuwe plek is uit de wijziging gehaald. Het vertrek blijft staan.")  # fmt: skip


def read_as(step: Step, mutatie: Mutatie) -> Step:
    """Return a step in the words that fit how the mutatie stands."""
    if step.action == A.RETURN_HANDOVER and mutatie.status == Status.START_BEVESTIGEN:
        title, text, button, done = _NOT_CONFIRMED
        return Step(step.action, step.slug, title, text, button, done, step.do, _REASON, danger=True)
    return step
