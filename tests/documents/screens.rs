//! The screens in docs/FONCTIONNALITES.md and docs/images/session.svg are what the program shows.
//!
//! The test plays a lesson on a real server, with real terminals, and compares. Digits and widths may differ, for times
//! and figures do. `CLASSCORD_WRITE_SCREENS=1 cargo test --test documents screens` writes what it saw into the document instead.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::support::boxes;
use crate::support::terminal::Terminal;
use crate::support::{CHEAP_PASSWORDS, Place, Server, wait_until};

const DOCUMENT: &str = "docs/FONCTIONNALITES.md";
const PICTURE: &str = "docs/images/session.svg";

/// The screens that were seen.
#[derive(Default)]
struct Seen {
    boxes: boxes::Seen,
    picture: String,
}

impl Seen {
    /// Keeps what is on a terminal in the chat, without the blank rows between what was said and the prompt.
    fn keep_chat(&mut self, name: &'static str, terminal: &Terminal) {
        // The cursor is hidden while a frame is drawn.
        wait_until(|| !terminal.screen().hide_cursor(), || format!("a whole frame in {:#?}", terminal.rows()));
        self.keep_screen(name, terminal);
    }

    fn keep_screen(&mut self, name: &'static str, terminal: &Terminal) {
        let mut rows = terminal.rows();
        rows.dedup_by(|a, b| a.is_empty() && b.is_empty());
        if rows[0].is_empty() {
            rows.remove(0);
        }
        self.boxes.keep(name, rows.join("\n"));
    }

    /// Keeps a command and what it says.
    fn keep_command(&mut self, name: &'static str, place: &Place, arguments: &[&str], input: &str) {
        let output = place.run(arguments, input);
        let shown: Vec<String> = arguments
            .iter()
            .map(|word| if word.contains([' ', '#']) { format!("'{word}'") } else { (*word).to_owned() })
            .collect();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8(said).unwrap().replace(&format!("{}/", place.path().display()), "");
        assert!(output.status.success(), "{arguments:?}: {said}");
        // The mark with which LibreOffice knows UTF-8 is not to be seen.
        let said = said.trim_start_matches('\u{feff}');
        self.boxes.keep(name, format!("$ classcord {}\n{said}", shown.join(" ")));
    }
}

fn top(path: &str) -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

fn program(place: &Place, arguments: &[&str], rows: u16) -> Terminal {
    let (config, data) = (place.config(), place.data());
    let place = ["--config", config.to_str().unwrap(), "--data-dir", data.to_str().unwrap()];
    Terminal::start(env!("CARGO_BIN_EXE_classcord"), &[&place, arguments].concat(), 80, rows)
}

fn chat(place: &Place, server: &Server, arguments: &[&str]) -> Terminal {
    let address = server.address.to_string();
    program(place, &[&["chat", &address], arguments].concat(), 18)
}

/// Makes an account on the way, and waits for the welcome.
fn chat_as(place: &Place, server: &Server, name: &str) -> Terminal {
    let mut terminal = chat(place, server, &["--as", name, "--register"]);
    see(&terminal, "Mot de passe");
    terminal.keys("secret\r");
    see(&terminal, "Encore");
    terminal.keys("secret\r");
    see(&terminal, "Bienvenue");
    terminal
}

/// Waits for words, wherever the lines break.
fn see(terminal: &Terminal, words: &str) {
    let shown = || terminal.rows().iter().flat_map(|row| row.split_whitespace()).collect::<Vec<_>>().join(" ");
    wait_until(|| shown().contains(words), || format!("{words:?} in {:#?}", terminal.rows()));
}

fn see_both(one: &Terminal, other: &Terminal, words: &str) {
    see(one, words);
    see(other, words);
}

fn say(terminal: &mut Terminal, words: &str) {
    terminal.keys(&format!("{words}\r"));
}

