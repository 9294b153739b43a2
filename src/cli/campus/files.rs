//! The files of a broker: mosquitto's configuration, its access list, and a line for systemd.
//!
//! Owns their texts. What they say is what the servers rely on: who somebody is follows from the certificate, and nobody writes
//! under another's name.

use crate::chat::origin::{SchoolName, ServerName};

/// Where the broker's files are to be put on its machine.
pub(super) const PLACE: &str = "/etc/mosquitto/classcord";

/// mosquitto's configuration (mosquitto.conf(5)), to be put into `/etc/mosquitto/conf.d`.
pub(super) fn configuration(school: &SchoolName) -> String {
    format!(
        "\
# ClassCord, the school {school}: made by `classcord campus init`.
listener 8883
cafile {PLACE}/ca.pem
certfile {PLACE}/broker.pem
keyfile {PLACE}/broker-key.pem
# Who is not let in any more: `classcord campus revoke`. mosquitto reads it when it starts.
crlfile {PLACE}/crl.pem

# A server is who its certificate says, and nobody else; without the last line any server could take another's queue.
require_certificate true
use_identity_as_username true
allow_anonymous false
use_username_as_clientid true
acl_file {PLACE}/acl

# What is said is kept by the servers: the broker only carries it, and writes nothing on its card.
persistence false
queue_qos0_messages false
max_packet_size 65536
set_tcp_nodelay true
"
    )
}

/// The access list: a server speaks under its own name, to all and to each, and hears what is said to all and to itself.
pub(super) fn access_list(school: &SchoolName) -> String {
    format!(
        "\
pattern write cc/1/{school}/o/%u/#
pattern read cc/1/{school}/o/+/#
pattern read cc/1/{school}/to/%u/+
pattern write cc/1/{school}/to/+/%u
"
    )
}

/// For `/etc/systemd/system/mosquitto.service.d`: a Pi starts without a clock.
pub(super) const AFTER_TIME: &str = "\
[Unit]
Wants=time-sync.target
After=time-sync.target
";

/// The part of a server's configuration.
pub(super) fn section(school: &SchoolName, server: &ServerName, broker: &str) -> String {
    format!("[campus]\nbroker = \"{broker}\"\nschool = \"{school}\"\nname = \"{server}\"\n")
}
