
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mutaties', '0013_move_return'),
    ]

    operations = [
        migrations.AddField(
            model_name='mutatie',
            name='vastgelegd_at',
            field=models.DateTimeField(help_text='since when the end or the absence is on record: at the report, or when a public one was confirmed', null=True),
        ),
        migrations.RunSQL(
            "update mutaties_mutatie set vastgelegd_at = created_at where soort in ('vertrek', 'wissel', 'afwezig') and not publiek;"
            " grant update (vastgelegd_at) on mutaties_mutatie to portal_school, portal_swv;",
            migrations.RunSQL.noop,
        ),
    ]
