"""Everybody may be invited: parents until their gezag ends, people from outside with their organisation, and the SWV invites too."""

from pathlib import Path

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models

SQL = Path(__file__).with_suffix(".sql").read_text()
KINDS = [
    ("ouder", "Ouder"), ("leerling16", "Leerling (16+)"), ("leerkracht", "Leerkracht"), ("collega", "Collega van de school"),
    ("zorgverlener", "Zorgverlener"), ("extern", "Deskundige van buiten"), ("andere", "Andere genodigde"),
]  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0027_post_of_people")]
    operations = [
        migrations.AlterField("toegang", "soort", models.CharField(choices=KINDS, max_length=12)),
        migrations.AddField("toegang", "gezag_tot", models.DateField(help_text="from this day on the ouder has no gezag any more", null=True)),
        migrations.AddField("toegang", "akkoord_op", models.DateField(help_text="when the pupil agreed", null=True)),
        migrations.AddField("toegang", "organisatie", models.CharField(blank=True, help_text="of who comes from outside the school", max_length=120)),
        migrations.AddField(
            "toegang", "overeenkomst",
            models.CharField(
                blank=True, choices=[("ja", "Ja"), ("niet_nodig", "Niet nodig"), ("nee", "Nee, of dat weet ik niet")],
                help_text="only of who comes from outside", max_length=12,
            ),
        ),
        migrations.AddField(
            "toegang", "namens",
            models.CharField(
                choices=[("school", "school"), ("swv", "samenwerkingsverband"), ("gast", "genodigde")], default="school",
                help_text="who invited: the school or the SWV", max_length=8,
            ),
        ),
        migrations.AddField("toegang", "link", models.UUIDField(help_text="what its link and its code are made from: another one at each sending", null=True)),
        migrations.RemoveConstraint("toegang", "toegang_no_overlap"),
        migrations.AddConstraint(
            "toegang",
            django.contrib.postgres.constraints.ExclusionConstraint(
                name="toegang_no_overlap",
                expressions=[("dossier", "="), ("email", "="), ("namens", "="), ("geldig", "&&")],
                condition=models.Q(("replaced_at", None)),
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]  # fmt: skip