fn lesson() -> Seen {
    let mut seen = Seen::default();
    let place = Place::with_config(CHEAP_PASSWORDS);
    let server = place.start();

    let mut alice = chat_as(&place, &server, "alice");
    let mut bob = chat(&place, &server, &["--guest", "bob"]);
    see(&bob, "Bienvenue");
    see(&alice, "bob a rejoint");
    say(&mut bob, "salut à tous, ça marche ?");
    see_both(&alice, &bob, "<bob> salut à tous, ça marche ?");
    say(&mut alice, "oui, même les accents : é à ç €");
    see_both(&alice, &bob, "<alice> oui, même les accents");
    say(&mut alice, "/msg bob tu viens à la cafétéria ?");
    see(&bob, "cafétéria");
    say(&mut bob, "/msg alice j'arrive");
    see(&alice, "j'arrive");
    // Who has typed it may be shown it later than who it was for. The blank tells it from the line that is being typed.
    alice.wait_for(" > /msg bob");
    bob.wait_for(" > /msg alice");
    seen.keep_chat("alice", &alice);
    seen.keep_chat("bob", &bob);
    seen.picture = picture(&[&alice, &bob]);

    absence(&mut seen, &place, &server);
    channels(&mut seen, &place, &server);
    leave(&mut alice);
    leave(&mut bob);
    wait_for_people(&place, &[]);
    let address = server.address.to_string();
    let mut hugo = program(&place, &["chat", &address, "--guest", "hugo"], 24);
    see(&hugo, "Bienvenue");
    say(&mut hugo, "/help");
    see(&hugo, "*** /help");
    seen.keep_chat("aide", &hugo);
    leave(&mut hugo);

    moderation(&mut seen, &place, &server);
    polls(&mut seen, &place, &server);
    console(&mut seen, &place, &server);
    files(&mut seen, &place, server);
    seen
}

/// Waits until these are there and nobody else: who left in one scene is not to be seen in the next.
fn wait_for_people(place: &Place, names: &[&str]) {
    let are_there = || {
        let output = place.run(&["admin", "--json", "users"], "");
        serde_json::from_slice::<Value>(&output.stdout).is_ok_and(|users| users["users"] == json!(names))
    };
    wait_until(are_there, || format!("{names:?} alone"));
}

/// Somebody is written to while away.
fn absence(seen: &mut Seen, place: &Place, server: &Server) {
    let mut chloe = chat_as(place, server, "chloé");
    leave(&mut chloe);
    wait_for_people(place, &["alice", "bob"]);
    let mut david = chat(place, server, &["--guest", "david"]);
    see(&david, "Bienvenue");
    say(&mut david, "/msg chloé le TP est pour demain");
    see(&david, "prochaine connexion");
    say(&mut david, "/msg zoé tu es là ?");
    see(&david, "non remis");
    seen.keep_chat("absente", &david);
    let mut chloe = chat(place, server, &["--as", "chloé"]);
    see(&chloe, "Mot de passe");
    say(&mut chloe, "secret");
    see(&chloe, "TP est pour demain");
    seen.keep_chat("retour", &chloe);
    leave(&mut chloe);
    leave(&mut david);
}

fn channels(seen: &mut Seen, place: &Place, server: &Server) {
    wait_for_people(place, &["alice", "bob"]);
    let mut emma = chat(place, server, &["--guest", "emma"]);
    see(&emma, "Bienvenue");
    let mut farid = chat(place, server, &["--guest", "farid"]);
    see(&farid, "Bienvenue");
    see(&emma, "farid a rejoint");
    say(&mut emma, "/join #dev");
    see(&emma, "Vous êtes maintenant dans #dev");
    see(&farid, "emma a quitté #général");
    say(&mut farid, "/join #dev");
    see(&farid, "Vous êtes maintenant dans #dev");
    see(&emma, "*** farid a rejoint #dev");
    say(&mut farid, "qui a fini l'exercice 3 ?");
    see_both(&emma, &farid, "<farid> qui a fini l'exercice 3 ?");
    say(&mut emma, "/me lève la main");
    see(&farid, "<emma> * emma lève la main");
    say(&mut emma, "/channels");
    see(&emma, "#général (");
    seen.keep_chat("salons", &emma);
    say(&mut farid, "/history 5");
    see(&farid, "emma : * emma");
    say(&mut farid, "/join #sécurité");
    see(&farid, "maintenant dans #sécurité");
    say(&mut farid, "/join #admin");
    see(&farid, "réservé aux modérateurs");
    say(&mut farid, "/leave");
    see(&farid, "Vous avez quitté");
    seen.keep_chat("historique", &farid);
    leave(&mut emma);
    leave(&mut farid);
}

