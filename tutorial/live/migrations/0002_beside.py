import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("live", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="cluster",
            name="beside",
            field=models.OneToOneField(
                blank=True,
                help_text="compared with; goes with it",
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="companion",
                to="live.cluster",
            ),
        ),
        migrations.AddField(
            model_name="cluster",
            name="split_at",
            field=models.BigIntegerField(
                blank=True, help_text="virtual µs at which it left that one's past", null=True
            ),
        ),
    ]
