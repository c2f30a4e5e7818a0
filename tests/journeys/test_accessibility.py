"""Every page of this slice, as each of its readers: axe finds nothing, nothing is too wide, the console stays silent."""

import re
import time

import pytest
from playwright.sync_api import expect

from devtools import second_factor
from devtools.cluster import cursor_on, fetch
from hulpvragen.enums import Status
from hulpvragen.views.act_table import STEPS
from tests.journeys import steps
from tests.journeys.inspector import PHONE, Inspector

A_STEP = re.compile(r"/hulpvragen/[0-9a-f-]{36}/(%s)/" % "|".join(step.slug for step in STEPS))
OWNER_OF = "select id from accounts_user where email = %s"

# Somebody without a second step, who will have a post on both sides; a school that has no IB'er any more,
# with mail that waits for one; and mail that failed.
ARRANGED = (
    f"delete from accounts_totpdevice where user_id = ({OWNER_OF})",
    f"""insert into accounts_aanstelling (id, fact_id, recorded_at, geldig, rol, user_id, eenheid_id)
        select gen_random_uuid(), gen_random_uuid(), now(), daterange(app_today() - 1, null), 'contactpersoon', ({OWNER_OF}), eenheid_id
          from accounts_aanstelling where user_id = ({OWNER_OF}) and replaced_at is null""",
    f"""update accounts_aanstelling set geldig = daterange(lower(geldig), app_today())
         where user_id = ({OWNER_OF}) and replaced_at is null""",
)


def test_x(portal_process):
    pass
