from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import portal.lib.clock

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_log_in_wall")]
    operations = [
        migrations.CreateModel(
            name="LastLogIn",
            fields=[
                ("user", models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name="last_log_in", serialize=False, to=settings.AUTH_USER_MODEL)),
                ("at", models.DateTimeField(default=portal.lib.clock.now)),
            ],
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
