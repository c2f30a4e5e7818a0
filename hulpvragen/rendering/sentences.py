"""What is said about a file: to whoever sent it, a sentence with what to do; never a word of the file itself."""

from portal.lib.errors import Invalid

_AS_PDF = "Open het, kies Opslaan als of Afdrukken, kies PDF en voeg die PDF toe."
SENTENCES = {
    # the name
    "name_signs": "In de naam van dit bestand staat een teken dat niet kan. Geef het een gewone naam en kies het opnieuw.",
    "name_path": "In de naam van dit bestand staat een schuine streep. Geef het een naam zonder / en \\ en kies het opnieuw.",
    "name_long": "De naam van dit bestand is langer dan 150 tekens. Geef het een kortere naam en kies het opnieuw.",
    "name_empty": "Dit bestand heeft geen naam. Geef het een naam waaraan u ziet wat het is, en kies het opnieuw.",
    "name_without": "De naam van dit bestand eindigt niet op .pdf, .docx, .jpg of .png. Daardoor weten we niet wat het is. Sla het op als PDF en kies het opnieuw.",
    "name_double": "De naam van dit bestand eindigt op twee soorten, zoals .pdf.docx. Geef het een naam met één soort en kies het opnieuw.",
    # its kind, by the name
    "kind_word": f"Dit soort bestand kunnen we niet aannemen, een PDF wel. {_AS_PDF}",
    "kind_sheet": f"Een rekenblad of presentatie kunnen we niet aannemen, een PDF wel. {_AS_PDF}",
    "kind_macro": f"In dit soort bestand kunnen programma’s zitten. Daarom nemen we het niet aan. {_AS_PDF}",
    "kind_mail": "Een e-mail kunnen we niet aannemen. Open de e-mail, kies Afdrukken en dan PDF, en voeg die PDF toe.",
    "kind_picture": "Dit soort foto of afbeelding kunnen we niet aannemen. Sla haar op als JPG of PNG en kies haar opnieuw.",
    "kind_heic": "Dit is een foto van een iPhone of iPad (HEIC). Die kunnen we niet tonen. Kies op het toestel bij Instellingen, Camera, Structuur voor"
    " ‘Meest compatibel’ en maak de foto opnieuw, of sla haar op als JPG.",
    "kind_svg": "Een SVG-tekening kunnen we niet aannemen: er kan een programma in zitten. Sla haar op als PNG of PDF.",
    "kind_web": "Een webpagina kunnen we niet aannemen. Kies in de browser Afdrukken en dan PDF, en voeg die PDF toe.",
    "kind_program": "Dit is een programma. Een programma nemen we niet aan. Kreeg u dit bestand toegestuurd, open het dan niet en vraag het na.",
    "kind_zip": "Een ingepakt bestand (zip) kunnen we niet aannemen. Pak het uit en voeg de documenten die erin zitten één voor één toe.",
    "kind_sound": "Geluid en film kunnen we niet aannemen. Schrijf op wat van belang is en voeg dat toe als PDF.",
    "kind_text": f"Een bestand met alleen tekst kunnen we niet aannemen, een PDF wel. {_AS_PDF}",
    "kind_unknown": "Dit soort bestand kennen we niet. Voeg een PDF, een Word-bestand (.docx) of een foto (.jpg, .png) toe.",
    # its kind, by what it turned out to be
    "is_pdf": "Dit bestand is een PDF, maar zijn naam zegt iets anders. Laat de naam eindigen op .pdf en kies het opnieuw.",
    "is_word": "Dit bestand is een Word-bestand, maar zijn naam zegt iets anders. Laat de naam eindigen op .docx en kies het opnieuw.",
    "is_picture": "Dit bestand is een foto of afbeelding, maar zijn naam zegt iets anders. Laat de naam eindigen op .jpg of .png en kies het opnieuw.",
    "is_heic": "De naam van deze foto zegt JPG of PDF, maar het is een foto van een iPhone of iPad (HEIC). Sla haar op het toestel op als JPG en kies haar opnieuw.",
    "is_other_picture": "Dit is een ander soort afbeelding dan de naam zegt. Open haar, sla haar op als JPG of PNG en kies haar opnieuw.",
    "is_svg": "Dit is een SVG-tekening met de naam van een document. Die nemen we niet aan: er kan een programma in zitten. Sla haar op als PNG of PDF.",
    "is_web": "Dit is een webpagina met de naam van een document. Kies in de browser Afdrukken en dan PDF, en voeg die PDF toe.",
    "is_program": "Dit is een programma met de naam van een document. We hebben het niet bewaard. Kreeg u dit bestand toegestuurd, open het dan niet en meld het bij uw beheerder.",
    "is_zip": "Dit is een ingepakt bestand (zip) met de naam van een document. Pak het uit en voeg de documenten die erin zitten één voor één toe.",
    "is_old_word": f"Dit is een oud Word-bestand (.doc) met een andere naam. {_AS_PDF}",
    "is_text": f"In dit bestand staat alleen tekst: het is geen document zoals de naam zegt. {_AS_PDF}",
    "is_zeros": "In dit bestand staat niets: het is bij het opslaan of kopiëren misgegaan. Zoek het origineel en kies dat.",
    "other": f"Dit bestand is niet wat zijn naam zegt. {_AS_PDF}",
    # what is wrong with it
    "empty": "Dit bestand is leeg (0 bytes). Kijk of u het goede bestand heeft en kies het opnieuw.",
    "too_large": "Dit bestand is groter dan 20 MB. Maak het kleiner, of verdeel het over meer bestanden.",
    "damaged": "Dit bestand is beschadigd en niet te lezen. Kunt u het zelf nog openen? Sla het dan opnieuw op als PDF en kies die.",
    "cut_off": "Dit bestand is niet helemaal aangekomen of niet helemaal opgeslagen: het einde ontbreekt. Kies het opnieuw, of sla het eerst opnieuw op.",
    "password": "Op deze PDF zit een wachtwoord. Haal de beveiliging eraf: open de PDF, kies Afdrukken en dan PDF, en voeg die PDF toe.",
    "word_password": "Op dit Word-bestand zit een wachtwoord. Haal de beveiliging eraf bij Bestand, Info, Document beveiligen, en kies het opnieuw.",
    "too_many_pages": "Deze PDF heeft meer dan 300 bladzijden. Verdeel haar over meer bestanden en laat weg wat niet nodig is.",
    "page_size": "In deze PDF staat een bladzijde met een onmogelijke maat. Druk de PDF af naar PDF op A4 en voeg die toe.",
    "too_much_text": "In dit bestand staat meer tekst dan we kunnen nakijken. Verdeel het over meer bestanden en laat weg wat niet nodig is.",
    "too_many_pixels": "Deze foto is groter dan 40 miljoen beeldpunten. Maak haar kleiner en kies haar opnieuw.",
    "animated": "Dit is een bewegende afbeelding. Die kunnen we niet als bladzijde tonen. Kies een gewone foto.",
    "word_macros": f"In dit Word-bestand zitten programma’s (macro’s). Daarom nemen we het niet aan. {_AS_PDF}",
    "word_outside": f"Dit Word-bestand haalt een deel van zijn inhoud ergens anders op. Dat doen we niet. {_AS_PDF}",
    "word_embedded": f"In dit Word-bestand zit een ander bestand ingesloten. Dat kunnen we niet tonen. Haal het eruit en voeg het los toe, of maak een PDF. {_AS_PDF}",
    "word_bomb": "Dit Word-bestand wordt bij het uitpakken veel te groot. Maak de foto’s erin kleiner, of maak er een PDF van en voeg die toe.",
    "word_parts": "Dit Word-bestand is anders opgebouwd dan Word dat doet. Open het in Word, sla het opnieuw op en kies het opnieuw.",
    "no_converter": f"Een Word-bestand kunnen we hier niet omzetten, een PDF wel aannemen. {_AS_PDF}",
    "not_converted": f"Dit Word-bestand konden we niet omzetten. {_AS_PDF}",
    "virus": "In dit bestand is een virus gevonden. We hebben het niet bewaard. Gebruik het niet meer en waarschuw uw beheerder.",
    # what is wrong with us, or too much for us
    "scanner_away": "We kunnen bestanden nu niet op virussen nakijken. Daarom nemen we dit bestand niet aan. Probeer het later opnieuw.",
    "too_heavy": "Dit bestand is te zwaar om te tonen. Druk het af naar PDF, of maak de foto’s erin kleiner, en kies het opnieuw.",
    "too_slow": "Het lezen van dit bestand duurt te lang. Druk het af naar PDF, of verdeel het over meer bestanden, en kies het opnieuw.",
    "broke": "Dit bestand is niet veilig te lezen. Druk het af naar PDF en voeg die PDF toe.",
    "busy": "Er worden nu veel documenten gelezen. Wacht een minuut en probeer het opnieuw.",
    "no_jail": "Documenten kunnen hier nu niet veilig worden gelezen. Er is niets bewaard. Meld dit bij de beheerder van het portaal.",
    "no_jail_word": f"Een Word-bestand kunnen we hier niet veilig omzetten, een PDF wel aannemen. {_AS_PDF}",
    "no_page": "Deze bladzijde bestaat niet in dit document.",
}

