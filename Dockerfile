# One image for web, worker, beat and the commands. It holds no secret and nothing of the developers' tools.

# ---- the packages, by the hashes of the lock; nothing is compiled
FROM python:3.11.14-slim-trixie AS packages
COPY requirements/base.lock /tmp/base.lock
RUN python -m venv /venv \
 && /venv/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes --only-binary :all: -r /tmp/base.lock

# ---- the portal
FROM python:3.11.14-slim-trixie
ENV PATH=/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    DJANGO_SETTINGS_MODULE=portal.settings \
    PORTAL_STATIC_ROOT=/srv/static
# LibreOffice makes a PDF of a Word file (hulpvragen/rendering/word.py), with fonts as wide as those of Word; without it a Word
# file is refused with how to save it as PDF. It runs in a jail, without network and with one folder in memory
RUN apt-get update \
 && apt-get install --yes --no-install-recommends libreoffice-writer-nogui fonts-liberation fonts-crosextra-carlito fonts-crosextra-caladea \
 && rm -rf /var/lib/apt/lists/*
RUN groupadd --gid 10001 sluitend \
 && useradd --uid 10001 --gid 10001 --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin sluitend
COPY --from=packages /venv /venv
WORKDIR /app
COPY manage.py ./
COPY templates templates
COPY portal portal
COPY notifications notifications
COPY accounts accounts
COPY hulpvragen hulpvragen
COPY mutaties mutaties
# collecting opens no database and no secret: what the settings ask for is made up here and kept nowhere
RUN python -m compileall -q . \
 && PORTAL_DEMO=1 SECRET_KEY=build DATABASE_URL=postgres://build@build/build \
    PORTAL_MASTER_KEYS="1:$(head -c 32 /dev/zero | base64)" \
    python manage.py collectstatic --noinput --verbosity 0

USER 10001:10001
EXPOSE 8000
# no access log: an address may hold a link that works once; who did what stands in the trail
CMD ["gunicorn", "portal.wsgi", "--bind", "0.0.0.0:8000", "--threads", "4", "--worker-tmp-dir", "/dev/shm", "--graceful-timeout", "25", "--no-control-socket"]
