from django.db import migrations, models

from portal.lib import crypto


def keep_the_key(apps, schema_editor):
    """Keep the key under which the digests of recovery codes were made until now."""
    RecoveryKey = apps.get_model("accounts", "RecoveryKey")
    RecoveryKey.objects.create(sealed=crypto.seal_secret("recovery-key", crypto.fingerprint_key()))


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_people")]
    operations = [
        migrations.CreateModel(
            name="RecoveryKey",
            fields=[
                ("one", models.BooleanField(default=True, editable=False, primary_key=True, serialize=False)),
                ("sealed", models.CharField(editable=False, max_length=120)),
            ],
            options={"constraints": [models.CheckConstraint(condition=models.Q(("one", True)), name="recovery_key_one")]},
        ),
        migrations.RunPython(keep_the_key, migrations.RunPython.noop),
        # one sealed key, read before there is an identity, changed by the owner alone
        migrations.RunSQL(
            "grant select on accounts_recoverykey to portal_web, portal_school, portal_swv, portal_gast",
            migrations.RunSQL.noop,
        ),
    ]
