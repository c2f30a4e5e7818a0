"""A promise about something that has no kenmerk: an invitation. What else stands there keeps its form."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("notifications", "0002_wall")]
    operations = [
        migrations.RemoveConstraint(model_name="outbox", name="outbox_kenmerk_form"),
        migrations.AlterField(
            model_name="outbox",
            name="kenmerk",
            field=models.CharField(blank=True, help_text="an invitation has none", max_length=20),
        ),
        migrations.AddConstraint(
            model_name="outbox",
            constraint=models.CheckConstraint(
                condition=models.Q(kenmerk__regex="^([A-Z]{1,3}-[0-9]{4}-[0-9]{4,6})?$"), name="outbox_kenmerk_form"
            ),
        ),
    ]
