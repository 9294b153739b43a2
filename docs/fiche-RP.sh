#!/usr/bin/env bash
# Makes a PDF for the printer of fiche-RP.md: A4, both sides.
#
#   docs/fiche-RP.sh [FILE.pdf]      without a file: fiche-RP.pdf in the current directory
#
# Needs pandoc, weasyprint and the DejaVu fonts of Debian: apt install pandoc weasyprint fonts-dejavu-core
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
output=$(realpath "${1:-fiche-RP.pdf}")
for program in pandoc weasyprint; do
    command -v "$program" >/dev/null || { echo "$0: $program is missing: apt install pandoc weasyprint fonts-dejavu-core" >&2; exit 1; }
done
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cat >"$work/print.css" <<'CSS'
@page {
    size: A4;
    margin: 15mm 15mm 16mm 15mm;
    @bottom-left { content: "ClassCord · fiche de réalisation professionnelle"; font: 7.5pt "DejaVu Sans"; color: #666; }
    @bottom-right { content: counter(page) " / " counter(pages); font: 7.5pt "DejaVu Sans"; color: #666; }
}
body { font: 8.6pt/1.38 "DejaVu Sans", sans-serif; color: #111; max-width: none; margin: 0; padding: 0; }
header { border-bottom: 1.2pt solid #1f4e79; margin-bottom: 5pt; padding-bottom: 3pt; text-align: left; }
h1.title { font-size: 14pt; margin: 0; color: #1f4e79; }
p.subtitle { font-size: 8.6pt; margin: 2pt 0 0; color: #333; }
h2 { font-size: 10.5pt; margin: 9pt 0 3pt; color: #1f4e79; border-bottom: 0.5pt solid #b8c7d8; break-after: avoid; }
h3 { font-size: 8.8pt; margin: 7pt 0 2pt; break-after: avoid; }
p, ol, ul { margin: 2pt 0 3pt; }
ol, ul { padding-left: 14pt; }
table { border-collapse: collapse; width: 100%; margin: 2pt 0 4pt; font-size: 8pt; line-height: 1.3; }
th { background: #e6edf5; text-align: left; }
th, td { border: 0.5pt solid #b8c7d8; padding: 2pt 4pt; vertical-align: top; }
tr { break-inside: avoid; }
thead:has(th:empty) { display: none; }
code { font: 7.6pt "DejaVu Sans Mono", monospace; background: none; padding: 0; overflow-wrap: anywhere; hyphens: none; }
pre { break-inside: avoid; background: #f6f8fa; border: 0.5pt solid #d5dde6; padding: 4pt 8pt; margin: 3pt 0; line-height: 1.12; }
pre code { font-size: 7.2pt; }
figure { margin: 4pt auto; text-align: center; break-inside: avoid; }
figure img { display: block; margin: 0 auto 2pt; }
figcaption { font-size: 7.6pt; color: #444; }
img[src$=".svg"] { width: 112mm; }
img[src$=".png"] { width: 84mm; }
h2#compétences-et-où-elles-se-voient { break-before: page; }
CSS

pandoc "$here/fiche-RP.md" --from markdown+pipe_tables --to html5 --standalone --metadata maxwidth=none --css "$work/print.css" --output "$work/fiche.html"
weasyprint --quiet --base-url "$here/" "$work/fiche.html" "$output"
echo "$output"
