from pathlib import Path

import django.contrib.postgres.fields.ranges
from django.db import migrations, models

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0010_session_wall"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="aanstelling",
            name="aanstelling_role",
        ),
        migrations.AddField(
            model_name="aanstelling",
            name="bron",
            field=models.UUIDField(help_text="the mutatie that put this version on record, if one did", null=True),
        ),
        migrations.AddField(
            model_name="schorsing",
            name="bron",
            field=models.UUIDField(help_text="the mutatie that put this version on record, if one did", null=True),
        ),
        migrations.AddField(
            model_name="schorsing",
            name="dagen",
            field=django.contrib.postgres.fields.ranges.DateRangeField(null=True),
        ),
        migrations.AlterField(
            model_name="aanstelling",
            name="rol",
            field=models.CharField(
                choices=[
                    ("ib", "IB'er"),
                    ("contactpersoon", "Contactpersoon van de school"),
                    ("bestuursmedewerker", "Bestuursmedewerker"),
                    ("loket", "Loket"),
                    ("consulent", "Consulent"),
                    ("mutatiebehandelaar", "Mutatiebehandelaar"),
                    ("beheerder", "Beheerder"),
                    ("privacy_officer", "Privacy officer"),
                ],
                max_length=20,
            ),
        ),
        migrations.AlterField(
            model_name="schorsing",
            name="van",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddConstraint(
            model_name="aanstelling",
            constraint=models.CheckConstraint(
                condition=models.Q(("rol__in", ["ib", "contactpersoon", "bestuursmedewerker", "loket", "consulent", "mutatiebehandelaar", "beheerder", "privacy_officer"])),
                name="aanstelling_role",
            ),
        ),
        migrations.AddConstraint(
            model_name="schorsing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("dagen", None), ("van__isnull", False)), models.Q(("dagen__isempty", False), ("dagen__isnull", False), ("tot", None), ("van", None)), _connector="OR"
                ),
                name="schorsing_moment_or_days",
            ),
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
