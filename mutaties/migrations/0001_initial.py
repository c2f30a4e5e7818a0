
import django.db.models.deletion
import portal.lib.clock
import portal.lib.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0011_posts_and_stops'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Mutatie',
            fields=[
                ('id', models.UUIDField(default=portal.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('nummer', models.CharField(max_length=12, unique=True)),
                ('soort', models.CharField(choices=[('vertrek', 'Vertrek'), ('nieuw', 'Nieuwe collega'), ('wissel', 'Wissel'), ('afwezig', 'Langdurige afwezigheid'), ('rol', 'Andere rol')], max_length=10)),
                ('status', models.CharField(choices=[('gemeld', 'Wijzigingsverzoek ontvangen'), ('overdracht', 'Overdracht voorstellen'), ('opvolger_cp', 'Contactpersoon aanwijzen'), ('start_bevestigen', 'Start bevestigen'), ('te_accorderen', 'Klaar voor akkoord'), ('akkoord', 'Akkoord, gaat in op de datum'), ('nazorg', 'Ingegaan, nog niet afgerond'), ('afgerond', 'Afgerond'), ('afgewezen', 'Afgewezen'), ('ingetrokken', 'Ingetrokken'), ('verlopen', 'Verlopen'), ('teruggedraaid', 'Teruggedraaid')], max_length=20)),
                ('rol', models.CharField(choices=[('ib', "IB'er"), ('contactpersoon', 'Contactpersoon van de school'), ('bestuursmedewerker', 'Bestuursmedewerker'), ('loket', 'Loket'), ('consulent', 'Consulent'), ('mutatiebehandelaar', 'Mutatiebehandelaar'), ('beheerder', 'Beheerder'), ('privacy_officer', 'Privacy officer')], help_text='the post it is about', max_length=20)),
                ('einde', models.DateField(help_text='the first day without access', null=True)),
                ('terug', models.DateField(help_text='the first day back', null=True)),
                ('nieuwe_rol', models.CharField(blank=True, choices=[('ib', "IB'er"), ('contactpersoon', 'Contactpersoon van de school'), ('bestuursmedewerker', 'Bestuursmedewerker'), ('loket', 'Loket'), ('consulent', 'Consulent'), ('mutatiebehandelaar', 'Mutatiebehandelaar'), ('beheerder', 'Beheerder'), ('privacy_officer', 'Privacy officer')], max_length=20)),
                ('begin', models.DateField(help_text='the first day of who gets the post', null=True)),
                ('naar_begin', models.DateField(null=True)),
                ('publiek', models.BooleanField(default=False, help_text='reported without an account: changes nothing by itself')),
                ('created_at', models.DateTimeField(default=portal.lib.clock.now)),
                ('akkoord_at', models.DateTimeField(null=True)),
                ('version', models.IntegerField(default=1)),
                ('corrigeert', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='correcties', to='mutaties.mutatie')),
                ('eenheid', models.ForeignKey(help_text='empty: a public report, not yet placed', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.eenheid')),
                ('naar', models.ForeignKey(help_text='where she goes on, inside the partnership', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='accounts.vestiging')),
                ('opvolger', models.ForeignKey(help_text='who gets the post, when she has an account', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('persoon', models.ForeignKey(help_text='who leaves, is away or gets another role', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Regel',
            fields=[
                ('id', models.UUIDField(default=portal.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('hulpvraag_id', models.UUIDField()),
                ('aan', models.CharField(choices=[('collega', 'een collega'), ('nieuw', 'wie nieuw komt'), ('loket', 'het loket neemt het contact over')], max_length=10)),
                ('mutatie', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='regels', to='mutaties.mutatie')),
                ('user', models.ForeignKey(help_text='the colleague, or who of the loket; empty: who is new', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Verloop',
            fields=[
                ('id', models.UUIDField(default=portal.lib.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                ('actie', models.CharField(choices=[('report', 'Wijziging doorgeven'), ('verify_identity', 'Controle vastleggen'), ('propose_handover', 'Voorstel versturen'), ('name_contactpersoon', 'Contactpersoon aanwijzen'), ('confirm_start', 'Start bevestigen'), ('return_handover', 'Vraag stellen'), ('approve', 'Goedkeuren en inplannen'), ('reject', 'Afwijzen'), ('withdraw_own', 'Melding intrekken'), ('undo', 'Terugdraaien'), ('correct', 'Corrigerende wijziging')], max_length=20)),
                ('at', models.DateTimeField(default=portal.lib.clock.now)),
                ('tekst', models.TextField(blank=True, help_text='sealed')),
                ('gegevens', models.JSONField(default=dict, help_text='codes and days: the outcome of a call-back, the number, its moment')),
                ('door', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('mutatie', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='verloop', to='mutaties.mutatie')),
            ],
        ),
        migrations.CreateModel(
            name='Melding',
            fields=[
                ('mutatie', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='melding', serialize=False, to='mutaties.mutatie')),
                ('is_contactpersoon', models.BooleanField(default=False, help_text="reported by the school's contactpersoon, logged in")),
                ('nieuw_voornaam', models.CharField(blank=True, max_length=60)),
                ('nieuw_achternaam', models.CharField(blank=True, max_length=80)),
                ('nieuw_email', models.EmailField(blank=True, max_length=254)),
                ('getypt', models.JSONField(default=dict, help_text='of a public report: what was typed, under the names of its form')),
                ('gemeld_door', models.ForeignKey(help_text='empty: without an account', null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.AddIndex(
            model_name='mutatie',
            index=models.Index(fields=['eenheid', 'status'], name='mutatie_at_eenheid'),
        ),
        migrations.AddIndex(
            model_name='mutatie',
            index=models.Index(fields=['status', 'created_at'], name='mutatie_by_status'),
        ),
        migrations.AddConstraint(
            model_name='mutatie',
            constraint=models.CheckConstraint(condition=models.Q(('status__in', ('gemeld', 'overdracht', 'opvolger_cp', 'start_bevestigen', 'te_accorderen', 'akkoord', 'afgewezen', 'ingetrokken', 'teruggedraaid'))), name='mutatie_status'),
        ),
        migrations.AddConstraint(
            model_name='mutatie',
            constraint=models.CheckConstraint(condition=models.Q(('soort__in', ['vertrek', 'nieuw', 'wissel', 'afwezig', 'rol'])), name='mutatie_soort'),
        ),
        migrations.AddConstraint(
            model_name='mutatie',
            constraint=models.CheckConstraint(condition=models.Q(('terug', None), ('terug__gt', models.F('einde')), _connector='OR'), name='mutatie_back_after_end'),
        ),
        migrations.AddConstraint(
            model_name='mutatie',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('status', 'akkoord'), _negated=True), ('akkoord_at__isnull', False), _connector='OR'), name='mutatie_approved_has_moment'),
        ),
        migrations.AddConstraint(
            model_name='regel',
            constraint=models.UniqueConstraint(fields=('mutatie', 'hulpvraag_id'), name='regel_once'),
        ),
        migrations.AddConstraint(
            model_name='regel',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('aan', 'nieuw'), ('user', None)), models.Q(models.Q(('aan', 'nieuw'), _negated=True), ('user__isnull', False)), _connector='OR'), name='regel_names_somebody'),
        ),
        migrations.AddIndex(
            model_name='verloop',
            index=models.Index(fields=['mutatie', 'at'], name='verloop_of_mutatie'),
        ),
    ]
