#!/bin/sh
# A backup of the running site and the newest list of erased people, into backups/ beside docker-compose.yml.
set -eu
cd "$(dirname "$0")/.."
umask 077
mkdir -p backups
day=$(date +%F)
docker compose exec -T worker python manage.py backup /srv/var/site.dump
docker compose cp worker:/srv/var/site.dump "backups/$day.dump"
docker compose cp worker:/srv/var/erased.jsonl "backups/$day.erased.jsonl"
