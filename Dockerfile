# The look: fetched with npm as package-lock.json says, changed to be ours, and nothing else of npm is kept.
FROM python:3.12-slim-bookworm AS look
WORKDIR /src
RUN python -m venv /opt/look
COPY package.json package-lock.json .npmrc ./
COPY requirements/node.txt requirements/
COPY scripts/build_assets.py scripts/
RUN /opt/look/bin/python scripts/build_assets.py --production

# The packages: hash-pinned, the database driver compiled against this system's own libpq.
FROM python:3.12-slim-bookworm AS packages
RUN apt-get update \
    && apt-get install --yes --no-install-recommends gcc libc6-dev libpq-dev \
    && rm -rf /var/lib/apt/lists/*
RUN python -m venv /opt/venv
COPY requirements/build.txt requirements/run.txt /requirements/
RUN /opt/venv/bin/pip install --no-cache-dir --require-hashes -r /requirements/build.txt \
    && /opt/venv/bin/pip install --no-cache-dir --require-hashes --no-build-isolation --no-binary psycopg2-binary \
        -r /requirements/run.txt

FROM python:3.12-slim-bookworm
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpq5 \
    && rm -rf /var/lib/apt/lists/* \
    && useradd --system --uid 10001 --no-create-home --home-dir /nonexistent register \
    && install -d -o register -g register -m 700 /var/lib/register /var/lib/register/files
ENV PATH=/opt/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 HOST=0.0.0.0 PORT=8000 DATA_DIR=/tmp/register
WORKDIR /app
COPY --from=packages /opt/venv /opt/venv
COPY . .
COPY --from=look /src/static/vendor static/vendor
# Collected as root, so that the running system cannot change what it serves.
RUN DATA_DIR=/tmp/collect python manage.py collectstatic --noinput && rm -rf /tmp/collect
USER register
EXPOSE 8000
HEALTHCHECK --interval=15s --timeout=5s --start-period=60s CMD ["python", "-m", "config.probe"]
CMD ["gunicorn", "-c", "python:config.gunicorn", "config.wsgi"]
