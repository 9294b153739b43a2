#!/usr/bin/env bash
# A real OpenLDAP (slapd) behind TLS is the school's directory, classcord-auth-ldap asks it, and a real server lets people in by
# what it says: right and wrong passwords, roles and groups, names that are filters and DNs, a certificate of somebody
# else, a directory that is stopped, one that is killed, and one that comes back, with a local admin who logs in all the while.
#
# Everything happens in namespaces of its own. Takes a minute. Run as root; installs what it needs by name.
# CLASSCORD=FILE tries that binary.
source "$(dirname "${BASH_SOURCE[0]}")/ground.sh"

in_namespaces slapd ldap-utils python3-ldap3 openssl iproute2 python3

ip link set lo up
mount -t tmpfs none /run
chmod 755 "$WORK"
auth=$repository/auth/classcord-auth-ldap
suffix=dc=lycee,dc=local

title "A directory with TLS"
cd "$WORK"
cp /etc/hosts hosts
echo '127.0.0.1 annuaire.lycee.local autre.lycee.local' >>hosts
mount --bind hosts /etc/hosts
# authority NAME: one that signs; certificate AUTHORITY HOST: a key and a certificate in HOST.key and HOST.pem.
authority() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 30 -keyout "$1.key" -out "$1.pem" \
        -subj "/CN=$1" 2>/dev/null
}
certificate() {
    openssl req -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout "$2.key" -out "$2.csr" -subj "/CN=$2" 2>/dev/null
    openssl x509 -req -in "$2.csr" -CA "$1.pem" -CAkey "$1.key" -CAcreateserial -days 30 -out "$2.pem" \
        -extfile <(echo "subjectAltName=DNS:$2") 2>/dev/null
}
authority ca
authority stranger
certificate ca annuaire.lycee.local
mkdir db
cat >slapd.conf <<END
include /etc/ldap/schema/core.schema
include /etc/ldap/schema/cosine.schema
include /etc/ldap/schema/inetorgperson.schema
include /etc/ldap/schema/nis.schema
pidfile $WORK/slapd.pid
modulepath /usr/lib/ldap
moduleload back_mdb
TLSCertificateFile $WORK/annuaire.lycee.local.pem
TLSCertificateKeyFile $WORK/annuaire.lycee.local.key
# The trap: an empty password binds, as nobody.
allow bind_anon_cred bind_anon_dn
# Passwords travel encrypted, or not at all.
security simple_bind=128
database mdb
suffix "$suffix"
rootdn "cn=admin,$suffix"
directory $WORK/db
access to attrs=userPassword by anonymous auth by * none
access to * by users read by anonymous auth by * none
END
hashed() { slappasswd -s "$1"; }
person() {
    printf 'dn: uid=%s,ou=people,%s\nobjectClass: inetOrgPerson\nuid: %s\ncn: %s\nsn: %s\ndisplayName: %s\nuserPassword: %s\n\n' \
        "$1" "$suffix" "$1" "$1" "$1" "$3" "$(hashed "$2")"
}
{
    printf 'dn: %s\nobjectClass: dcObject\nobjectClass: organization\no: lycee\ndc: lycee\n\n' "$suffix"
    for unit in people groups services; do
        printf 'dn: ou=%s,%s\nobjectClass: organizationalUnit\nou: %s\n\n' "$unit" "$suffix" "$unit"
    done
    printf 'dn: cn=classcord,ou=services,%s\nobjectClass: organizationalRole\nobjectClass: simpleSecurityObject\ncn: classcord\nuserPassword: %s\n\n' \
        "$suffix" "$(hashed of-the-service)"
    person jdupont "bon mot" 'Jean Dupont'
    person mcurie "radium 88" 'Marie Curie'
    person elie "élève 1" 'Elie'
    person 'a(b)*' parentheses 'Entre parentheses'
    printf 'dn: cn=professeurs,ou=groups,%s\nobjectClass: groupOfNames\ncn: professeurs\nmember: uid=mcurie,ou=people,%s\n\n' "$suffix" "$suffix"
    printf 'dn: cn=BTS SIO SISR 1,ou=groups,%s\nobjectClass: posixGroup\ncn: BTS SIO SISR 1\ngidNumber: 1\nmemberUid: jdupont\n\n' "$suffix"
} >people.ldif
slapadd -q -f slapd.conf -l people.ldif
start_slapd() {
    slapd -f slapd.conf -h "ldap://127.0.0.1:389 ldaps://127.0.0.1:636" -d 0 2>>slapd.log &
    slapd=$!
    wait_for 20 openssl s_client -connect 127.0.0.1:636 -CAfile ca.pem </dev/null || fail "slapd does not start: $(cat slapd.log)"
}
stop_slapd() { kill -9 "$slapd"; wait "$slapd" || true; }
start_slapd
ok "slapd answers on 389 and 636"