fn moderation(seen: &mut Seen, place: &Place, server: &Server) {
    wait_for_people(place, &[]);
    let mut prof = chat_as(place, server, "prof");
    seen.keep_command("rôle", place, &["admin", "role", "prof", "admin"], "");
    see(&prof, "Vous êtes maintenant admin");
    let mut gael = chat(place, server, &["--guest", "gaël"]);
    see(&gael, "Bienvenue");
    see(&prof, "gaël a rejoint");
    say(&mut gael, "c'est nul");
    see(&prof, "c'est nul");
    see(&gael, "<gaël> c'est nul");
    say(&mut prof, "/mute gaël 5m bavardage");
    see(&prof, "gaël est muet");
    see(&gael, "Vous êtes muet");
    say(&mut gael, "mais pourquoi ?");
    let refusals = || gael.rows().iter().filter(|row| row.contains("Vous êtes muet")).count();
    wait_until(|| refusals() == 2, || format!("a refusal in {:#?}", gael.rows()));
    say(&mut prof, "/topic TP réseau, salle 204");
    see_both(&prof, &gael, "prof a changé le sujet");
    say(&mut prof, "/announce Pause dans 5 minutes");
    see_both(&prof, &gael, "Annonce de prof");
    see(&prof, "Annonce envoyée");
    say(&mut prof, "/bans");
    see(&prof, "par prof");
    say(&mut prof, "/unmute gaël");
    see(&gael, "de nouveau écrire");
    see(&prof, "gaël peut de nouveau écrire");
    seen.keep_chat("moderation", &prof);
    seen.keep_chat("muet", &gael);
    say(&mut prof, "/kick gaël à demain");
    see(&gael, "prof vous a déconnecté");
    see(&prof, "gaël a été déconnecté");
    leave(&mut gael);
    leave(&mut prof);
}

/// A poll and a question to the teacher.
fn polls(seen: &mut Seen, place: &Place, server: &Server) {
    wait_for_people(place, &[]);
    let mut prof = chat(place, server, &["--as", "prof"]);
    see(&prof, "Mot de passe");
    say(&mut prof, "secret");
    see(&prof, "Bienvenue");
    let mut lina = chat(place, server, &["--guest", "lina"]);
    see(&lina, "Bienvenue");
    see(&prof, "lina a rejoint");
    say(&mut prof, "/poll \"Quelle fonction attend un client ?\" \"bind\" \"accept\" \"connect\"");
    see(&prof, "Pour le terminer : /poll close");
    see(&lina, "pour répondre : /vote B");
    say(&mut lina, "/vote B");
    see(&lina, "Réponse enregistrée : B, accept.");
    say(&mut lina, "/ask Faut-il fermer la socket ?");
    see(&lina, "sans votre nom pour la classe");
    see(&prof, "nom caché à la classe");
    say(&mut prof, "/answered 1 oui, après le PrintWriter");
    see(&prof, "marquée comme répondue");
    see(&lina, "oui, après le PrintWriter");
    say(&mut prof, "/poll close");
    see_both(&prof, &lina, "1 réponse");
    seen.keep_chat("sondage", &prof);
    seen.keep_chat("sondage élève", &lina);
    leave(&mut lina);
    leave(&mut prof);
}

/// The operator's console, on the whole screen and by commands.
fn console(seen: &mut Seen, place: &Place, server: &Server) {
    wait_for_people(place, &[]);
    let mut ines = chat_as(place, server, "inès");
    let mut jules = chat(place, server, &["--guest", "jules"]);
    see(&jules, "Bienvenue");
    see(&ines, "jules a rejoint");
    let mut menu = program(place, &["admin"], 24);
    see(&menu, "q : quitter");
    seen.keep_screen("console", &menu);
    menu.keys("1\r");
    menu.wait_for_view("Clients", "jules");
    see(&menu, "en direct");
    seen.keep_screen("console clients", &menu);
    menu.keys("2\r");
    menu.wait_for_view("jules", "Échap : retour");
    menu.wait_until_gone("en direct");
    seen.keep_screen("console client", &menu);
    seen.keep_command("admin clients", place, &["admin", "clients"], "");
    seen.keep_command("admin mute", place, &["admin", "mute", "jules", "2m", "trop bruyant"], "");
    seen.keep_command("admin bans", place, &["admin", "bans"], "");
    seen.keep_command("admin channels", place, &["admin", "channels"], "");
    seen.keep_command("admin announce", place, &["admin", "announce", "Le cours commence"], "");
    see(&ines, "Annonce");
    seen.keep_command("admin lesson", place, &["admin", "lesson", "TP réseau"], "");
    seen.keep_command("admin attendance", place, &["admin", "attendance"], "");
    leave(&mut jules);
    leave(&mut ines);
}

