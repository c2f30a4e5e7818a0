"""An invitation: who made it, and a link for one use. What follows from it stands in 0009_uitnodiging.sql."""

from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [
        ("hulpvragen", "0008_parts"),
        ("notifications", "0003_without_kenmerk"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.AddField(
            model_name="toegang",
            name="uitgenodigd_door",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
        ),
        migrations.AddField(
            model_name="toegang",
            name="uitgenodigd_epoch",
            field=models.IntegerField(default=0, help_text="of who invited: an invitation dies with it"),
        ),
        migrations.AddField(
            model_name="toegang",
            name="token_tot",
            field=models.DateTimeField(help_text="until when the link can be used", null=True),
        ),
        migrations.AlterField(
            model_name="toegang",
            name="token_hash",
            field=models.CharField(blank=True, help_text="empty once accepted or withdrawn", max_length=64),
        ),
        migrations.AddConstraint(
            model_name="toegang",
            constraint=models.CheckConstraint(
                condition=Q(token_hash="") | Q(accepted_at=None, uitgenodigd_door__isnull=False, token_tot__isnull=False),
                name="toegang_link_has_inviter",
            ),
        ),
        migrations.AddConstraint(
            model_name="toegang",
            constraint=models.UniqueConstraint(condition=~Q(token_hash="") & Q(replaced_at=None), fields=("token_hash",), name="toegang_link_once"),
        ),
        migrations.RunSQL((Path(__file__).parent / "0009_uitnodiging.sql").read_text(), migrations.RunSQL.noop),
    ]
