#!/bin/sh
# Démarre le serveur à la main, sans droits d'administrateur, et dit l'adresse de la page et le port à donner à la classe ;
# dans un terminal, le serveur dessine aussi un code QR.
#
#   ./start_server.sh            port 12345, données dans ./data
#   ./start_server.sh 12400      un autre port
#
# Le programme est celui de CLASSCORD=FICHIER, sinon celui qui est à côté (archive) ou déjà compilé ici, sinon celui qui est
# installé, sinon il est compilé avec cargo. La configuration est le classcord.toml d'ici : celle du service, dans /etc, n'est lisible que par lui.
# CLASSCORD_CONFIG et CLASSCORD_DATA en nomment d'autres. Ctrl-C arrête le serveur.
set -eu
cd "$(dirname "$0")"
port=${1-12345}
case $port in
*[!0-9]* | "") echo "$0 : $port n'est pas un port" >&2; exit 2 ;;
esac

program=${CLASSCORD:-}
if [ -z "$program" ]; then
    if [ -x ./classcord ]; then
        program=./classcord
    elif [ -x "${CARGO_TARGET_DIR:-target}/release/classcord" ]; then
        program=${CARGO_TARGET_DIR:-target}/release/classcord
    elif command -v classcord >/dev/null; then
        program=classcord
    elif command -v cargo >/dev/null; then
        echo "Compilation (une fois, quelques minutes)…"
        cargo build --locked --release
        program=${CARGO_TARGET_DIR:-target}/release/classcord
    else
        echo "$0 : ni classcord ni cargo : installez le paquet classcord, ou Rust" >&2
        exit 1
    fi
fi

config=${CLASSCORD_CONFIG:-classcord.toml}
data=${CLASSCORD_DATA:-data}
# Un professeur n'entre par la page qu'en https : le certificat est fait une fois, et de nouveau si l'adresse de la machine a
# changé. Un programme fait sans TLS n'en fait pas.
"$program" cert --if-needed --config "$config" --data-dir "$data" >/dev/null || echo "  (le certificat n'a pas pu être fait)"

addresses=$(hostname -I 2>/dev/null || true)
echo "À donner à la classe :"
found=
for address in $addresses; do
    # Les clients de la classe se connectent en IPv4.
    case $address in
    *:*) ;;
    *)
        echo "  navigateur : http://$address:$port      client : adresse $address   port $port"
        if [ -e "$data/cert.pem" ]; then echo "  professeur : https://$address:$port (docs/CERTIFICAT.md)"; fi
        found=yes
        ;;
    esac
done
[ -n "$found" ] || echo "  (pas de réseau) sur cette machine seulement : http://127.0.0.1:$port      client : adresse 127.0.0.1   port $port"
echo "Ctrl-C arrête le serveur."
echo
exec "$program" serve --config "$config" --listen "$port" --data-dir "$data"
