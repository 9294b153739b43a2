//! docs/RGPD.md: the table of what is kept says how long the program and the files beside it keep it, and nothing is left out.

use std::fs;
use std::path::Path;

use classcord_server::config::Config;

fn file(name: &str) -> String {
    fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(name)).unwrap()
}

/// The cells of the row of the table that begins with this.
fn row(document: &str, kind: &str) -> Vec<String> {
    let row = document.lines().find(|line| line.starts_with(&format!("| {kind} |")));
    let row = row.unwrap_or_else(|| panic!("docs/RGPD.md has no row {kind:?}"));
    row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
}

/// The number behind a word of a file.
fn number_behind(text: &str, word: &str) -> u64 {
    let (_, rest) = text.split_once(word).unwrap_or_else(|| panic!("no {word:?}"));
    let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
    digits.parse().unwrap()
}

#[test]
fn what_is_kept_how_long_is_what_the_program_does() {
    let (document, config) = (file("docs/RGPD.md"), Config::default());
    let history = &row(&document, "messages des salons")[3];
    assert!(history.contains(&format!("{} jours", config.history.keep_days)), "{history}");
    assert!(history.contains(&format!("les {} derniers", config.history.keep_messages)), "{history}");
    let private = &row(&document, "messages privés")[3];
    assert!(private.contains(&format!("{} par personne", config.limits.undelivered_per_user)), "{private}");
    let attendance = &row(&document, "présences")[3];
    assert!(attendance.contains(&format!("{} jours", config.history.attendance_days)), "{attendance}");
    for kind in ["sondages", "questions"] {
        let kept = &row(&document, kind)[3];
        assert!(kept.contains(&format!("{} jours", config.history.keep_days)), "{kept}");
    }
    let days = number_behind(&file("logrotate/classcord"), "maxage ");
    assert_eq!(row(&document, "journal d'audit")[3], format!("{days} jours"));
    let copies = number_behind(&file("systemd/classcord-backup.service"), "--keep ");
    assert!(file("systemd/classcord-backup.timer").contains("OnCalendar=hourly"));
    assert_eq!(row(&document, "sauvegardes")[3], format!("{copies} copies d'une heure : deux jours de marche"));
    assert_eq!(copies, 48, "two days");
    // The entry for the register and the notice to copy say the same.
    for sentence in [
        format!("messages {} jours au plus", config.history.keep_days),
        format!("présences, sondages et questions {} jours au plus", config.history.attendance_days),
        format!("journal d'audit {days} jours"),
        "sauvegardes deux jours de marche".to_owned(),
    ] {
        assert!(document.contains(&sentence), "{sentence}");
    }
    assert_eq!(config.log.messages, classcord_server::config::LogMessages::None);
}

/// The tables of the database, and the rows of the document that say of the data in them; none where there are no people's.
const TABLES: [(&str, &[&str]); 28] = [
    ("accounts", &["comptes"]),
    ("tail", &["messages des salons", "messages privés"]),
    ("blocks", &["messages des salons", "messages privés"]),
    ("blocks_by_channel", &[]),
    ("undelivered_mail", &["messages privés"]),
    ("spared", &["messages privés"]),
    ("channels", &[]),
    ("sanctions", &["sanctions"]),
    ("present", &["présences"]),
    ("stays", &["présences"]),
    ("lessons", &["présences"]),
    ("polls", &["sondages"]),
    ("ballots", &["sondages"]),
    ("questions", &["questions"]),
    ("question_votes", &["questions"]),
    ("class", &["silences"]),
    ("tokens", &["appareils"]),
    ("renames", &["comptes"]),
    ("campus_events", &["sanctions"]),
    ("campus_ids", &[]),
    ("campus_early", &["messages des salons"]),
    ("campus_names", &[]),
    ("campus_topics", &[]),
    ("campus_erasures", &["comptes"]),
    ("campus_heard", &[]),
    ("campus_letters", &["messages privés"]),
    ("campus_letters_heard", &[]),
    ("meta", &[]),
];

#[test]
fn every_table_of_the_database_is_accounted_for() {
    let (document, storage) = (file("docs/RGPD.md"), file("docs/STORAGE.md"));
    let (_, table) = storage.split_once("\n| table | key | value |\n| --- | --- | --- |\n").unwrap();
    let names = table.lines().map_while(|line| line.strip_prefix("| `")?.split('`').next());
    for name in names {
        let known = TABLES.iter().find(|(table, _)| *table == name);
        let (_, rows) =
            known.unwrap_or_else(|| panic!("say in docs/RGPD.md what {name} keeps of people, and here where"));
        rows.iter().for_each(|kind| assert!(row(&document, kind).iter().all(|cell| !cell.is_empty()), "{kind}"));
    }
}

#[test]
fn a_new_year_decides_about_every_table() {
    // Those of messages go together.
    let decided = ["new_year", "messages", "tokens"].map(|module| file(&format!("src/store/{module}.rs"))).concat();
    for (table, _) in TABLES.iter().filter(|(table, _)| *table != "meta") {
        let name = table.trim_end_matches("_mail").to_uppercase();
        let is_named = decided.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == name);
        assert!(is_named, "say in src/store/new_year.rs what becomes of {table}");
    }
}

#[test]
fn the_pages_for_operators_lead_to_it() {
    for page in ["README.md", "docs/EXPLOITATION.md", "docs/SECURITE.md", "classcord.toml"] {
        assert!(file(page).contains("RGPD.md"), "{page}");
    }
}
