//! Requests of a browser over HTTP: the page, its files, and the way into the chat by WebSocket.
//!
//! Pure functions over the head of one request: [`Site::answer`] says what to send back and what follows. Nothing here
//! reads a socket or a file (the page is in the program, [`assets`]), and nobody is let in by it: behind the handshake of
//! WebSocket each line is a line of the protocol like another client's. `server::web` calls it.

mod address;
mod assets;
#[cfg(test)]
mod bundling;
mod code;
#[cfg(test)]
mod first_paint;
mod handshake;
mod hosts;
#[cfg(test)]
mod packing;
mod request;
mod response;
mod site;
mod theme;

pub use self::address::{HTTP_PORT, page_addresses};
pub use self::code::{Code, in_white, terminal_code};
pub use self::handshake::accept;
pub use self::hosts::Hosts;
pub use self::request::{Method, Request, WhyNot};
pub use self::response::{CSP_OF_REFUSALS, Response};
pub use self::site::{Answer, Asker, Site};
