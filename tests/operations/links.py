#!/usr/bin/env python3
"""Relative links of the Markdown below a directory that lead nowhere, one a line: DOCUMENT -> TARGET. What is in boxes is no link.

links.py DIRECTORY      ends with 0 also when it has found some; with 1 if there is no link at all
"""

import re
import sys
from pathlib import Path


def links(document):
    boxed = False
    for line in document.read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith("```"):
            boxed = not boxed
        elif not boxed:
            yield from re.findall(r"\]\(([^)]*)\)", line)


top = Path(sys.argv[1])
count = 0
for document in sorted(top.rglob("*.md")):
    for target in links(document):
        file = target.split("#")[0]
        if "://" in target or target.startswith("mailto:") or not file:
            continue
        count += 1
        if not (document.parent / file).exists():
            print(f"{document.relative_to(top)} -> {target}")
sys.exit(0 if count else f"{top}: no links")