NOTES = {
    "javascript": "In deze PDF zit een programma (JavaScript). Wij tonen alleen het beeld van de bladzijden: het programma doet niets.",
    "actions": "Deze PDF wil bij het openen of klikken iets starten. Wij tonen alleen het beeld van de bladzijden: er wordt niets gestart.",
    "attachments": "Aan deze PDF hangen bijlagen. Die tonen we niet. Horen ze erbij, voeg ze dan los toe.",
    "xfa": "Deze PDF is een formulier van Adobe (XFA). Kijk of u de ingevulde antwoorden ziet. Zo niet, druk het formulier af naar PDF en voeg die toe.",
    "form": "Deze PDF is een invulformulier. Wij tonen het zoals het nu is ingevuld.",
    "notes": "In deze PDF staan opmerkingen die pas zichtbaar zijn na een klik. Die tonen we niet.",
    "converted": "Van dit Word-bestand is een PDF gemaakt. Kijk of de bladzijden goed zijn.",
    "no_text": "Dit document is een foto of scan: een voorleesprogramma kan er geen tekst in vinden.",
}


def invalid(code: str) -> Invalid:
    """Return the refusal with the sentence of this code; a code that nobody knows came out of a jail that broke."""
    return Invalid(SENTENCES.get(code, SENTENCES["broke"]), "bestand")
