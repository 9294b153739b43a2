//! Accounts in the menu: the list, and what one can do with one.
//!
//! Owns these lines. Called by `menus` and `listing`.

use serde_json::Value;

use super::list::{Line, back, open, send};
use super::listing::username;
use super::phrases;
use super::place::{Order, Place};
use super::question::{Draft, Intent};
use crate::chat::account::Role;
use crate::chat::name::Username;
use crate::chat::request::Act;
use crate::chat::sanction::SanctionTarget;
use crate::chat::text::Lang;
use crate::cli::admin::answer;
use crate::cli::admin::fields::items;
use crate::cli::admin::phrases as words;

/// All of them.
pub(super) const ROLES: [Role; 3] = [Role::User, Role::Moderator, Role::Admin];

/// The words for giving somebody a role.
pub(super) fn make_role(lang: Lang, role: Role) -> String {
    phrases::make_role(lang, &words::role(lang, role.as_str()))
}

/// The accounts of one answer, and the way to those behind them.
pub(super) fn lines(lang: Lang, answer: &Value) -> Vec<Line> {
    let more = answer["next"].as_str().map(|next| open(phrases::more(lang), Place::Accounts(Some(next.to_owned()))));
    items(answer, "rows").iter().filter_map(|account| line(lang, account)).chain(more).collect()
}

fn line(lang: Lang, account: &Value) -> Option<Line> {
    let name = username(account, "username")?;
    let role = account["role"].as_str().and_then(|role| role.parse().ok()).unwrap_or_default();
    let key = name.to_string();
    let place = Place::Account { name, role, disabled: account["disabled"] == true };
    Some(Line { key, cells: answer::account(lang, account), order: Order::Open(place) })
}

/// The lines of what one can do with an account.
pub(super) fn of_account(lang: Lang, name: &Username, role: Role, disabled: bool) -> Vec<Line> {
    let whose = || Some(SanctionTarget::Person(name.clone()));
    let set_disabled = |text, disabled| send(text, Act::SetDisabled { user: name.clone(), disabled });
    let password = Draft::new(Intent::SetPassword).against(whose());
    let mut lines = vec![
        Line::item(phrases::new_password(lang), Order::Ask(password)),
        if disabled {
            set_disabled(phrases::enable_account(lang), false)
        } else {
            set_disabled(phrases::disable_account(lang), true)
        },
    ];
    let others = ROLES.into_iter().filter(|other| *other != role);
    lines.extend(others.map(|other| {
        Line::item(make_role(lang, other), Order::Ask(Draft::new(Intent::SetRole(other)).against(whose())))
    }));
    lines.push(back(lang));
    lines
}