title "The program alone"
echo of-the-service >ldap.password
cat >ldap.toml <<END
server = "ldaps://annuaire.lycee.local"
ca_file = "$WORK/ca.pem"
timeout_s = 2
bind_dn = "cn=classcord,ou=services,$suffix"
bind_password_file = "$WORK/ldap.password"
base = "ou=people,$suffix"
group_base = "ou=groups,$suffix"
moderator_groups = ["Professeurs"]
[channels]
"BTS SIO SISR 1" = "#sisr1"
END
# with SED...: the settings, changed.
with() { sed "$@" ldap.toml >other.toml; }
# ask SETTINGS NAME PASSWORD: the answer, without its number.
ask() {
    python3 -c 'import json,sys; print(json.dumps({"id": 1, "name": sys.argv[1], "password": sys.argv[2], "address": "::1"}))' "$2" "$3" |
        "$auth" "$1" 2>&1 | sed 's/"id": 1, //'
}
# says SETTINGS NAME PASSWORD ANSWER: that it answers so.
says() {
    local answer
    answer=$(ask "$1" "$2" "$3")
    [[ $answer == *"$4"* ]] || fail "$2 with '$3': $answer, not $4"
}
yes='"answer": "yes"' no='{"answer": "no"}' unavailable='"answer": "unavailable"'
"$auth" ldap.toml --check >check || fail "--check: $(cat check)"
ok "--check: $(paste -sd, check)"
says ldap.toml jdupont 'bon mot' '{"answer": "yes", "name": "jdupont", "role": "user", "groups": ["#sisr1"], "display_name": "Jean Dupont"}'
says ldap.toml mcurie 'radium 88' '"role": "moderator"'
says ldap.toml JDUPONT 'bon mot' '"name": "jdupont"'
says ldap.toml elie 'élève 1' "$yes"
says ldap.toml 'a(b)*' parentheses "$yes"
ok "a right password is a yes, with role, groups and name"
for name in jdupont personne mcurie; do says ldap.toml "$name" faux "$no"; done
ok "a wrong one and a name that there is not are a no"
# The directory itself would take it: what it says must come from us.
ldapwhoami -x -H ldaps://annuaire.lycee.local -D "uid=jdupont,ou=people,$suffix" -w '' -o TLS_CACERT="$WORK/ca.pem" >whoami 2>&1 ||
    LDAPTLS_CACERT=$WORK/ca.pem ldapwhoami -x -H ldaps://annuaire.lycee.local -D "uid=jdupont,ou=people,$suffix" -w '' >whoami 2>&1 ||
    fail "slapd refuses an empty password, so that nothing is tried here: $(cat whoami)"
says ldap.toml jdupont '' "$no"
ok "an empty password, which the directory takes ($(tr -d '\n' <whoami)), is a no"
for name in '*' 'jdupont)(uid=*' 'j dupont' 'Jdupönt' $'jdup\u00adont' '*)(objectClass=*' 'jdup*' 'jdupont\2a' 'uid=jdupont,ou=people' '(|(uid=*))' $'jdupont\u2028' '\00'; do
    says ldap.toml "$name" 'bon mot' "$no"
