#!/bin/sh
# Makes the secrets that docker-compose.yml hands to its containers, once; what is there already stays as it is.
# The folder is closed to everybody else; the files in it are not, because the containers read them as another account.
set -eu
folder=${1:-secrets}
umask 077
mkdir -p "$folder"
chmod 700 "$folder"

random() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '=\n'; }

keep() {
    if [ ! -e "$folder/$1" ]; then
        printf '%s\n' "$2" >"$folder/$1"
        chmod 644 "$folder/$1"
        echo "made $folder/$1"
    fi
}

keep secret_key "$(random)$(random)"
keep journal_keys "k1:$(random)"
keep database_password "$(random)"
keep database_url "postgresql://evenpace:$(cat "$folder/database_password")@postgres/evenpace"
if [ ! -e "$folder/redis_url" ] || [ ! -e "$folder/valkey_conf" ]; then
    password=$(random)
    rm -f "$folder/redis_url" "$folder/valkey_conf"
    keep redis_url "redis://:$password@valkey:6379/0"
    keep valkey_conf "requirepass $password
dir /data
save \"\"
appendonly yes
appendfsync everysec
maxmemory-policy noeviction"
fi
keep email_password ""
echo "Put the mail server's password into $folder/email_password, and a copy of $folder/journal_keys where no backup of the database is."
