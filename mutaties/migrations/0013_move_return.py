
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mutaties', '0012_besluit'),
    ]

    operations = [
        migrations.AlterField(
            model_name='verloop',
            name='actie',
            field=models.CharField(choices=[('report', 'Wijziging doorgeven'), ('verify_identity', 'Controle vastleggen'), ('propose_handover', 'Voorstel versturen'), ('name_contactpersoon', 'Contactpersoon aanwijzen'), ('confirm_start', 'Start bevestigen'), ('return_handover', 'Vraag stellen'), ('approve', 'Goedkeuren en inplannen'), ('reject', 'Afwijzen'), ('withdraw_own', 'Melding intrekken'), ('move_return', 'Terugkeer wijzigen'), ('undo', 'Terugdraaien'), ('correct', 'Corrigerende wijziging')], max_length=20),
        ),
    ]
