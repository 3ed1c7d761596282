#!/bin/sh
# Run once by the database image, when its volume is new: the two roles and the database that the owner owns.
# On a server of your own, say the same statements in psql as its administrator.
set -eu
psql --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
    --set owner_password="$OWNER_PASSWORD" --set app_password="$APP_PASSWORD" <<'SQL'
CREATE ROLE register_owner LOGIN PASSWORD :'owner_password';
CREATE ROLE register_app LOGIN PASSWORD :'app_password';
CREATE DATABASE register OWNER register_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
REVOKE CONNECT ON DATABASE register FROM PUBLIC;
GRANT CONNECT, TEMPORARY ON DATABASE register TO register_app;
SQL
