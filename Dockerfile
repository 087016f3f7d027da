# syntax=docker/dockerfile:1
# One image for web, worker, beat and migrations; docker-compose.yml says which of them a container is.

FROM python:3.13.9-slim-trixie AS build
ENV UV_COMPILE_BYTECODE=1 UV_LINK_MODE=copy UV_PYTHON_DOWNLOADS=never PYTHONDONTWRITEBYTECODE=1
RUN pip install --no-cache-dir --root-user-action ignore uv==0.13.9
WORKDIR /srv
# The packages first: they change less often than the code.
COPY pyproject.toml uv.lock ./
RUN uv sync --frozen --no-install-project --no-default-groups
COPY manage.py ./
COPY runners runners
COPY journal journal
COPY coaching coaching
COPY templates templates
COPY static static
# Fonts and static files are made here, with keys and addresses that open nothing and lead nowhere.
RUN export EVENPACE_VAR=/tmp/build EVENPACE_STATIC=/srv/collected SECRET_KEY=build \
        DATABASE_URL=postgresql://nowhere/none REDIS_URL=redis://nowhere/0 \
        JOURNAL_KEYS="build:$(python -c 'import secrets; print(secrets.token_urlsafe(32))')" \
    && .venv/bin/python manage.py build_fonts \
    && .venv/bin/python manage.py collectstatic --no-input --verbosity 0 \
    && .venv/bin/python -m compileall -q coaching journal runners

FROM python:3.13.9-slim-trixie
ENV PATH=/srv/.venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 \
    EVENPACE_VAR=/srv/var EVENPACE_STATIC=/srv/collected
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin evenpace \
    && install -d -o evenpace -g evenpace -m 0700 /srv/var
WORKDIR /srv
# Root owns the code: the site cannot change itself.
COPY --from=build /srv /srv
USER 10001:10001
VOLUME /srv/var
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=6s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/healthz', timeout=5)"]
# Whoever sends a file slowly holds a thread until its last byte.
CMD ["granian", "--interface", "wsgi", "--host", "0.0.0.0", "--port", "8000", "--workers", "2", \
     "--blocking-threads", "4", "--respawn-failed-workers", "--no-ws", "--log-level", "warning", \
     "coaching.wsgi:application"]