/// The files that are written, with the server running and stopped.
fn files(seen: &mut Seen, place: &Place, server: Server) {
    wait_for_people(place, &[]);
    let csv = ["export", "messages", "--channel", "#dev", "--format", "csv"];
    seen.keep_command("export csv", place, &csv, "");
    let jsonl = ["export", "messages", "--format", "jsonl", "-o", "messages.jsonl"];
    seen.keep_command("export jsonl", place, &jsonl, "");
    seen.keep_command("backup", place, &["backup", "sauvegardes", "--keep", "48"], "");
    assert!(server.stop().success());
    seen.keep_command("user add", place, &["user", "add", "inès-bis"], "secret\n");
    seen.keep_command("user role", place, &["user", "role", "inès-bis", "moderator"], "");
    seen.keep_command("user list", place, &["user", "list"], "");
    // What Python's pickle.dump writes with protocol 0, of {"karim": "azerty", "lea": "tp-r", "x": "ab"}.
    let pickle = "(dVkarim\nVazerty\nsVlea\nVtp-r\nsVx\nVab\ns.";
    fs::write(place.path().join("users.pkl"), pickle).unwrap();
    seen.keep_command("import", place, &["import", "users.pkl"], "");
    let backup = fs::read_dir(place.path().join("sauvegardes")).unwrap().next().unwrap().unwrap();
    let backup = format!("sauvegardes/{}", backup.file_name().to_str().unwrap());
    seen.keep_command("check", place, &["check", &backup], "");
    seen.keep_command("restore", place, &["restore", &backup], "");
}

/// Leaves the chat, as somebody at the keyboard does.
fn leave(terminal: &mut Terminal) {
    terminal.keys("\u{4}");
    terminal.wait();
}

/// Terminals one above the other, as a picture.
fn picture(terminals: &[&Terminal]) -> String {
    const CELL: (usize, usize) = (9, 20);
    const MARGIN: usize = 12;
    let mut body = String::new();
    let mut top = 0;
    let mut width = 0;
    for terminal in terminals {
        let screen = terminal.screen();
        let (rows, columns) = screen.size();
        let (rows, columns) = (rows.get(), columns.get());
        let first = terminal.rows().iter().position(|row| !row.is_empty()).unwrap_or(0);
        width = usize::from(columns) * CELL.0 + 2 * MARGIN;
        let height = (usize::from(rows) - first) * CELL.1 + 2 * MARGIN;
        writeln!(body, r##"<rect y="{top}" width="{width}" height="{height}" rx="8" fill="#1d2129"/>"##).unwrap();
        for row in u16::try_from(first).unwrap()..rows {
            let y = top + MARGIN + (usize::from(row) + 1 - first) * CELL.1 - 5;
            let mut column = 0;
            while column < columns {
                let style = style(&screen, row, column);
                let begin = column;
                let mut text = String::new();
                while column < columns && self::style(&screen, row, column) == style {
                    let shown = screen.cell(row, column).map_or("", |cell| cell.contents());
                    text.push_str(if shown.is_empty() { " " } else { shown });
                    column += 1;
                }
                let text = text.trim_end();
                if !text.is_empty() {
                    let x = MARGIN + usize::from(begin) * CELL.0;
                    let length = text.chars().count() * CELL.0;
                    let text = text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
                    writeln!(body, r##"<text x="{x}" y="{y}" textLength="{length}"{style}>{text}</text>"##).unwrap();
                }
            }
        }
        top += height + MARGIN;
    }
    let height = top - MARGIN;
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{width}\" height=\"{height}\" viewBox=\"0 0 {width} {height}\" \
         font-family=\"ui-monospace, 'DejaVu Sans Mono', Consolas, monospace\" font-size=\"15\" fill=\"#d8dee9\" \
         xml:space=\"preserve\">\n{body}</svg>\n"
    )
}

/// The looks of a character, as attributes of SVG.
fn style(screen: &vt100::Screen, row: u16, column: u16) -> &'static str {
    match screen.cell(row, column) {
        Some(cell) if cell.bold() => r##" font-weight="bold" fill="#ffffff""##,
        Some(cell) if cell.dim() => r##" fill="#8b95a7""##,
        Some(cell) if cell.inverse() => r##" fill="#88c0d0""##,
        _ => "",
    }
}

#[test]
fn the_screens_of_the_document_are_what_is_shown() {
    let seen = lesson();
    seen.boxes.compare(DOCUMENT, "screens");
    if std::env::var_os("CLASSCORD_WRITE_SCREENS").is_some() {
        fs::write(top(PICTURE), seen.picture).unwrap();
        return;
    }
    let picture = fs::read_to_string(top(PICTURE)).unwrap();
    assert_eq!(
        boxes::canonical(&picture),
        boxes::canonical(&seen.picture),
        "{PICTURE} shows something else; to renew it: CLASSCORD_WRITE_SCREENS=1 cargo test --test documents screens"
    );
}
