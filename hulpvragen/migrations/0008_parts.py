"""Two people can work on two parts of one concept: which version of the hulpvraag last changed each part."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("hulpvragen", "0007_guests")]
    operations = [
        migrations.AddField(
            model_name="hulpvraaginhoud",
            name="versies",
            field=models.JSONField(default=dict, help_text="per part the version of the hulpvraag that last changed it: two people can work on two parts"),
        ),
        migrations.RunSQL("grant update (versies) on hulpvragen_hulpvraaginhoud to portal_school;", migrations.RunSQL.noop),
    ]
