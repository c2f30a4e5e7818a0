"""Who plays in the demo. Nobody of them exists, nor do their schools."""

from dataclasses import dataclass

from accounts.enums import Rol, Zijde
from hulpvragen.enums import GastSoort

REGENBOOG, VUURTOREN, LICHTSCHIP, ESDOORN, ZWALUW = "99XA00", "99XB00", "99XC00", "99XD00", "99XE00"
ZEVENSPRONG, VEEN, KANDELAAR, KLIMOP, HAZELAAR = "99XF00", "99XF01", "99XG00", "99XH00", "00YY00"  # the last as in the official examples of OSO
BY_POST = "ib_zwaluw"  # gets decisions by post


@dataclass(frozen=True)
class Part:
    """One person and her post, or as what she is invited. `at` is the code of a vestiging (of a board: of one of its schools)
    or the name of a wijknetwerk; empty is the SWV; of a guest it is the school that invites her."""

    key: str
    voornaam: str
    achternaam: str
    email: str
    rol: Rol | GastSoort
    at: str = ""
    years: int = 3  # school years that she has had this post
    note: str = ""

    @property
    def zijde(self) -> Zijde:
        return self.rol.zijde if isinstance(self.rol, Rol) else Zijde.GAST


SWV = (
    Part("swv_behandelaar", "Hans", "de Wit", "h.dewit@ppo-voorbeeldstad.example", Rol.LOKET, years=5,
         note="Behandelt hulpvragen van alle scholen."),
    Part("swv_loket2", "Nadia", "Ouali", "n.ouali@ppo-voorbeeldstad.example", Rol.LOKET, years=2,
         note="Collega van Hans de Wit aan het loket."),
    Part("swv_consulent", "Femke", "Zijlmans", "f.zijlmans@ppo-voorbeeldstad.example", Rol.CONSULENT, "Noord",
         note="Ziet de hulpvragen van de scholen in wijknetwerk Noord en wat aan haar is toegewezen."),
    Part("swv_mutaties", "Joke", "Brinkman", "j.brinkman@ppo-voorbeeldstad.example", Rol.MUTATIEBEHANDELAAR, years=4,
         note="Verwerkt wie er komt en gaat. Ziet geen dossiers."),
    Part("beheerder", "Ruben", "Molenaar", "r.molenaar@ppo-voorbeeldstad.example", Rol.BEHEERDER, years=4,
         note="Beheert scholen en accounts. Ziet geen dossiers."),
    Part("privacy_officer", "Ingrid", "Veenstra", "i.veenstra@ppo-voorbeeldstad.example", Rol.PRIVACY_OFFICER, years=2,
         note="Ziet wie wat heeft bekeken, zonder de inhoud."),
    Part("swv_consulent_centrum", "Mark", "Visser", "m.visser@ppo-voorbeeldstad.example", Rol.CONSULENT, "Centrum", 2),
    Part("swv_consulent_zuid", "Aisha", "Bakkali", "a.bakkali@ppo-voorbeeldstad.example", Rol.CONSULENT, "Zuid", 4),
    Part("beheerder2", "Wouter", "Kok", "w.kok@ppo-voorbeeldstad.example", Rol.BEHEERDER, years=1,
         note="De tweede beheerder: samen zijn zij met twee."),
)  # fmt: skip

SCHOOLS = (
    Part("ib_regenboog", "Marloes", "van Dijk", "m.vandijk@dewaaier.example", Rol.IB, REGENBOOG, 4,
         note="IB'er met de meeste hulpvragen."),
    Part("ib_vertrekt", "Karin", "Postma", "k.postma@dewaaier.example", Rol.IB, REGENBOOG, 6,
         note="Vertrekt: na haar laatste dag gaan haar hulpvragen naar Yusuf Demir."),
    Part("ib_opvolger", "Yusuf", "Demir", "y.demir@dewaaier.example", Rol.IB, VUURTOREN, 2,
         note="Volgt Karin Postma op bij OBS De Regenboog, vanaf de dag na haar laatste dag."),
    Part("ib_andere_school", "Samira", "Haddad", "s.haddad@hetbaken.example", Rol.IB, LICHTSCHIP,
         note="Hoort bij een ander bestuur en ziet niets van OBS De Regenboog."),
    Part("directeur_regenboog", "Peter", "Schouten", "p.schouten@dewaaier.example", Rol.CONTACTPERSOON, REGENBOOG, 7,
         note="Contactpersoon van de school. Ziet dat er hulpvragen zijn, niet wat erin staat."),
    Part("ib_esdoorn", "Tessa", "Wouters", "t.wouters@kleinestappen.example", Rol.IB, ESDOORN, 1),
    Part("ib_zwaluw", "Bram", "Hendrikx", "b.hendrikx@hetbaken.example", Rol.IB, ZWALUW, 5),
    Part("ib_vertrokken", "Anja", "Kuiper", "a.kuiper@kleinestappen.example", Rol.IB, ESDOORN, 8,
         note="Is vertrokken. Wat zij indiende, ligt nu bij Tessa Wouters van KBS De Esdoorn."),
    Part("ib_zevensprong", "Lianne", "Smit", "l.smit@dewaaier.example", Rol.IB, ZEVENSPRONG, 2),
    Part("ib_veen", "Jeroen", "Bos", "j.bos@dewaaier.example", Rol.IB, VEEN, 1),
    Part("ib_kandelaar", "Hanneke", "Prins", "h.prins@hetbaken.example", Rol.IB, KANDELAAR, 6),
    Part("ib_klimop", "Dewi", "Santoso", "d.santoso@kleinestappen.example", Rol.IB, KLIMOP, 3),
    Part("ib_hazelaar", "Rik", "Vermeer", "r.vermeer@montessori.example", Rol.IB, HAZELAAR, 2),
    Part("directeur_vuurtoren", "Els", "de Graaf", "e.degraaf@dewaaier.example", Rol.CONTACTPERSOON, VUURTOREN, 5),
    Part("directeur_lichtschip", "Omar", "Aziz", "o.aziz@hetbaken.example", Rol.CONTACTPERSOON, LICHTSCHIP, 2),
    Part("bestuur_waaier", "Gerda", "Vos", "g.vos@dewaaier.example", Rol.BESTUURSMEDEWERKER, REGENBOOG, 3,
         note="Werkt voor het schoolbestuur. Ziet de mensen van zijn scholen, geen hulpvragen."),
    Part("directeur_hazelaar", "Nienke", "Blom", "n.blom@montessori.example", Rol.CONTACTPERSOON, HAZELAAR, 9),
)  # fmt: skip

GUESTS = (
    Part("ouder_regenboog", "Sanne", "Bakker", "sanne.bakker@thuis.example", GastSoort.OUDER, REGENBOOG,
         note="Moeder van Noor Bakker. Leest mee met de hulpvraag over haar dochter."),
    Part("zorg_regenboog", "Ilse", "Kramer", "i.kramer@jeugdggz.example", GastSoort.ZORGVERLENER, REGENBOOG,
         note="Behandelaar bij de jeugd-ggz. Leest mee met de hulpvraag over Owen Bos, acht weken lang."),
)  # fmt: skip
