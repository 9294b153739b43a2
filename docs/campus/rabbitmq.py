#!/usr/bin/env python3
"""Who may say and hear what at a RabbitMQ that is a school's broker, as definitions on standard output.

rabbitmq.py SCHOOL SERVER... >/etc/rabbitmq/classcord.json

It is what broker/acl says to mosquitto: each server writes under its own name only. A server has no password, its certificate lets it in.
MQTT's / is a dot for RabbitMQ, and {username} is the name in the certificate.
"""

import json
import sys

school, *servers = sys.argv[1:]
ITS_OWN = "^(mqtt-subscription-{0}qos[01]|mqtt-will-{0}|amq\\.topic)$"
# Its will waits in a queue of its own, to which RabbitMQ writes in its name by the default exchange. MQTT itself reaches amq.topic alone.
WRITTEN = "^(mqtt-subscription-{0}qos[01]|mqtt-will-{0}|amq\\.(topic|default))$"
definitions = {
    "vhosts": [{"name": "/"}],
    "users": [{"name": server, "password_hash": "", "tags": []} for server in servers],
    "permissions": [
        {"user": server, "vhost": "/", "configure": ITS_OWN.format(server), "write": WRITTEN.format(server), "read": ITS_OWN.format(server)}
        for server in servers
    ],
    "topic_permissions": [
        {
            "user": server,
            "vhost": "/",
            "exchange": "amq.topic",
            "write": f"^cc\\.1\\.{school}\\.(o\\.{{username}}\\..+|to\\.[a-z0-9-]+\\.{{username}})$",
            "read": f"^cc\\.1\\.{school}\\.(o\\..+|to\\.{{username}}\\.[^.]+)$",
        }
        for server in servers
    ],
}
json.dump(definitions, sys.stdout, indent=2)
print()
