"""What must hold in the catalogue of the database for the second wall to stand. Read-only; any log-in may ask it."""

from django.conf import settings

from portal.lib.db import rows

LOGINS = ("portal_owner", "portal_web", "portal_worker")
SIDES = ("portal_school", "portal_swv", "portal_gast", "portal_desk")
ROLES = ("portal_web", *SIDES, "portal_worker")

# Granted tables without row security, each with its reason.
OPEN = {
    "accounts_eenheid": "names of units are public", "accounts_bestuur": "names of boards are public",
    "accounts_wijknetwerk": "names of clusters are public", "accounts_vestiging": "names of schools are public",
    "accounts_catalogusvestiging": "the national register is public",
    "accounts_registerinlezing": "when a file of the public register was read", "accounts_registerverschil": "the public register, before and after",
    "accounts_user": "read before there is an identity (log-in); staff see names of staff",
    "accounts_recoverykey": "one sealed key, read before there is an identity, and nobody but the owner changes it",
    "accounts_session": "read before there is an identity, on every request; found by its random key only",
    "auth_permission": "names of rights", "django_content_type": "names of models",
    "django_migrations": "which migrations ran", "demo_kalender": "the demo's date, empty in production",
    "axes_accessattempt": "counts failures before there is an identity",
    "axes_accessattemptexpiration": "counts failures before there is an identity",
}  # fmt: skip

_GRANTED = """
select c.relname, c.relrowsecurity, array_agg(distinct r.rolname::text) as roles,
       exists (select 1 from pg_policy p where p.polrelid = c.oid) as has_policy
  from pg_class c
  cross join lateral (select (aclexplode(c.relacl)).grantee
                      union select (aclexplode(t.attacl)).grantee from pg_attribute t where t.attrelid = c.oid) a
  left join pg_roles r on r.oid = a.grantee
 where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
 group by c.oid, c.relname, c.relrowsecurity
"""
_NOT_OF_THE_OWNER = """
select relname from pg_class where relnamespace = 'public'::regnamespace and pg_get_userbyid(relowner) <> 'portal_owner'
   and not exists (select 1 from pg_depend d where d.objid = pg_class.oid and d.deptype = 'e') order by 1
"""
_TO_PUBLIC = """
select p.proname as name from pg_proc p where p.pronamespace = 'public'::regnamespace and has_function_privilege('public', p.oid, 'execute')
   and not exists (select 1 from pg_depend d where d.objid = p.oid and d.deptype = 'e')
 union select c.relname from pg_class c cross join lateral aclexplode(c.relacl) a
  where c.relnamespace = 'public'::regnamespace and c.relkind not in ('r', 'p') and a.grantee = 0
 order by 1
"""
_STRONG = "select rolname from pg_roles where rolname = any (%s) and (rolsuper or rolbypassrls or rolcreaterole or rolcreatedb) order by 1"
_INHERITED = """
select w.rolname as member, r.rolname as role from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles w on w.oid = m.member
 where m.inherit_option and w.rolname = any (%s) order by 1, 2
"""
_KNOWN = "select rolname from pg_roles where rolname like 'portal\\_%%'"
_MAY_BECOME = """
select r.rolname from pg_auth_members m join pg_roles r on r.oid = m.roleid join pg_roles w on w.oid = m.member
 where w.rolname = 'portal_web' and m.set_option
"""


def faults() -> list[str]:
    """Return a Dutch line for each hole in the wall."""
    return [*_roles(), *_tables(), *_access_of_all()]


def _roles() -> list[str]:
    every = [*LOGINS, *SIDES]
    known = {row["rolname"] for row in rows(_KNOWN)}
    lines = [f"de rol {name} ontbreekt in de database" for name in sorted(set(every) - known)]
    developers = {"portal_test"} if settings.PORTAL_DEMO else set()
    lines += [f"de rol {name} hoort niet in deze database" for name in sorted(known - set(every) - developers)]
    lines += [f"de rol {row['rolname']} mag te veel (superuser, bypassrls, createrole of createdb)" for row in rows(_STRONG, every)]
    lines += [f"de rol {row['member']} erft de rechten van {row['role']}" for row in rows(_INHERITED, every)]
    becomes = {row["rolname"] for row in rows(_MAY_BECOME)}
    lines += [f"de rol portal_web mag {name} niet worden" for name in sorted(set(SIDES) - becomes)]
    lines += [f"de rol portal_web mag {name} worden" for name in sorted(becomes - set(SIDES))]
    return lines


def _tables() -> list[str]:
    lines = []
    for table in sorted(rows(_GRANTED), key=lambda row: row["relname"]):
        ours = [role for role in table["roles"] if role in ROLES]
        if ours and not table["relrowsecurity"] and table["relname"] not in OPEN:
            lines.append(f"de tabel {table['relname']} heeft geen beveiliging per rij")
        elif ours and table["relrowsecurity"] and not table["has_policy"]:
            lines.append(f"de tabel {table['relname']} heeft beveiliging per rij zonder één regel: niemand ziet er iets van")
        strangers = [role or "iedereen" for role in table["roles"] if role not in (*ROLES, "portal_owner")]
        lines += [f"op de tabel {table['relname']} heeft {role} rechten" for role in strangers]
    return lines


def _access_of_all() -> list[str]:
    lines = [f"{row['relname']} is niet van portal_owner" for row in rows(_NOT_OF_THE_OWNER)]
    return lines + [f"{row['name']} is open voor elke rol" for row in rows(_TO_PUBLIC)]
