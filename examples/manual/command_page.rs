//! `classcord.1`, `classcord-bench.1`: a program's command line, every subcommand on one page.

use clap::Command;
use clap_mangen::Man;

use super::page::Page;
use super::programs::Program;

/// The part of a page that `render` has written.
fn part(render: impl FnOnce(&mut Vec<u8>) -> std::io::Result<()>) -> Vec<u8> {
    let mut bytes = Vec::new();
    render(&mut bytes).unwrap_or_else(|e| unreachable!("memory takes everything: {e}"));
    bytes
}

/// The options of all subcommands stand once, at the top.
fn without_help(command: &Command, called: &str) -> Man {
    let alone = command.clone().bin_name(called.to_owned()).subcommand_value_name("command");
    Man::new(alone.disable_help_flag(true).disable_help_subcommand(true))
}

fn subcommands(page: &mut Page, command: &Command, called: &str) {
    for command in command.get_subcommands().filter(|command| !command.is_hide_set()) {
        let called = format!("{called} {}", command.get_name());
        let man = without_help(command, &called);
        page.subheading(&called);
        page.rendered(&part(|w| man.render_synopsis_section(w)));
        page.paragraph(&command.get_about().map(ToString::to_string).unwrap_or_default());
        page.rendered(&part(|w| man.render_options_section(w)));
        subcommands(page, command, &called);
    }
}

/// The page of a program.
pub fn render(program: &Program, command: &Command) -> String {
    let mut page = Page::new(program.name, "1", program.about);
    let man = Man::new(command.clone().subcommand_value_name("command"));
    page.heading("SYNOPSIS");
    page.rendered(&part(|w| man.render_synopsis_section(w)));
    page.heading("DESCRIPTION");
    program.description.iter().for_each(|words| page.paragraph(words));
    page.heading("OPTIONS");
    page.paragraph(program.options);
    page.rendered(&part(|w| man.render_options_section(w)));
    page.heading("COMMANDS");
    subcommands(&mut page, command, program.name);
    for (heading, terms) in program.lists {
        page.heading(heading);
        for (term, words) in *terms {
            page.terms(&[(*term).to_owned()], words);
        }
    }
    page.heading("SEE ALSO");
    page.paragraph(program.see_also);
    page.render()
}