done
ok "names that are filters find nobody"
with -e "s/^bind_dn.*/user_dn = \"uid={name},ou=people,$suffix\"/" -e '/^bind_password_file/d' -e '/^group_base/d'
says other.toml jdupont 'bon mot' "$yes"
says other.toml jdupont faux "$no"
says other.toml 'a(b)*' parentheses "$yes"
for name in 'jdupont,ou=people' 'x+uid=jdupont' '#04' ' jdupont' 'mcurie,ou=people,dc=lycee,dc=local'; do
    [[ $(ask other.toml "$name" 'bon mot') == *"$no"* ]] || fail "$name: $(ask other.toml "$name" 'bon mot')"
done
ok "without an account that searches: people bind by themselves, and names that are DNs are nobody's"
with -e 's|^server.*|server = "ldap://annuaire.lycee.local"\nstarttls = true|'
says other.toml jdupont 'bon mot' "$yes"
says other.toml jdupont faux "$no"
ok "StartTLS works too"
with -e 's|^server.*|server = "ldap://annuaire.lycee.local"|'
[[ $(ask other.toml jdupont 'bon mot') == *"passwords would travel in clear"* ]] || fail "it starts without TLS"
ok "without TLS it does not start"
with -e 's/^moderator_groups.*/require_groups = ["professeurs"]/'
says other.toml mcurie 'radium 88' "$yes"
says other.toml jdupont 'bon mot' "$no"
ok "require_groups keeps others out"

title "A certificate of somebody else"
with -e "s|^ca_file.*|ca_file = \"$WORK/stranger.pem\"|"
says other.toml jdupont 'bon mot' "$unavailable"
[[ $(ask other.toml jdupont 'bon mot') == *CERTIFICATE_VERIFY_FAILED* || $(ask other.toml jdupont 'bon mot') == *certificate* ]] ||
    fail "it does not say why: $(ask other.toml jdupont 'bon mot')"
with -e '/^ca_file/d'
says other.toml jdupont 'bon mot' "$unavailable"
with -e 's|annuaire.lycee.local|autre.lycee.local|'
says other.toml jdupont 'bon mot' "$unavailable"
with -e 's|^server.*|server = "ldap://autre.lycee.local"\nstarttls = true|'
says other.toml jdupont 'bon mot' "$unavailable"
ok "an unknown authority, and another name in it, are refused, with StartTLS too: $(ask other.toml jdupont 'bon mot' | cut -c1-160)"

title "A server that asks it"
cat >classcord.toml <<END
listen = ["127.0.0.1:12345"]
lang = "en"
[auth]
command = ["$auth", "$WORK/ldap.toml"]
timeout_s = 4
END
tried() { printf '%s\n' "$2" | "$CLASSCORD" --config classcord.toml auth test "$1" >try 2>&1; }
tried jdupont 'bon mot' || fail "auth test: $(cat try)"
grep -q 'Jean Dupont' try && grep -q '#sisr1' try || fail "auth test: $(cat try)"
if tried jdupont faux; then fail "auth test, wrong: $(cat try)"; fi
grep -q 'no, after' try || fail "auth test, wrong: $(cat try)"
ok "classcord auth test: $(tail -1 try)"
printf 'a very long password\n' | "$CLASSCORD" --config classcord.toml --data-dir data user add admin >/dev/null
"$CLASSCORD" --config classcord.toml --data-dir data user role admin admin >/dev/null
"$CLASSCORD" --config classcord.toml --data-dir data >server.out 2>server.log &
server=$!
wait_for 20 grep -q 'ready' server.log || fail "the server does not start: $(cat server.log)"
login() { python3 "$here/ldap.py" login "$1" "$2"; }
# admin_is_in SECONDS: the local admin logs in, within that time.
admin_is_in() {
    local began=$SECONDS
    [[ $(login admin 'a very long password') == ok* ]] || fail "the local admin does not come in: $(login admin 'a very long password')"
    [ $((SECONDS - began)) -le "$1" ] || fail "the local admin waits $((SECONDS - began)) s"
}
[ "$(login jdupont 'bon mot')" = "ok jdupont" ] || fail "jdupont: $(login jdupont 'bon mot')"
[ "$(login JDupont 'bon mot')" = "ok jdupont" ] || fail "JDupont: $(login JDupont 'bon mot')"
[ "$(login jdupont faux)" = login_failed ] || fail "wrong: $(login jdupont faux)"
[ "$(login personne faux)" = login_failed ] || fail "unknown"
[ "$(login jdupont '')" = login_failed ] || fail "empty"
admin_is_in 2
ok "people of the school and the local admin come in, others do not"
python3 "$here/ldap.py" times jdupont personne >times || fail "$(cat times)"
ok "a wrong password and an unknown name take the same time: $(cat times)"
[ "$(python3 "$here/ldap.py" role mcurie 'radium 88')" = moderator ] || fail "mcurie is no moderator"
[ "$(python3 "$here/ldap.py" channels jdupont 'bon mot')" = '#sisr1' ] || fail "no channel: $(python3 "$here/ldap.py" channels jdupont 'bon mot')"
ok "role and groups are the directory's"
python3 "$here/ldap.py" class 30 'bon mot' >class || fail "$(cat class)"
ok "thirty windows at once: $(cat class)"

