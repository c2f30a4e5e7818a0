from pathlib import Path

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.db.models.deletion
import portal.lib.clock
import portal.lib.ids
from django.conf import settings
from django.db import migrations, models

SQL = Path(__file__).with_suffix(".sql").read_text()


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0011_posts_and_stops"),
        ("hulpvragen", "0015_loopt"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="hulpvraagcontact",
            name="bron",
            field=models.UUIDField(help_text="the mutatie that put this version on record, if one did", null=True),
        ),
        migrations.AddField(
            model_name="inschrijving",
            name="bron",
            field=models.UUIDField(help_text="the mutatie that put this version on record, if one did", null=True),
        ),
        migrations.AddField(
            model_name="toegang",
            name="bron",
            field=models.UUIDField(help_text="the mutatie that put this version on record, if one did", null=True),
        ),
        migrations.AddField(
            model_name="toewijzing",
            name="bron",
            field=models.UUIDField(help_text="the mutatie that put this version on record, if one did", null=True),
        ),
        migrations.AddField(
            model_name="vasteconsulent",
            name="bron",
            field=models.UUIDField(help_text="the mutatie that put this version on record, if one did", null=True),
        ),
        migrations.CreateModel(
            name="Opvolger",
            fields=[
                ("id", models.UUIDField(default=portal.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ("fact_id", models.UUIDField(default=portal.lib.ids.uuid7, editable=False)),
                ("recorded_at", models.DateTimeField(default=portal.lib.clock.now)),
                ("replaced_at", models.DateTimeField(null=True)),
                ("bron", models.UUIDField(help_text="the mutatie that put this version on record, if one did", null=True)),
                ("geldig", django.contrib.postgres.fields.ranges.DateRangeField()),
                ("recorded_by", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("vestiging", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.vestiging")),
                ("voor", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("replaced_at", None)), fields=("fact_id",), name="opvolger_one_version"),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("replaced_at", None)), expressions=[("vestiging", "="), ("voor", "="), ("geldig", "&&")], name="opvolger_no_overlap"
                    ),
                    models.CheckConstraint(condition=models.Q(("geldig__isempty", False)), name="opvolger_not_empty"),
                ],
            },
        ),
        migrations.RunSQL(SQL, migrations.RunSQL.noop),
    ]
