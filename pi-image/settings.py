#!/usr/bin/env python3
"""Writes what build.sh was told into a card's classcord.toml, whose comments stay: settings.py FILE [--class-code CODE] [--campus PART]

PART is the campus.toml of a server's folder of `classcord campus init`. The page is on port 80 in any case: its address is the
machine's alone. It ends with an error where the file has no such key.
"""

import argparse
import sys


def setting(section, key, value, lines):
    """Puts the value, as it stands in TOML, in the place of the section's."""
    inside = False
    for n, line in enumerate(lines):
        if line.startswith("["):
            inside = line == f"[{section}]\n"
        elif inside and line.startswith(f"{key} = "):
            lines[n] = f"{key} = {value}\n"
            return
    sys.exit(f"there is no {key} in [{section}]")


arguments = argparse.ArgumentParser()
arguments.add_argument("file")
arguments.add_argument("--class-code")
arguments.add_argument("--campus")
told = arguments.parse_args()

with open(told.file, encoding="utf-8") as file:
    lines = file.readlines()
setting("web", "listen", '["[::]:80"]', lines)
if told.class_code:
    setting("chat", "registration", '"code"', lines)
    setting("chat", "registration_code", f'"{told.class_code}"', lines)
if told.campus:
    with open(told.campus, encoding="utf-8") as part:
        for line in part:
            key, is_setting, value = line.partition(" = ")
            if is_setting:
                setting("campus", key, value.rstrip("\n"), lines)
with open(told.file, "w", encoding="utf-8") as file:
    file.writelines(lines)
