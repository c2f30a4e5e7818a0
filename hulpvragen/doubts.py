"""What makes a typed address doubtful: a mistake in it shows a pupil's file to a stranger."""

from difflib import get_close_matches

from hulpvragen.enums import FROM_OUTSIDE, OF_THE_PUPIL

# mail that anybody can have: not given out by a school
FREE_MAIL = {
    "gmail.com", "googlemail.com", "hotmail.com", "hotmail.nl", "outlook.com", "live.com", "live.nl", "msn.com", "yahoo.com", "icloud.com",
    "me.com", "proton.me", "protonmail.com", "gmx.net", "kpnmail.nl", "planet.nl", "hetnet.nl", "home.nl", "ziggo.nl", "casema.nl",
    "upcmail.nl", "xs4all.nl", "zonnet.nl", "quicknet.nl", "telfort.nl", "tele2.nl",
}
PARENT_ELSEWHERE = "Dit adres is van een ouder van een andere leerling. Is het ook van een ouder van deze leerling?"
ALIKE = 0.88  # of 1: one or two letters apart


def about(email: str, known: set[str], soort: str) -> list[str]:
    """Return the sentences to show about an address of a guest of this kind, compared with those of the people of the school."""
    domain = email.partition("@")[2]
    ours = sorted({address.partition("@")[2] for address in known})
    doubts = [f"Dit adres lijkt op {near}. Bedoelt u dat adres?" for near in get_close_matches(email, known - {email}, n=1, cutoff=ALIKE)]
    if soort in OF_THE_PUPIL or soort in FROM_OUTSIDE:
        if domain in ours:
            doubts.append(f"Adressen met @{domain} zijn van mensen van de school.")
        elif soort in FROM_OUTSIDE and domain in FREE_MAIL:
            doubts.append(f"Iedereen kan een adres met @{domain} maken. Gebruik liever het adres bij de organisatie.")
        elif near := get_close_matches(domain, FREE_MAIL - {domain}, n=1, cutoff=ALIKE) if domain not in FREE_MAIL else []:
            doubts.append(f"Bedoelt u @{near[0]}? U typte @{domain}.")
    elif domain in FREE_MAIL:
        doubts.append(f"Iedereen kan een adres met @{domain} maken. Gebruik liever het adres van de school.")
    elif ours and domain not in ours:
        doubts.append(f"Uw collega's hebben een adres met {' of '.join('@' + one for one in ours)}. Dit adres eindigt op @{domain}.")
    return doubts
