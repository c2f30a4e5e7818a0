"""What an uploaded OSO dossier says, until it is a concept or a day has passed."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.lib.clock
import portal.lib.ids

SQL = Path(__file__).with_suffix(".sql").read_text()
SOORTEN = [("adviesvraag", "Adviesvraag"), ("anoniem", "Anonieme adviesvraag"), ("arrangement", "Arrangement"), ("tlv", "TLV-aanvraag"), ("overig", "Overige hulpvraag")]


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0030_stukken_wall"), ("accounts", "0018_stop_told"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]
    operations = [
        migrations.CreateModel(
            name="OsoInlees",
            fields=[
                ("id", models.UUIDField(default=portal.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("soort", models.CharField(choices=SOORTEN, max_length=20)),
                ("sleutel", models.BinaryField(help_text="its own key, wrapped: no dossier is there yet")),
                ("gegevens", models.BinaryField(help_text="sealed JSON, with the documents: hulpvragen/services/oso.py")),
                ("made_at", models.DateTimeField(default=portal.lib.clock.now)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("vestiging", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.vestiging")),
            ],
            options={"indexes": [models.Index(fields=["user", "-made_at"], name="oso_inlees_of_person")]},
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