title "A directory that is stopped (SIGSTOP)"
kill -STOP "$slapd"
login jdupont 'bon mot' >slow &
slow=$!
admin_is_in 2
wait "$slow"
[ "$(cat slow)" = auth_unavailable ] || fail "it is said to be $(cat slow)"
ok "auth_unavailable, and the admin came in meanwhile"
kill -CONT "$slapd"
come_back() { [ "$(login jdupont 'bon mot')" = "ok jdupont" ]; }
wait_for 30 come_back || fail "it goes on, and nobody comes in: $(login jdupont 'bon mot')"
ok "it goes on, and so do logins"

title "A directory that is dead"
stop_slapd
if tried jdupont 'bon mot'; then fail "auth test, dead: $(cat try)"; fi
grep -q 'Connection refused' try || fail "auth test, dead: $(cat try)"
ok "classcord auth test: $(tail -1 try)"
[ "$(login jdupont 'bon mot')" = auth_unavailable ] || fail "dead: $(login jdupont 'bon mot')"
admin_is_in 2
ok "auth_unavailable: $(grep 'directory cannot be asked' server.log | tail -1 | cut -c1-200)"
start_slapd
[ "$(login jdupont 'bon mot')" = "ok jdupont" ] || fail "back: $(login jdupont 'bon mot')"
ok "it comes back, and so do people"
if grep -q '"event":"login_failed".*"auth_unavailable"' data/audit.log; then fail "a dead directory counts as a failed login"; fi
grep -q '"event":"login_undecided"' data/audit.log || fail "no login_undecided: $(tail -3 data/audit.log)"
ok "audit.log has login_undecided, which no ban counts"

title "The program is killed"
pkill -9 -P "$server" -f classcord-auth-ldap
wait_for 20 grep -q 'the program has ended' server.log || fail "nobody notices: $(tail -3 server.log)"
wait_for 20 come_back || fail "it is not started again"
ok "it is started again"

title "Passwords"
for file in server.log server.out data/audit.log slapd.log; do
    ! grep -qE 'bon mot|radium|of-the-service|very long' "$file" || fail "$file has a password"
done
! tr '\0' ' ' <"/proc/$(pgrep -P "$server" -f classcord-auth-ldap)/cmdline" | grep -qE 'bon mot|of-the-service' || fail "a command line has one"
! grep -raq 'bon mot' data || fail "the database has one"
ok "they are in no log, no command line, no database"
kill "$server"
wait "$server" || true
! pgrep -f classcord-auth-ldap >/dev/null || fail "the program outlives the server"
ok "the program ends with the server"
stop_slapd
summary
