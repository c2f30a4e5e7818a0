
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mutaties', '0005_datalek'),
    ]

    operations = [
        migrations.AlterField(
            model_name='verloop',
            name='tekst',
            field=models.TextField(help_text='sealed: mutaties/storage.py'),
        ),
    ]
