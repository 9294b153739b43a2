//! The lines between the server and the program that asks the school's directory.
//!
//! Owns both: a [`SchoolQuestion`] as a line, and a line as an [`Answer`]. Called by `school`. The program is the operator's, but what it
//! answers comes from a directory, so it is read as anything else that comes from outside: bounded, and by its form.

use serde::{Deserialize, Serialize};

use crate::chat::account::Role;
use crate::chat::name::ChannelName;
use crate::chat::school::{GROUPS_MAX, SchoolAnswer, SchoolPerson, SchoolQuestion};

/// Most bytes of an answer's line. A person in a hundred groups has a few thousand.
pub const ANSWER_BYTES_MAX: usize = 16 * 1024;

#[derive(Serialize)]
struct QuestionLine<'a> {
    id: u64,
    name: &'a str,
    password: &'a str,
    address: String,
}

#[derive(Deserialize)]
struct AnswerLine {
    id: u64,
    answer: Verdict,
    name: Option<String>,
    role: Option<String>,
    #[serde(default)]
    groups: Vec<String>,
    display_name: Option<String>,
    reason: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "lowercase")]
enum Verdict {
    Yes,
    No,
    Unavailable,
}

/// An answer as it came.
#[derive(Debug, PartialEq, Eq)]
pub struct Answer {
    /// The number of the question.
    pub id: u64,
    /// The answer itself.
    pub answer: SchoolAnswer,
    /// The name that people read, for whoever tries the directory; the chat keeps none.
    pub display_name: Option<String>,
    /// The reason that there is no yes and no no, in the program's words.
    pub reason: Option<String>,
}

/// The line of a question, with its end.
pub fn question_line(id: u64, question: &SchoolQuestion) -> String {
    let SchoolQuestion { name, password, address, .. } = question;
    let line =
        QuestionLine { id, name: name.as_str(), password: &password.0, address: address.to_canonical().to_string() };
    // Numbers and texts can always be written.
    let mut line = serde_json::to_string(&line).unwrap_or_default();
    line.push('\n');
    line
}

/// Reads the line of an answer.
///
/// # Errors
/// What is wrong with it, without any of it: a program that is out of step might send anything.
pub fn read_answer(line: &[u8]) -> Result<Answer, String> {
    let AnswerLine { id, answer, name, role, groups, display_name, reason } =
        serde_json::from_slice(line).map_err(|e| match e.classify() {
            serde_json::error::Category::Data => {
                "an answer lacks \"id\" or \"answer\", or has another kind of value".to_owned()
            }
            _ => "an answer is no JSON object".to_owned(),
        })?;
    let answer = match answer {
        Verdict::No => SchoolAnswer::No,
        Verdict::Unavailable => SchoolAnswer::Unavailable,
        Verdict::Yes => SchoolAnswer::Yes(SchoolPerson {
            name: name.map(Into::into),
            role: role.map(|role| role.parse::<Role>()).transpose()?,
            // A group whose name no channel can have is one that the chat does not know.
            channels: groups.iter().filter_map(|group| ChannelName::parse(group).ok()).take(GROUPS_MAX).collect(),
        }),
    };
    Ok(Answer { id, answer, display_name, reason })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chat::effect::Ticket;
    use crate::chat::name::Username;
    use crate::chat::request::Password;

    #[test]
    fn a_question_is_one_line_whatever_is_typed() {
        let question = SchoolQuestion {
            ticket: Ticket(1),
            name: Username::parse("a*)(uid=é").unwrap(),
            password: Password("\"\n\u{0}\\".into()),
            address: "::ffff:192.168.1.20".parse().unwrap(),
        };
        let line = question_line(7, &question);
        assert_eq!(
            line,
            "{\"id\":7,\"name\":\"a*)(uid=é\",\"password\":\"\\\"\\n\\u0000\\\\\",\"address\":\"192.168.1.20\"}\n"
        );
    }

    #[test]
    fn an_answer_is_read_by_its_form() {
        let yes = r##"{"id":7,"answer":"yes","role":"moderator","groups":["sisr1","#slam 1","a b"],"display_name":"A","new":1}"##;
        let Answer { id, answer: SchoolAnswer::Yes(person), display_name, .. } = read_answer(yes.as_bytes()).unwrap()
        else {
            panic!("no yes")
        };
        assert_eq!((id, person.role, display_name.as_deref()), (7, Some(Role::Moderator), Some("A")));
        assert_eq!(person.channels, [ChannelName::parse("#sisr1").unwrap()]);
        let no = read_answer(br#"{"id":8,"answer":"no"}"#).unwrap();
        assert_eq!((no.id, no.answer), (8, SchoolAnswer::No));
        let many: Vec<String> = (0..100).map(|n| format!("g{n}")).collect();
        let many = serde_json::json!({"id": 1, "answer": "yes", "groups": many}).to_string();
        let SchoolAnswer::Yes(person) = read_answer(many.as_bytes()).unwrap().answer else { panic!("no yes") };
        assert_eq!(person.channels.len(), GROUPS_MAX);
        for wrong in [
            "",
            "yes",
            "[]",
            "{}",
            r#"{"id":1}"#,
            r#"{"answer":"yes"}"#,
            r#"{"id":1,"answer":"YES"}"#,
            r#"{"id":1,"answer":true}"#,
            r#"{"id":-1,"answer":"no"}"#,
            r#"{"id":1,"answer":"yes","role":"root"}"#,
            r#"{"id":1,"answer":"yes","groups":"sisr1"}"#,
            "\u{0}",
            r#"{"id":1,"answer":"no"} {}"#,
        ] {
            assert!(read_answer(wrong.as_bytes()).is_err(), "{wrong}");
        }
    }
}
